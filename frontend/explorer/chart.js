// A simple chart of two columns: bars (with the interval where the result has low and high), or a line.
import { isNumber } from "./csv.js";

const MANY = 40;

export function chart(host, { page, words, tools, open, address }) {
  const { h, t, svg, number } = page;
  let [result, view] = [null, { x: "", y: "", form: "bars" }];
  const numeric = (name) => result.rows.some((row) => isNumber(row[name]));
  const yColumns = () => result.columns.filter(numeric);
  const xColumns = () => tools.visible().filter((name) => !numeric(name) || /year|period/.test(name));
  const varied = (name) => new Set(result.rows.map((row) => row[name]?.value)).size;

  function choose() {
    const ys = yColumns();
    if (!ys.includes(view.y)) view.y = ys.find((name) => name === "value") ?? ys.find((name) => !/^(low|high)$/.test(name) && varied(name) > 1) ?? ys[0] ?? "";
    const xs = xColumns();
    if (!xs.includes(view.x)) view.x = xs.find((name) => /period|year/.test(name) && varied(name) > 2 && varied(name) === result.rows.length) ?? xs.find((name) => result.rows.some((row) => row[name]?.type === "uri") && varied(name) > 1) ?? xs[0] ?? "";
  }
  const points = () => {
    const found = result.rows.filter((row) => isNumber(row[view.y])).map((row) => ({ row, y: Number(row[view.y].value), text: tools.shown(row[view.y], view.y), unit: view.y.match(/value|low|high/) && row.unit ? tools.shown(row.unit, "unit") : "",
      low: view.y === "value" && isNumber(row.low) ? Number(row.low.value) : null, high: view.y === "value" && isNumber(row.high) ? Number(row.high.value) : null, x: tools.shown(row[view.x], view.x) || "–" }));
    return view.form === "line" ? found.sort((a, b) => new Intl.Collator("en", { numeric: true }).compare(a.x, b.x)) : found.sort((a, b) => b.y - a.y);
  };
  const mostly = (all) => [...all.reduce((sums, one) => sums.set(one, (sums.get(one) ?? 0) + 1), new Map())].sort((a, b) => b[1] - a[1])[0]?.[0];
  const width = (text) => [...text].reduce((sum, char) => sum + (char > "\u2e80" ? 13 : 7.2), 0);
  function fit(text, room) {
    if (width(text) <= room) return text;
    let kept = "";
    for (const char of text) { if (width(kept + char) > room - 13) break; kept += char; }
    return `${kept}…`;
  }
  const texts = (content, attributes) => { const node = svg("text", attributes); node.textContent = content; return node; };

  function bars(all, wide) {
    const shown = all.slice(0, MANY);
    const above = wide < 520; // on a phone the name stands above its bar
    const [step, drop] = above ? [42, 18] : [26, 0];
    const room = above ? 4 : Math.min(240, Math.max(...shown.map(({ x }) => width(x))) + 10, wide * 0.4);
    const labels = Math.max(...shown.map(({ text, unit }) => width(`${text} ${unit}`))) + 14;
    const [least, most] = [Math.min(0, ...shown.map(({ y, low }) => Math.min(y, low ?? y))), Math.max(0, ...shown.map(({ y, high }) => Math.max(y, high ?? y)))];
    const scale = (value) => room + ((value - least) / (most - least || 1)) * Math.max(60, wide - room - labels - 8);
    const high = shown.length * step + 12;
    const picture = svg("svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: "group", "aria-label": label(shown.length) });
    const usual = mostly(all.map(({ unit }) => unit));
    picture.append(svg("line", { x1: scale(0), x2: scale(0), y1: 2, y2: high - 4, class: "axis" }));
    shown.forEach((point, at) => {
      const y = 8 + at * step + drop;
      const [from, to] = [scale(Math.min(0, point.y)), scale(Math.max(0, point.y))];
      const hint = svg("title", {});
      hint.textContent = `${point.x}: ${point.text} ${point.unit}`;
      const group = svg("g", {}, hint, svg("rect", { x: from, y, width: Math.max(1.5, to - from), height: 18, rx: 2, class: point.unit === usual ? "bar" : "bar other" }), above ? texts(fit(point.x, wide - 10), { x: room, y: y - 5, class: "name" }) : texts(fit(point.x, room - 8), { x: room - 8, y: y + 13, "text-anchor": "end", class: "name" }));
      if (point.low !== null && point.high !== null && point.low < point.high && scale(point.high) - scale(point.low) > 3) group.append(svg("path", { d: `M${scale(point.low)} ${y + 9}H${scale(point.high)}M${scale(point.low)} ${y + 4}v10M${scale(point.high)} ${y + 4}v10`, class: "whisker" }));
      group.append(texts(`${point.text}${point.unit && point.unit !== "%" && page.lang() === "en" ? " " : ""}${point.unit}`, { x: Math.max(to, point.high === null ? 0 : scale(point.high)) + 7, y: y + 13, class: "amount" }));
      const leads = point.row.claim?.value ?? (point.row[view.x]?.type === "uri" ? point.row[view.x].value : "");
      if (leads) {
        for (const [key, value] of Object.entries({ role: "button", tabindex: 0, class: "lead" })) group.setAttribute(key, value);
        group.addEventListener("click", () => open(leads));
        group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(leads); } });
      }
      picture.append(group);
    });
    return picture;
  }
  function line(all, wide) {
    const shown = all.slice(0, 400);
    const [left, high, bottom] = [Math.max(...shown.map(({ text }) => width(text))) + 14, 340, 46];
    const [least, most] = [Math.min(...shown.map(({ y }) => y), 0), Math.max(...shown.map(({ y }) => y))];
    const names = [...new Set(shown.map(({ x }) => x))];
    const across = (x) => left + 12 + (names.indexOf(x) / Math.max(1, names.length - 1)) * (wide - left - 40);
    const up = (y) => 14 + (1 - (y - least) / (most - least || 1)) * (high - bottom - 20);
    const picture = svg("svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: "img", "aria-label": label(shown.length) });
    for (let step = 0; step <= 4; step += 1) {
      const value = least + ((most - least) * step) / 4;
      picture.append(svg("line", { x1: left, x2: wide - 12, y1: up(value), y2: up(value), class: "grid" }), texts(words.readable(String(Number(value.toPrecision(3)))), { x: left - 6, y: up(value) + 4, "text-anchor": "end", class: "amount" }));
    }
    const every = Math.ceil((names.length * 74) / (wide - left));
    names.forEach((name, at) => { if (at % every === 0) picture.append(texts(fit(name, 72 * every), { x: across(name), y: high - bottom + 22, "text-anchor": "middle", class: "name" })); });
    picture.append(svg("polyline", { points: shown.map(({ x, y }) => `${across(x)},${up(y)}`).join(" "), class: "line" }));
    for (const point of shown) { const hint = svg("title", {}); hint.textContent = `${point.x}: ${point.text} ${point.unit}`; picture.append(svg("circle", { cx: across(point.x), cy: up(point.y), r: 4, class: "dot" }, hint)); }
    return picture;
  }
  const label = (n) => t("chart_label", { y: tools.title(view.y), x: tools.title(view.x), n: number(n) });

  async function draw() {
    if (!result) return;
    await words.load(tools.iris(result.rows.slice(0, 500)));
    choose();
    if (!view.y || !view.x) return host.replaceChildren(h("p", { class: "hint" }, t("chart_none")));
    const pick = (key, names, words_) => h("label", {}, `${t(words_)} `, (() => { const box = h("select", { change: () => { view[key] = box.value; address({ [key === "form" ? "form" : `c${key}`]: box.value }); draw(); } }, names.map(([value, text]) => h("option", { value, selected: view[key] === value }, text))); box.dataset.pick = key; return box; })());
    const all = points();
    const wide = Math.max(320, Math.min(1100, host.clientWidth - 8));
    const units = new Set(all.map(({ unit }) => unit));
    const note = [t("chart_rows"), view.form === "bars" && all.length > MANY ? t("chart_cut", { n: MANY, all: number(all.length) }) : "", units.size > 1 ? t("chart_units") : ""].filter(Boolean).join(" ");
    const focus = document.activeElement?.dataset?.pick;
    host.replaceChildren(
      h("div", { class: "picks" }, pick("y", yColumns().map((name) => [name, tools.title(name)]), "chart_y"), pick("x", xColumns().map((name) => [name, tools.title(name)]), "chart_x"), pick("form", [["bars", t("chart_bars")], ["line", t("chart_line")]], "chart_form")),
      h("figure", {}, view.form === "line" ? line(all, wide) : bars(all, wide), h("figcaption", { class: "note" }, note)));
    if (focus) host.querySelector(`[data-pick="${focus}"]`)?.focus();
  }
  return { show(next) { result = next; return draw(); }, draw, set(next) { view = { x: next.cx ?? "", y: next.cy ?? "", form: next.form === "line" ? "line" : "bars" }; }, fits: (next) => next.rows.some((row) => Object.values(row).some(isNumber)) };
}
