// A table as CSV: the same bytes as `jjj query … -o result.csv` writes, so that a hash can be checked with either.

const FORMULA = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"];
const SIGNED = /^[+-][0-9]+(\.[0-9]+)?$/;
const NUMBERS = new Set(["decimal", "integer", "nonNegativeInteger", "int", "long", "double", "float"].map((name) => `http://www.w3.org/2001/XMLSchema#${name}`));
export const isNumber = (term) => term?.type === "literal" && NUMBERS.has(term.datatype);

function cell(term) {
  if (!term) return "";
  if (isNumber(term)) {
    if (!/#(double|float)$/.test(term.datatype)) return term.value;
    const value = Number(term.value);
    return Number.isInteger(value) ? value.toFixed(1) : String(value);
  }
  let text = term.type === "bnode" ? `_:${term.value}` : term.value;
  if (/#boolean$/.test(term.datatype ?? "")) text = ["true", "1"].includes(text) ? "true" : "false";
  text = text.replace(/\r\n?/g, "\n");
  if (FORMULA.some((sign) => text.startsWith(sign)) && !SIGNED.test(text)) text = `'${text}`;
  return text;
}
const quoted = (text, alone) => (/[",\n\r]/.test(text) || (alone && text === "") ? `"${text.replace(/"/g, '""')}"` : text);

export function toCsv(columns, rows) {
  const line = (cells) => `${cells.map((text) => quoted(text, cells.length === 1)).join(",")}\n`;
  return line(columns) + rows.map((row) => line(columns.map((name) => cell(row[name])))).join("");
}
/** For the clipboard: a spreadsheet takes it as cells. */
export const toTsv = (columns, rows, shown) => [columns, ...rows.map((row) => columns.map((name) => safe(shown(row[name], name))))].map((cells) => cells.map((text) => text.replace(/[\t\n\r]+/g, " ")).join("\t")).join("\n");
const safe = (text) => (FORMULA.some((sign) => text.startsWith(sign)) && !SIGNED.test(text) ? `'${text}` : text);

/** The file as it is saved: with the mark that tells a spreadsheet that it is UTF-8. */
export const csvBytes = (csv) => new TextEncoder().encode(`\ufeff${csv}`);

export async function sha256(bytes) {
  if (!globalThis.crypto?.subtle) return "";
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
