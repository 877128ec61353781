// What the engine answers, as columns and rows of terms; a graph as one row for each triple.

const NT = /^(?:<([^>]*)>|_:(\S+)) <([^>]*)> (?:<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?) \.$/;
const unescaped = (text) => text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short, long, char) => (short || long ? String.fromCodePoint(parseInt(short || long, 16)) : { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" }[char] ?? char));
export function read({ kind, text }, sparql) {
  if (kind === "SELECT" || kind === "ASK") {
    const json = JSON.parse(text);
    if ("boolean" in json) return { kind, sparql, columns: ["answer"], rows: [{ answer: { type: "literal", value: String(json.boolean), datatype: "http://www.w3.org/2001/XMLSchema#boolean" } }] };
    return { kind, sparql, columns: json.head.vars, rows: json.results.bindings };
  }
  const uri = (value) => ({ type: "uri", value: unescaped(value) });
  const triples = [...new Set(text.split("\n"))].sort().map((line) => NT.exec(line)).filter(Boolean).map(([, s, sb, p, o, ob, lit, lang, datatype]) => ({
    subject: sb ? { type: "bnode", value: sb } : uri(s), predicate: uri(p),
    object: ob ? { type: "bnode", value: ob } : o !== undefined ? uri(o) : { type: "literal", value: unescaped(lit), ...(lang ? { "xml:lang": lang } : {}), ...(datatype ? { datatype } : {}) },
  }));
  return { kind, sparql, columns: ["subject", "predicate", "object"], rows: triples, triples };
}
