// What views with a legend, a picture and details have in common: filters, evidence, numbers and dates, the table.
"use strict";
const desk = (() => {
  const { model, t, say, number, h, bdi, link } = page;
  const { upright, wrapped, sheet, saveSvg, savePng, csv } = paper;
  const $ = (id) => document.getElementById(id);
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
    if (first === "..") return t("by_day", { day: day(last) });
    if (last === "..") return t("from_day", { day: day(first) });
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
  /** The claims behind something, folded away; `what` is its name, for who hears the page. */
  function evidence(claims, open, what = "") {
    if (!claims?.length) return h("p", { class: "no-evidence" }, t("no_evidence"));
    return h("details", { class: "evidence", open }, h("summary", {}, t("evidence", { n: number(claims.length) }), what ? h("span", { class: "unseen" }, `${zh() ? "：" : ": "}`, bdi(what)) : null), ...claims.map(card));
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

  if (matchMedia("(max-width: 760px)").matches) $("legend").open = false;
  return { FONT: paper.FONT, zh, set, listed, amount, when, list, check, quick, clearField, card, evidence, sources, table, sourceNote, upright, wrapped, sheet, saveSvg, savePng, csv };
})();
