// The result as a table: names instead of addresses, sorting, filtering, more rows on demand.
import { isNumber } from "./csv.js";

const STEP = 100;
const CODES = { grade: "source-grade", kind: "kind" };

export function table(host, { page, words, model, open, address }) {
  const { h, t, bdi, number } = page;
  let result = null;
  let view = { sort: "", down: false, filter: "", all: false };
  let listed = STEP;
  let rows = [];

  /** What a reader sees in a cell, as text. */
  function shown(term, column) {
    if (!term) return "";
    if (term.type === "uri") return term.value.startsWith(model.prefixes.claim) ? t("claim_short", { id: words.id(term.value).slice(0, 8) }) : words.name(term.value);
    if (isNumber(term)) return /year/i.test(column) ? term.value : words.readable(term.value);
    if (/#boolean$/.test(term.datatype ?? "")) return t(["true", "1"].includes(term.value) ? "yes" : "no");
    if (/period/.test(column)) return page.period(term.value);
    if (column === "unit" && term.value) return words.name(model.prefixes.unit + term.value);
    return words.code(CODES[column] ?? column, term.value) ?? term.value;
  }
  function cell(term, column) {
    if (!term) return h("td", { class: "empty" }, "");
    const text = shown(term, column);
    if (term.type === "uri") {
      if (!term.value.startsWith(model.prefixes.jjj.replace(/ontology#$/, ""))) return h("td", {}, page.link(term.value, text));
      return h("td", { class: term.value.startsWith(model.prefixes.src) ? "long" : "" }, h("button", { type: "button", class: "go", title: words.shorten(term.value), click: () => open(term.value) }, bdi(text)));
    }
    if (isNumber(term)) return h("td", { class: "number", title: term.value }, text);
    if (/^https?:\/\//.test(term.value)) return h("td", {}, page.link(term.value, t("open_source")));
    return h("td", { class: term.value.length > 60 ? "wide" : "", lang: term["xml:lang"] ?? false, title: text === term.value ? false : term.value }, bdi(text));
  }

  /** Columns that only repeat the name of another one in a language. */
  const repeats = (name) => { const [, base] = /^(.*)_(zh|en)$/.exec(name) ?? []; return base !== undefined && result.columns.includes(base) && result.rows.every((row) => !row[base] || row[base].type === "uri"); };
  const visible = () => (view.all ? result.columns : result.columns.filter((name) => !repeats(name) && result.rows.some((row) => row[name])));
  const title = (name) => (Object.hasOwn(model.columns, name) ? model.columns[name][page.lang()] : words.term(name.replace(/_(zh|en)$/, "")) + (/_zh$/.test(name) ? " 中文" : /_en$/.test(name) ? " English" : ""));

  function arrange() {
    const columns = visible();
    const wanted = view.filter.trim().toLowerCase();
    rows = wanted ? result.rows.filter((row) => columns.some((name) => shown(row[name], name).toLowerCase().includes(wanted))) : [...result.rows];
    if (view.sort && result.columns.includes(view.sort)) {
      const collator = new Intl.Collator(page.lang() === "zh" ? "zh-CN" : "en", { numeric: true });
      const keyed = rows.map((row) => [row[view.sort], shown(row[view.sort], view.sort), row]);
      keyed.sort(([a, x], [b, y]) => (!a || !b ? (a ? 0 : 1) - (b ? 0 : 1) : (isNumber(a) && isNumber(b) ? Number(a.value) - Number(b.value) : collator.compare(x, y)) * (view.down ? -1 : 1)));
      rows = keyed.map(([, , row]) => row);
    }
  }
  const iris = (some) => some.flatMap((row) => Object.entries(row).flatMap(([name, term]) => (term.type === "uri" ? [term.value] : name === "unit" ? [model.prefixes.unit + term.value] : [])));

  async function draw() {
    if (!result) return host.replaceChildren();
    const drawn = result;
    if (view.filter || view.sort) await words.load(iris(result.rows));
    arrange();
    await words.load(iris(rows.slice(0, listed)));
    if (drawn !== result) return;
    const columns = visible();
    const hidden = result.columns.length - (view.all ? 0 : columns.length);
    const head = columns.map((name) => h("th", { scope: "col", "aria-sort": view.sort === name ? (view.down ? "descending" : "ascending") : "none", class: result.rows.some((row) => isNumber(row[name])) ? "number" : "" },
      h("button", { type: "button", class: "sort", "data-sort": name, title: `?${name}`, click: () => sortBy(name) }, title(name), h("span", { "aria-hidden": "true", class: "arrow" }, view.sort === name ? (view.down ? "▼" : "▲") : "↕"))));
    const body = rows.slice(0, listed).map((row) => h("tr", {}, columns.map((name) => cell(row[name], name))));
    const left = rows.length - Math.min(listed, rows.length);
    const focus = document.activeElement?.dataset?.sort;
    host.replaceChildren(
      h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("table") },
        h("table", {}, h("caption", {}, t("rows", { n: number(result.rows.length) }) + (rows.length < result.rows.length ? ` ${t("rows_kept", { n: number(rows.length) })}` : "")), h("thead", {}, h("tr", {}, head)), h("tbody", {}, body))),
      ...(left ? [h("button", { type: "button", class: "more", click: () => { listed += STEP * 5; draw(); } }, t("rows_more", { n: number(Math.min(left, STEP * 5)), left: number(left) }))] : []),
      ...(hidden > 0 || view.all ? [h("button", { type: "button", class: "quiet", "aria-pressed": String(view.all), click: () => { view.all = !view.all; address({ cols: view.all ? "all" : null }); draw(); } }, view.all ? t("columns_less") : t("columns_all", { n: number(hidden) }))] : []),
    );
    if (focus) host.querySelector(`[data-sort="${CSS.escape(focus)}"]`)?.focus();
    host.dataset.rows = rows.length;
  }
  function sortBy(name) {
    view = { ...view, sort: view.sort === name && view.down ? "" : name, down: view.sort === name && !view.down };
    address({ sort: view.sort ? `${view.down ? "-" : ""}${view.sort}` : null });
    draw();
  }
  return {
    show(next) { result = next; listed = STEP; return draw(); },
    /** From the address: sort, filter, and whether all columns are shown. */
    set({ sort, filter, cols }) { view = { ...view, all: cols === "all", sort: (sort ?? "").replace(/^-/, ""), down: (sort ?? "").startsWith("-"), filter: filter ?? "" }; },
    filter(text) { view.filter = text; listed = STEP; return draw(); },
    draw, shown, title, visible: () => (result ? visible() : []), rows: () => rows, iris,
  };
}
