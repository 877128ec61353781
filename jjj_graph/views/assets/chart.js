// What the pages of figures share: numbers in the words of the language, signs, time axes, source cards, the table
// twin, moving by keyboard. Colours are attributes, so that a saved picture has them.
"use strict";
const chart = (() => {
  const { model, t, say, number, h, bdi, svg, link, dark, colour } = page;
  const DAY = 86400000;
  const $ = (id) => document.getElementById(id);
  const zh = () => page.lang() === "zh";

  // --- numbers -------------------------------------------------------------------------------------------------
  const SCALES = { zh: [[1e12, "万亿"], [1e8, "亿"], [1e4, "万"]], en: [[1e12, "tn"], [1e9, "bn"], [1e6, "m"]] };
  const digits = (value, most = 6) => value.toLocaleString(zh() ? "zh-CN" : "en", { maximumSignificantDigits: most, useGrouping: !zh() });
  /** A number in 万/亿 or m/bn, without a unit. */
  function amount(value, most = 6) {
    const found = SCALES[page.lang()].find(([size]) => Math.abs(value) >= size * 0.9999999);
    return (found ? `${digits(value / found[0], most)}${zh() ? "" : " "}${found[1]}` : digits(value, most)).replace("-", "−");
  }
  /** A number with its unit. `words` are the names of the unit. */
  function quantity(value, unit, words, most = 6) {
    const text = amount(value, most);
    if (unit === "percent") return `${text}%`;
    if (unit === "times") return zh() ? `${text}倍` : `${text}×`;
    if (unit === "count" || !unit) return text;
    return zh() ? `${text}${say(words)}` : `${text} ${say(words)}`;
  }
  function interval(low, high, unit, words, most = 6) {
    const one = (value) => quantity(value, unit, words, most);
    if (low === null && high === null) return t("anything");
    if (low === null) return t("at_most", { n: one(high) });
    if (high === null) return t("at_least", { n: one(low) });
    return low === high ? one(low) : t("from_to", { a: unit === "percent" ? one(low) : amount(low, most), b: one(high) });
  }
  const unitName = (unit, words) => (unit === "percent" ? "%" : unit === "times" ? t("times_unit") : unit === "count" || !unit ? t("count_unit") : say(words));

  // --- colours and signs -----------------------------------------------------------------------------------------
  const mix = (one, two, part) => `#${[1, 3, 5].map((at) => Math.round(parseInt(one.slice(at, at + 2), 16) * (1 - part) + parseInt(two.slice(at, at + 2), 16) * part).toString(16).padStart(2, "0")).join("")}`;
  /** A colour of the palette with enough contrast for the theme. */
  const strong = (hex) => (dark() ? mix(hex, "#ffffff", 0.25) : mix(hex, "#000000", 0.22));
  const palette = () => Object.fromEntries(["card", "ink", "soft", "edge", "line", "accent", "paper", "mark"].map((name) => [name, colour(name)]));
  const PATHS = {
    circle: (r) => `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0z`,
    square: (r) => `M${-r * 0.88},${-r * 0.88}h${r * 1.76}v${r * 1.76}h${-r * 1.76}z`,
    diamond: (r) => `M0,${-r * 1.25}L${r * 1.25},0L0,${r * 1.25}L${-r * 1.25},0z`,
    triangle: (r) => `M0,${-r * 1.15}L${r * 1.15},${r * 0.9}H${-r * 1.15}z`,
    triangleDown: (r) => `M0,${r * 1.15}L${r * 1.15},${-r * 0.9}H${-r * 1.15}z`,
    hexagon: (r) => `M${-r * 0.55},${-r}H${r * 0.55}L${r * 1.1},0L${r * 0.55},${r}H${-r * 0.55}L${-r * 1.1},0z`,
    cross: (r) => `M${-r},${-r}L${r},${r}M${-r},${r}L${r},${-r}`,
    slope: (r) => `M${-r * 1.3},${r}L${r * 1.3},${-r}`,
    pin: (r) => `M${-r},${-r}H${r * 0.3}L${r * 1.2},0L${r * 0.3},${r}H${-r}z`,
  };
  const sign = (shape, r, attributes) => svg("path", { d: PATHS[shape](r), "stroke-linejoin": "round", ...attributes });
  const small = (...children) => svg("svg", { viewBox: "-12 -9 24 18", width: 24, height: 18, "aria-hidden": "true" }, ...children);

  // --- text in pictures --------------------------------------------------------------------------------------------
  const { FONT, upright } = paper;
  const font = (size, weight = 400) => `${weight} ${size}px`;
  const textWidth = (text, size, weight) => paper.textWidth(text, font(size, weight));
  const cut = (text, size, most, weight) => paper.cut(text, most, font(size, weight));
  const wrapped = (text, size, width) => paper.wrapped(text, width, font(size));
  function label(text, x, y, attributes = {}) {
    const node = svg("text", { x, y, "font-size": 12, fill: colour("ink"), ...attributes });
    node.textContent = upright(text);
    return node;
  }

  // --- time ----------------------------------------------------------------------------------------------------------
  const dayOf = (year, month = 0) => Date.UTC(year, month, 1) / DAY;
  const yearOf = (day) => new Date(day * DAY).getUTCFullYear();
  /** Ticks of a time axis: years, or months and days where the window is short. At most about `room` of them. */
  function timeTicks(a, b, room) {
    const span = b - a;
    const made = [];
    if (span / 365 >= 2 || span / 91 > room * 2) {
      const step = [1, 2, 5, 10, 20, 50].find((one) => span / 365.25 / one <= room) ?? 100;
      for (let year = Math.ceil(yearOf(a) / step) * step; dayOf(year) <= b; year += step) if (dayOf(year) >= a) made.push([dayOf(year), String(year)]);
    } else {
      const step = [1, 2, 3, 6].find((one) => span / 30.4 / one <= room) ?? 12;
      for (let year = yearOf(a), month = 0; dayOf(year, month) <= b; month += step) if (dayOf(year, month) >= a) made.push([dayOf(year, month), new Date(dayOf(year, month) * DAY).toISOString().slice(0, 7)]);
    }
    return made;
  }
  /** Round numbers for an axis. */
  function ticks(low, high, room) {
    const raw = (high - low) / Math.max(1, room);
    const power = 10 ** Math.floor(Math.log10(raw || 1));
    const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= raw) ?? power;
    const made = [];
    for (let at = Math.ceil(low / step - 1e-9) * step; at <= high + step * 1e-9; at += step) made.push(Math.abs(at) < step * 1e-9 ? 0 : Number(at.toPrecision(12)));
    return made;
  }

  // --- cards -----------------------------------------------------------------------------------------------------------
  /** A look-up by words of the data: none of them may reach what every object has. */
  const lookup = (entries) => Object.assign(Object.create(null), entries);
  const GRADES = lookup({ official: "grade_official", press: "grade_press", repost: "grade_repost", mirror: "grade_mirror", "": "grade_none" });
  const grade = (name) => t(GRADES[name] ?? GRADES[""]);
  function sourceLine(source) {
    return h("p", { class: "from" }, bdi(source.title || source.id), h("br"),
      bdi([source.publisher, source.published, grade(source.grade)].filter(Boolean).join(" · ")), source.url ? [" · ", link(source.url, t("open_source"))] : null);
  }
  /** A claim: its number, its fields, the characters that state it, the source they stand in. */
  function card(at, shelf = model, more = []) {
    const claim = shelf.claims[at];
    const lang = zh() ? 0 : 1;
    return h("div", { class: "card" },
      claim.number || claim.period ? h("p", { class: "card-number" }, claim.number ? h("strong", {}, bdi(say(claim.number))) : null, claim.period ? h("span", {}, ` ${page.period(claim.period)}`) : null,
        claim.denied ? h("span", { class: "tag" }, t("denied")) : null) : null,
      more,
      claim.fields.length ? h("dl", {}, claim.fields.flatMap((field) => [h("dt", {}, field[lang]), h("dd", {}, bdi(field[2 + lang]))])) : null,
      claim.note ? h("p", { class: "claim-note" }, bdi(claim.note)) : null,
      claim.characters.length ? h("blockquote", {}, claim.characters.flatMap((words, i) => [i ? " " : null, h("q", {}, bdi(words))])) : h("p", { class: "no-evidence" }, t("no_characters")),
      claim.characters.length && !claim.quoted ? h("p", { class: "no-evidence" }, t("unquoted")) : null,
      sourceLine(shelf.sources[claim.source]),
      h("p", { class: "claim-id" }, t("claim"), " ", h("code", {}, claim.id)));
  }

  // --- the legend, which filters --------------------------------------------------------------------------------------
  /** A group of boxes: entries are [key, words, how many, sign]. */
  function boxes(id, key, hidden, entries, update) {
    const field = $(id);
    const turn = (name, act) => h("button", { type: "button", "data-quick": name, click: () => { act(); update(); field.querySelector(`[data-quick="${name}"]`)?.focus(); } }, t(name));
    field.replaceChildren(h("legend", {}, t(key), entries.length > 2 ? h("span", { class: "quick" }, turn("all", () => hidden.clear()), turn("none", () => entries.forEach(([one]) => hidden.add(one)))) : null));
    field.hidden = entries.length === 0;
    for (const [one, words, count, mark] of entries) {
      const box = h("input", { type: "checkbox", "data-key": one, change: () => { if (box.checked) hidden.delete(one); else hidden.add(one); update(); $(id).querySelector(`[data-key="${CSS.escape(one)}"]`)?.focus(); } });
      box.checked = !hidden.has(one);
      field.append(h("label", { class: "row" }, box, mark, h("span", {}, words), h("span", { class: "count" }, number(count))));
    }
  }
  function options(select, entries, chosen) {
    select.replaceChildren(...entries.map(([value, words]) => h("option", { value }, upright(words))));
    select.value = chosen;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
  }

  // --- the table twin ----------------------------------------------------------------------------------------------------
  const PAGE_OF_ROWS = 200;
  let printing = false;
  page.onChange((what) => { printing = what === "print"; });
  /** The table. `rows` are arrays of texts or nodes; the file has all of them, the page the first ones until asked for more. */
  function table(into, { name, caption, columns, rows, listed = PAGE_OF_ROWS }) {
    const cell = (value) => h("td", {}, typeof value === "string" ? bdi(value) : value);
    const text = (value) => (typeof value === "string" ? value : value ? [...(Array.isArray(value) ? value : [value])].map((node) => (typeof node === "string" ? node : node?.textContent ?? "")).join("") : "");
    const shown = printing ? rows.length : Math.min(listed, rows.length);
    const csv = () => paper.csv(name, columns, rows.map((row) => row.map(text)));
    into.replaceChildren(
      h("p", { class: "table-tools" }, h("button", { type: "button", class: "csv", click: csv }, t("csv"))),
      h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption }, h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, columns.map((words) => h("th", { scope: "col" }, words)))),
        h("tbody", {}, rows.slice(0, shown).map((row) => h("tr", {}, row.map(cell)))))),
      shown < rows.length ? h("button", { type: "button", class: "more", click: () => { table(into, { name, caption, columns, rows, listed: listed + PAGE_OF_ROWS }); into.querySelector(".more")?.focus(); } },
        t("table_more", { n: number(Math.min(PAGE_OF_ROWS, rows.length - shown)), left: number(rows.length - shown) })) : "");
  }
  /** A folded table is drawn when it is opened, and again when it changes while open. */
  function twin(details, draw) {
    const redraw = () => { if (details.open) draw(); };
    details.addEventListener("toggle", redraw);
    return redraw;
  }

  // --- moving by keyboard among marks that have a place ---------------------------------------------------------------------
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  /** `points()` are {id, x, y}; `chosen()` is an id or null; `choose(id)` chooses one; `keys` maps more keys to acts. */
  function steer(picture, { points, chosen, choose, enter, keys = {} }) {
    picture.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const way = event.shiftKey ? null : ARROWS[event.key];
      const act = keys[event.shiftKey && ARROWS[event.key] ? `Shift${event.key}` : event.key];
      if (way) {
        const all = points();
        const from = all.find((point) => point.id === chosen());
        let best = from ? null : all[0];
        for (const point of from ? all : []) {
          const [dx, dy] = [point.x - from.x, point.y - from.y];
          const [along, across] = [dx * way[0] + dy * way[1], Math.abs(dx * way[1]) + Math.abs(dy * way[0])];
          const cost = along + 2 * across;
          if (point !== from && along > 0.01 && along >= across * 0.5 && (!best || cost < best.cost)) best = { ...point, cost };
        }
        if (best) choose(best.id);
      } else if (event.key === "Enter" && chosen() !== null) enter();
      else if (event.key === "Escape") choose(null);
      else if (act) act();
      else return;
      event.preventDefault();
    });
  }

  // --- saving what is seen ----------------------------------------------------------------------------------------------------
  /** `legend` is [words, node] pairs, the node drawn around its middle. */
  function sheet({ picture, title, legend = [], notes = [] }) {
    const [wide, high] = ["width", "height"].map((name) => Number(picture.getAttribute(name)));
    const keys = legend.map(([words, mark]) => [svg("svg", { viewBox: "-15 -8 30 16", width: 30, height: 16 }, mark), words]);
    return paper.sheet(picture, { wide, high, title, keys, notes });
  }
  /** The two buttons of a picture. `what()` gives the parts of the sheet. */
  function saving(tools, name, what) {
    const svgButton = h("button", { type: "button", id: "svg" });
    const pngButton = h("button", { type: "button", id: "png" });
    svgButton.addEventListener("click", () => paper.saveSvg(name, sheet(what())));
    pngButton.addEventListener("click", () => paper.savePng(name, sheet(what())));
    const words = () => { svgButton.textContent = t("save_svg"); pngButton.textContent = t("save_png"); };
    words();
    page.onChange(words);
    tools.append(svgButton, pngButton);
  }

  /** Where the page comes from, and how to cite it. */
  const origin = () => `${t("cite", { title: page.title() })}${model.snapshot ? ` ${t("snapshot", { id: model.snapshot })}` : ""}`;
  function footer() {
    $("source-note").replaceChildren(origin(), ...(model.notes ?? []).flatMap((note) => [h("br"), bdi(note)]));
  }
  const phone = () => matchMedia("(max-width: 760px)").matches;
  if (phone()) for (const legend of document.querySelectorAll("details.legend")) legend.open = false;

  return { $, FONT, lookup, amount, quantity, interval, unitName, digits, mix, strong, palette, sign, small, textWidth, cut, wrapped, upright, label, dayOf, yearOf, timeTicks, ticks,
    card, sourceLine, grade, boxes, options, table, twin, steer, saving, origin, footer, phone };
})();
