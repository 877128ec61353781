// What views with a legend, a picture and details have in common: filters, evidence, numbers and dates, the table, saving.
"use strict";
const desk = (() => {
  const { model, t, say, number, h, bdi, svg, link, download, colour } = page;
  const $ = (id) => document.getElementById(id);
  const FONT = getComputedStyle(document.body).fontFamily;
  const zh = () => page.lang() === "zh";

  // --- lists in the address: a comma inside a value is written %2C
  const set = (text) => new Set((text ?? "").split(",").filter(Boolean).map((part) => part.replace(/%2C/g, ",")));
  const listed = (values) => [...values].sort().map((value) => value.replace(/,/g, "%2C")).join(",");

  // --- numbers and dates as people write them
  /** 万 and 亿, or million and billion, as the command line writes them; small numbers in full. */
  function amount(value) {
    const scales = zh() ? [["万亿", 12], ["亿", 8], ["万", 4]] : [[" trillion", 12], [" billion", 9], [" million", 6]];
    const scale = scales.find(([, power]) => Math.abs(value) >= 10 ** power);
    return scale ? `${Number((value / 10 ** scale[1]).toPrecision(12))}${scale[0]}` : number(value);
  }
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  function day(text) {
    const [, year, half, quarter, month, date] = /^(\d{4})(?:-(?:H([12])|Q([1-4])|(\d\d)(?:-(\d\d))?))?$/.exec(text) ?? [];
    if (!year) return text;
    if (half) return zh() ? `${year}年${half === "1" ? "上" : "下"}半年` : `H${half} ${year}`;
    if (quarter) return zh() ? `${year}年第${"一二三四"[quarter - 1]}季度` : `Q${quarter} ${year}`;
    if (!month) return zh() ? `${year}年` : year;
    if (!MONTHS[month - 1]) return text;
    if (zh()) return `${year}年${Number(month)}月${date ? `${Number(date)}日` : ""}`;
    return `${date ? `${Number(date)} ` : ""}${MONTHS[month - 1]} ${year}`;
  }
  /** A period: 2015-01 as 2015年1月 or Jan 2015; 2014/2023, ../2015-07 and 2015/.. as ranges. What is no period stays. */
  function when(text) {
    if (!text || !text.includes("/")) return day(text ?? "");
    const [first, last] = text.split("/");
    if (first === "..") return zh() ? `${day(last)}以前` : `until ${day(last)}`;
    if (last === "..") return zh() ? `${day(first)}起` : `from ${day(first)}`;
    return zh() ? `${day(first)}至${day(last)}` : `${day(first)} to ${day(last)}`;
  }
  const list = (words) => words.join(zh() ? "、" : ", ");

  // --- the legend, which filters
  /** One line: a box that hides `key` when it is not ticked. */
  function check(into, hidden, key, words, sum, mark, changed) {
    const box = h("input", { type: "checkbox", "data-key": key, change: () => { if (box.checked) hidden.delete(key); else hidden.add(key); changed(); } });
    box.checked = !hidden.has(key);
    into.append(h("label", { class: "row" }, box, mark, h("span", {}, bdi(words)), sum === null ? null : h("span", { class: "count" }, number(sum))));
  }
  function quick(field, hidden, keys, changed) {
    const turn = (name, act) => h("button", { type: "button", "data-quick": name, click: () => { act(); changed(); field.querySelector(`[data-quick="${name}"]`).focus(); } }, t(name));
    field.querySelector("legend").append(h("span", { class: "quick" }, turn("all", () => hidden.clear()), turn("none", () => keys.forEach((key) => hidden.add(key)))));
  }
  function clearField(id, key) {
    const field = $(id);
    field.replaceChildren(h("legend", {}, t(key)));
    return field;
  }

  // --- evidence
  function card(at) {
    const claim = model.claims[at];
    const source = model.sources[claim.source];
    const quotes = claim.characters.map((text) => h("blockquote", {}, h("q", {}, bdi(text))));
    const from = [source.title, source.publisher, when(source.published)].filter(Boolean).map((part) => bdi(part)).flatMap((part, i) => (i ? [" · ", part] : [part]));
    const url = source.url ? [" · ", link(source.url, t("open_source"))] : [];
    return h("div", { class: "card" },
      h("div", {}, bdi(say(claim.text))), quotes.length ? quotes : h("p", { class: "no-evidence" }, t("unquoted")),
      h("p", { class: "from" }, ...from, ...url), say(claim.note) ? h("p", { class: "from" }, bdi(say(claim.note))) : null,
      claim.claim ? h("p", { class: "claim-id" }, `${t("claim")} `, h("code", {}, bdi(claim.claim.replace(/^.*[/#](?=.)/, "")))) : null);
  }
  function evidence(claims, open) {
    if (!claims?.length) return h("p", { class: "no-evidence" }, t("no_evidence"));
    return h("details", { class: "evidence", open }, h("summary", {}, t("evidence", { n: number(claims.length) })), ...claims.map(card));
  }
  /** The sources behind some claims, each once, as a list of links. */
  function sources(claims) {
    const found = [...new Set((claims ?? []).map((at) => model.claims[at].source))].map((at) => model.sources[at]);
    if (!found.length) return t("no_evidence");
    return h("ul", {}, found.map((one) => h("li", {}, link(one.url, one.title || one.url), one.publisher || one.published ? bdi(` · ${[one.publisher, when(one.published)].filter(Boolean).join(" · ")}`) : null)));
  }

  // --- tables and notes
  /** A table of cells; `heads` are keys of the texts. A cell may be text or a node. */
  function table(caption, heads, rows, attributes = {}) {
    const cell = (value) => h("td", {}, typeof value === "string" ? bdi(value) : value);
    return h("table", attributes, h("caption", {}, caption), h("thead", {}, h("tr", {}, heads.map((key) => h("th", { scope: "col" }, t(key))))), h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell)))));
  }
  function sourceNote(...more) {
    const facts = [...more, model.snapshot ? `${t("snapshot", { id: model.snapshot })}${zh() ? "。" : "."}` : "", say(model.cite) ? t("cite", { text: say(model.cite) }) : ""];
    $("source-note").replaceChildren(bdi(facts.filter(Boolean).join(" ")));
  }

  // --- the picture as a file, with title, legend and citation
  // Marks that turn the direction of text would also turn our own; on a canvas nothing isolates them.
  const upright = (text) => text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
  const ruler = document.createElement("canvas").getContext("2d");
  function wrapped(text, width, font = `400 12px ${FONT}`) {
    ruler.font = font;
    const made = [""];
    for (const piece of text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/gu) ?? []) {
      if (made.at(-1) && ruler.measureText(made.at(-1) + piece).width > width) made.push("");
      made[made.length - 1] += piece;
    }
    return made;
  }
  const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-opacity", "opacity", "font-size", "font-weight", "text-anchor", "paint-order"];
  /** A copy of a drawing that needs no style sheet: what is not shown goes, how the rest looks is written on it. */
  function standAlone(node) {
    const style = getComputedStyle(node);
    const unseen = ["defs", "pattern", "clipPath", "title"].includes(node.localName); // these are never drawn themselves
    if (!unseen && (style.display === "none" || style.visibility === "hidden")) return null;
    const copy = node.cloneNode(false);
    for (const name of ["class", "tabindex", "role", "data-id"]) copy.removeAttribute(name);
    if (!unseen) for (const name of STYLES) { const value = style.getPropertyValue(name); if (value) copy.setAttribute(name, value.replace(/url\("(#[^"]+)"\)/, "url($1)")); }
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) copy.append(upright(child.data));
      else if (child.nodeType === Node.ELEMENT_NODE) { const made = standAlone(child); if (made) copy.append(made); }
    }
    return copy;
  }
  function words(text, x, y, size, weight, fill, anchor = "start") {
    const node = svg("text", { x, y, "font-size": size, "font-weight": weight, fill, "text-anchor": anchor });
    node.textContent = upright(text);
    return node;
  }
  /** The drawing as it is seen, under its title and above its signs (`keys`: [drawing of 30 × 16, words]) and notes. */
  function sheet(drawing, { wide, high, title = page.title(), keys = [], notes = [] }) {
    const width = Math.max(wide, 640);
    const ink = colour("ink");
    const [small, pad] = [`400 12px ${FONT}`, 20];
    ruler.font = small;
    const rows = [[]];
    let x = pad;
    for (const [mark, text] of keys) {
      const room = ruler.measureText(text).width + 58;
      if (x + room > width - pad && rows.at(-1).length) { rows.push([]); x = pad; }
      rows.at(-1).push({ mark, text, x });
      x += room;
    }
    const heads = wrapped(title, width - 2 * pad, `650 19px ${FONT}`);
    const lines = notes.flatMap((text) => wrapped(text, width - 2 * pad));
    const above = 22 + heads.length * 25;
    const below = 14 + rows.length * 24 + lines.length * 18;
    const height = above + high + below;
    const all = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT });
    all.append(svg("rect", { width, height, fill: colour("card") }), ...heads.map((line, i) => words(line, pad, 32 + i * 25, 19, 650, ink)));
    const copy = standAlone(drawing);
    for (const [name, value] of Object.entries({ x: (width - wide) / 2, y: above, width: wide, height: high })) copy.setAttribute(name, value);
    all.append(copy);
    rows.forEach((row, i) => row.forEach(({ mark, text, x: left }) => {
      const y = above + high + 8 + i * 24;
      $("desk").append(mark); // a sign has its look only where the style sheet finds it
      const sign = standAlone(mark);
      mark.remove();
      for (const [name, value] of Object.entries({ x: left, y, width: 30, height: 16 })) sign.setAttribute(name, value);
      all.append(sign, words(text, left + 38, y + 12.5, 12, 400, ink));
    }));
    lines.forEach((line, i) => all.append(words(line, pad, above + high + 20 + rows.length * 24 + i * 18, 12, 400, colour("soft"))));
    return { text: new XMLSerializer().serializeToString(all), width, height };
  }
  const saveSvg = (name, made) => download(`${name}.svg`, new Blob([made.text], { type: "image/svg+xml" }));
  function savePng(name, made) {
    const image = new Image();
    image.addEventListener("load", () => {
      const ratio = Math.min(2, 8000 / Math.max(made.width, made.height));
      const canvas = h("canvas", { width: Math.round(made.width * ratio), height: Math.round(made.height * ratio) });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => download(`${name}.png`, blob), "image/png");
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(made.text)}`;
  }
  function csv(name, heads, rows) {
    const cell = (value) => { const text = String(value ?? ""); const safe = /^[=+\-@\t\r\n\0＝＋－＠]/.test(text) && !/^[+-]\d+(\.\d+)?$/.test(text) ? `'${text}` : text; return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe; };
    download(`${name}.csv`, new Blob(["\ufeff", [heads, ...rows].map((row) => row.map(cell).join(",")).join("\r\n"), "\r\n"], { type: "text/csv" }));
  }

  if (matchMedia("(max-width: 760px)").matches) $("legend").open = false;
  return { FONT, zh, set, listed, amount, when, list, check, quick, clearField, card, evidence, sources, table, sourceNote, upright, wrapped, sheet, saveSvg, savePng, csv };
})();
