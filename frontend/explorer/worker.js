// The engine's own thread: unpacks Oxigraph and the graph, then answers one query after the other. A query cannot be
// broken off from within: the page ends this worker and starts another one.
import init, { Store } from "oxigraph/web.js";

let store = null;
let panicked = ""; // what the engine last said of itself on the console, where it says what it panicked of
console.error = (...said) => { panicked = said.map(String).join(" ").split("\n\nStack")[0].trim(); };
const bytes = (text) => (Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
const unpacked = (packed) => new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));

async function boot({ engine, module, pieces, quads }) {
  const from = performance.now();
  const compiled = module ?? await WebAssembly.compileStreaming(new Response(unpacked(bytes(engine)), { headers: { "Content-Type": "application/wasm" } }));
  await init({ module_or_path: compiled });
  const compiledAt = performance.now();
  store = new Store();
  const all = quads.reduce((sum, part) => sum + part, 0);
  let read = 0;
  for (const [at, piece] of pieces.entries()) {
    const trig = new Uint8Array(await new Response(unpacked(bytes(piece))).arrayBuffer());
    store.load(trig, { format: "application/trig", no_transaction: true, lenient: true });
    read += quads[at];
    postMessage({ progress: read, of: all });
  }
  postMessage({ ready: { quads: all, engineMs: compiledAt - from, loadMs: performance.now() - compiledAt }, module: compiled });
}

function answer({ id, sparql, kind, union }) {
  const from = performance.now();
  try {
    const graph = kind === "CONSTRUCT" || kind === "DESCRIBE";
    const text = store.query(sparql, { use_default_graph_as_union: union, results_format: graph ? "application/n-triples" : "application/sparql-results+json" });
    postMessage({ id, kind, text, ms: performance.now() - from });
  } catch (error) {
    // An error of WebAssembly itself (a stack that is full, memory at its end) leaves the engine in no known state.
    const broken = error instanceof WebAssembly.RuntimeError || error instanceof RangeError || error instanceof WebAssembly.Exception;
    postMessage({ id, error: [String(error?.message ?? error), broken ? panicked : ""].filter(Boolean).join("\n"), broken, ms: performance.now() - from });
  }
}

onmessage = ({ data }) => {
  if (data.boot) boot(data.boot).catch((error) => postMessage({ fatal: String(error?.message ?? error) }));
  else answer(data);
};
