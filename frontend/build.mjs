// npm ci && npm run build: writes the built scripts, the engine, their licences and their entries in the manifest into
// the package. `node build.mjs FOLDER` writes them there instead (the test that compares does).
import { build } from "esbuild";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? path.join(here, "../jjj_graph/views/assets");
const packages = (inputs) => [...new Set(Object.keys(inputs).map((name) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1]).filter(Boolean))].sort();
const about = (name) => JSON.parse(fs.readFileSync(path.join(here, "node_modules", name, "package.json"), "utf8"));
const licences = new Map(); // file name → text

/** The licence files of a package, under a name of ours; for a package without one, the file in licences/. */
function licenceOf(name) {
  const flat = name.replace("@", "").replace("/", "-");
  const folder = path.join(here, "node_modules", name);
  const theirs = fs.readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file)).map((file) => path.join(folder, file));
  return (theirs.length ? theirs : [path.join(here, "licences", `${flat}.txt`)]).map((file, at) => {
    const made = `${flat}${at || ""}.txt`;
    licences.set(made, fs.readFileSync(file, "utf8").replace(/\r\n/g, "\n"));
    return made;
  });
}

const entries = {};
function put(file, bytes, names, from) {
  fs.writeFileSync(path.join(out, file), bytes);
  const parts = names.map((name) => ({ name, version: about(name).version, licence: about(name).license }));
  entries[file] = {
    name: parts.map(({ name }) => name).join(", "), version: parts[0].version, from,
    sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length,
    licence: [...new Set(parts.map(({ licence }) => licence))].sort().join(" AND "),
    holds: parts.map(({ name, version }) => `${name} ${version}`),
    licence_files: [...new Set(names.flatMap(licenceOf))].sort().map((name) => `LICENSES/${name}`),
  };
}

fs.mkdirSync(path.join(out, "LICENSES"), { recursive: true });
for (const [file, entry, about_] of [["explorer.js", "explorer/main.js", "the explorer"], ["explorer-worker.js", "explorer/worker.js", "the worker of the explorer"]]) {
  const made = await build({
    entryPoints: [path.join(here, entry)], bundle: true, minify: true, write: false, metafile: true, format: "iife", target: ["es2022"], charset: "utf8",
    legalComments: "none", define: { "import.meta.url": '""' }, absWorkingDir: here, logLevel: "warning",
  });
  const names = packages(made.metafile.inputs);
  const banner = `/* jjj_graph: ${about_}, with ${names.map((name) => `${name} ${about(name).version}`).join(", ")}; licences in LICENSES/ */\n`;
  put(file, Buffer.from(banner + made.outputFiles[0].text, "utf8"), names, `frontend/${entry}, built by frontend/build.mjs`);
}
const wasm = fs.readFileSync(path.join(here, "node_modules/oxigraph/web_bg.wasm"));
put("oxigraph.wasm.gz", zlib.gzipSync(wasm, { level: 9 }), ["oxigraph"], `npm package oxigraph ${about("oxigraph").version}, file web_bg.wasm, unchanged, compressed with gzip`);
entries["oxigraph.wasm.gz"].unpacked_sha256 = createHash("sha256").update(wasm).digest("hex");
for (const [name, text] of licences) fs.writeFileSync(path.join(out, "LICENSES", name), text);

const manifest = path.join(out, "manifest.json");
const known = fs.existsSync(manifest) ? JSON.parse(fs.readFileSync(manifest, "utf8")) : {};
fs.writeFileSync(manifest, `${JSON.stringify({ ...known, ...entries }, null, 2)}\n`);
for (const [file, { bytes }] of Object.entries(entries)) console.log(file, bytes);
