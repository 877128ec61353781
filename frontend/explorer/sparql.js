// What must be known of a query before the engine sees it: the same rules as jjj_graph/store/guard.py and questions.py.

const LOCAL = "(?:[\\w:\\u00b7-\\u{10ffff}]|%[0-9A-Fa-f]{2}|\\\\[^\\w\\s])";
const TOKEN = new RegExp(
  "'''(?:[^'\\\\]|\\\\.|'(?!''))*'''|\"\"\"(?:[^\"\\\\]|\\\\.|\"(?!\"\"))*\"\"\"|'(?:[^'\\\\\\n\\r]|\\\\.)*'|\"(?:[^\"\\\\\\n\\r]|\\\\.)*\""
  + "|<[^<>\"{}|^`\\\\\\s]*>|#[^\\n\\r]*|(?<variable>[?$][\\w\\u00b7-\\u{10ffff}]+)|@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*"
  + `|(?<prefix>[\\w\\u00b7-\\u{10ffff}]*):(?:${LOCAL}(?:${LOCAL}|[.-])*)?`
  + "|(?<open>[({\\[])|(?<close>[)}\\]])|(?<word>[\\w\\u00b7-\\u{10ffff}]+)|(?<sign>[-+*/|^!=<>&.,;])|.", "gsu");
export const MAX_DEPTH = 100;
export const MAX_STEPS = 2000;

/** What a query is and does: its kind, whether it names its graphs (FROM), which prefixes it declares, and what is wrong. */
export function look(sparql) {
  const found = { kind: "SELECT", from: false, declared: new Set(), refused: null };
  let [kind, steps, inside, before] = [null, 0, 0, ""];
  const open = [];
  for (const match of sparql.matchAll(TOKEN)) {
    const { word, prefix, variable, sign } = match.groups;
    if (match.groups.open) { open.push(match[0]); inside = 0; }
    else if (match.groups.close) { open.pop(); inside = 0; }
    const upper = (word ?? prefix ?? "").toUpperCase();
    if (upper.includes("SERVICE")) found.refused ??= "service";
    if (word) {
      if (!kind && ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"].includes(upper)) kind = upper;
      if (upper === "FROM") found.from = true;
    }
    if (prefix !== undefined && before === "PREFIX") found.declared.add(prefix);
    inside += match[0].trim() !== "" && open.at(-1) === "(";
    steps += Boolean(match.groups.open || word || variable || sign);
    if (open.length > MAX_DEPTH) found.refused ??= "deep";
    if (Math.max(steps, inside) > MAX_STEPS) found.refused ??= "long";
    if (match[0].trim()) before = upper;
  }
  found.kind = kind ?? "SELECT";
  return found;
}

/** The query with our prefixes where it does not declare its own; on its first line, so that line numbers stay. */
export function withPrefixes(sparql, prefixes, declared) {
  const lines = Object.entries(prefixes).filter(([name]) => !declared.has(name)).map(([name, iri]) => `PREFIX ${name}: <${iri}>`);
  return `${lines.join(" ")} ${sparql}`;
}

const block = (name) => new RegExp(`(VALUES\\s+\\?${name.replace(/[^\w]/g, "\\$&")}\\s*\\{)([^{}]*)(\\})`);
/** The term that a parameter has in a query; null where its block is gone. */
export const boundTerm = (sparql, name) => block(name).exec(sparql)?.[2].trim() ?? null;
/** The query with terms in the blocks of its parameters. Never more than one term goes into a block. */
export function bind(sparql, terms) {
  return Object.entries(terms).reduce((text, [name, term]) => text.replace(block(name), (_, head, old, end) => `${head} ${term} ${end}`), sparql);
}

const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" };
/** A literal. Braces are escaped too: the block of a parameter ends at the first one. */
export const literal = (text) => `"${text.replace(/[\\"\n\r\t\b\f]/g, (char) => ESCAPES[char]).replace(/[{}\u0000-\u001f\u007f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
/** An IRI as a term, or null where it cannot be one. */
export const iriTerm = (iri) => (/^[^<>"{}|^`\\\u0000-\u0020]+$/.test(iri) ? `<${iri}>` : null);
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
/** A number as a term, or null. */
export const decimalTerm = (text) => {
  const plain = text.trim().replace(/,/g, "");
  return DECIMAL.test(plain) ? `"${plain.replace(/^\+/, "")}"^^<http://www.w3.org/2001/XMLSchema#decimal>` : null;
};
