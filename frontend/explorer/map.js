// The places of a result on the schematic ground: how many rows name each, or what goes from where to where.
import { isNumber } from "./csv.js";

const MOST_FLOWS = 60;
const FROM = /^(from|origin|research_at|research_place)$/;
const TO = /^(to|destination|made_at|making_place)$/;

/** Sums over the rows of a result: for each place, and for each pair and state where there is a column of destinations. */
export function sums(rows, { from, to, by }, positions, stateOf = () => "") {
  const made = { stops: new Map(), flows: new Map(), unknown: new Set(), empty: 0 };
  const place = (term) => (term?.type === "uri" && positions.has(term.value) ? term.value : null);
  const stop = (iri, n) => { const at = made.stops.get(iri) ?? made.stops.set(iri, { iri, n: 0 }).get(iri); at.n += n; };
  for (const row of rows) {
    const ends = [place(row[from]), to ? place(row[to]) : null];
    const n = by ? Number(row[by]?.value ?? 0) : 1;
    for (const end of ends) if (end && !positions.get(end)) made.unknown.add(end);
    const [start, end] = ends.map((one) => (one && positions.get(one) ? one : null));
    if (!start && !end) { made.empty += 1; continue; }
    for (const one of new Set([start, end].filter(Boolean))) stop(one, n);
    if (start && end && start !== end) { const state = stateOf(row); const key = `${start} ${end} ${state}`; (made.flows.get(key) ?? made.flows.set(key, { from: start, to: end, state, n: 0 }).get(key)).n += n; }
  }
  return made;
}
const largest = (all, key) => [...all.values()].filter(({ n }) => n > 0).sort((a, b) => b.n - a.n || (key(a) < key(b) ? -1 : 1));

export function map(host, { page, words, model, places, tools, open, address }) {
  const { h, t, svg, bdi, number } = page;
  const base = model.ground;
  let [result, positions, view] = [null, new Map(), { from: "", to: null, by: "" }];

  // --- what is drawn by which columns
  const placeColumns = () => result.columns.filter((name) => result.rows.some((row) => row[name]?.type === "uri" && positions.get(row[name].value)));
  const counted = () => result.columns.filter((name) => result.rows.some((row) => /#(integer|nonNegativeInteger|int|long)$/.test(row[name]?.datatype ?? "")) && result.rows.every((row) => !row[name] || isNumber(row[name])) && !/year/.test(name));
  function choose(columns) {
    const at = { ...view };
    if (!columns.includes(at.from)) at.from = columns.find((name) => FROM.test(name)) ?? columns.find((name) => !TO.test(name)) ?? columns[0];
    const others = columns.filter((name) => name !== at.from);
    if (at.to === null || (at.to && !others.includes(at.to))) at.to = others.find((name) => TO.test(name)) ?? (FROM.test(at.from) || result.triples ? others[0] ?? "" : "");
    if (!counted().includes(at.by)) at.by = "";
    return at;
  }

  // --- places on the picture
  /** Inside the rim where it is, beyond it on the rim in its direction, kept clear of who stands there already. */
  function spot({ lat, lon }, beyond) {
    const [x, y] = [base.x[0] + base.x[1] * lon, base.y[0] + base.y[1] * lat];
    const [left, top, right, low] = base.rim;
    if (x >= left && x <= right && y >= top && y <= low) return { x, y, where: "inside" };
    const [cx, cy] = [(left + right) / 2, (top + low) / 2];
    const stretch = Math.min((right - left) / 2 / Math.max(Math.abs(x - cx), 1e-9), (low - top) / 2 / Math.max(Math.abs(y - cy), 1e-9));
    const [rx, ry] = [cx + (x - cx) * stretch, cy + (y - cy) * stretch];
    const across = Math.abs(ry - top) < 1 || Math.abs(ry - low) < 1;
    for (let step = 0; step < 40; step += 1) {
      const away = (step % 2 ? 1 : -1) * Math.ceil(step / 2) * 34;
      const at = across ? { x: rx + away * 2, y: ry } : { x: rx, y: ry + away };
      if (at.x < left || at.x > right || at.y < top || at.y > low || beyond.some((other) => Math.abs(other.x - at.x) < 60 && Math.abs(other.y - at.y) < 30)) continue;
      beyond.push(at);
      return { ...at, where: "outside" };
    }
    return { x: rx, y: ry, where: "outside" };
  }
  const act = (node, acts) => {
    for (const [key, value] of Object.entries({ role: "button", tabindex: 0 })) node.setAttribute(key, value);
    node.addEventListener("click", acts);
    node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); acts(); } });
    return node;
  };
  const said = (node, text) => { const title = svg("title", {}); title.textContent = text; node.prepend(title); node.setAttribute("aria-label", text); return node; };

  /** How far what a row tells has got, by its column of the status; "" where that is done or not told. */
  const stateOf = (row) => (model.notYet.includes(row.status?.value) ? "not-yet" : model.stopped.includes(row.status?.value) ? "stopped" : "");
  const byEnds = ({ from, to, state }) => `${from} ${to} ${state}`;
  const stateWords = (state) => (state ? ` (${t(`tag_${state}`)})` : "");
  function picture(found, counting) {
    const stops = largest(merged(found.stops), ({ at }) => at);
    const flows = largest(mergedFlows(found.flows), byEnds).filter(({ from, to }) => from !== to);
    const beyond = [];
    const at = new Map(stops.map((stop) => [stop.at, spot(stop, beyond)]));
    const most = Math.max(1, ...stops.map(({ n }) => n));
    const scaled = (n) => (most > 60 ? (n * 60) / most : n);
    const r = (iri) => ground.radius(scaled(stops.find((stop) => stop.at === iri)?.n ?? 0));
    const canvas = svg("svg", { viewBox: `0 0 ${base.width} ${base.height}`, width: base.width, height: base.height, role: "group", "aria-label": t("map_label", { n: number(stops.length), f: number(flows.length) }), class: "places" }, ...ground.under(base));
    if (counting) canvas.append(ground.text(t("map_counts"), 24, 22, "m-small", "start"));
    const taken = stops.map((stop) => { const { x, y } = at.get(stop.at); return [x - r(stop.at), y - r(stop.at), x + r(stop.at), y + r(stop.at)]; });
    const counts = svg("g", {});
    for (const flow of flows.slice(0, MOST_FLOWS).reverse()) {
      const thick = ground.widthOf(scaled(flow.n));
      const shape = ground.arc(at.get(flow.from), at.get(flow.to), ["", "not-yet", "stopped"].indexOf(flow.state), [r(flow.from), r(flow.to)]);
      const tip = ground.head(shape, thick);
      const [start, control, end] = [shape.start, shape.control, tip.base].map((point) => point.map((value) => value.toFixed(1)).join(" "));
      canvas.append(act(said(svg("g", { class: "m-flow", "data-flow": `${flow.from} ${flow.to}` }, svg("path", { d: `M${start}Q${control} ${end}`, class: `m-arc ${flow.state}`, "stroke-width": thick.toFixed(1) }), svg("polygon", { points: tip.points, class: `m-tip ${flow.state}` })),
        t("map_flow", { from: words.name(flow.from), to: words.name(flow.to), n: words.readable(String(flow.n)) }) + stateWords(flow.state)), () => toRow(flow)));
      const label = words.readable(String(flow.n));
      const half = paper.textWidth(label, "650 11px") / 2 + 6;
      const place = [0.5, 0.62, 0.38, 0.74].map((part) => ground.pointOn(shape, part)).map(([x, y]) => ({ x, y, box: [x - half, y - 8, x + half, y + 8] })).find(({ box }) => ground.free(box, taken));
      if (!place || flow.n < 2) continue;
      taken.push(place.box);
      counts.append(svg("rect", { x: place.x - half, y: place.y - 8, width: half * 2, height: 16, rx: 8, class: `m-count ${flow.state}` }), ground.text(label, place.x, place.y + 4, "m-count-word"));
    }
    for (const stop of stops) {
      const [here, name] = [at.get(stop.at), words.name(stop.at)];
      const label = `${paper.cut(name, 190, "600 13px")} ${words.readable(String(stop.n))}`;
      const group = svg("g", { class: `m-unit${stop.how === "own" ? "" : " near"}`, "data-place": stop.at }, ground.dot(here, r(stop.at)));
      const best = ground.spotFor(label, here, r(stop.at), taken);
      if (!best.hidden) { taken.push(best.box); group.append(ground.text(label, here.x + best.dx, here.y + best.dy, "m-name", best.anchor)); }
      canvas.append(act(said(group, t("map_place", { name, n: words.readable(String(stop.n)) })), () => open(stop.at)));
    }
    canvas.append(counts);
    const there = new Set(stops.map((stop) => words.id(stop.at)));
    for (const unit of base.units) { // where one is, where nothing is drawn
      const best = ground.spotFor(page.say(unit.words), unit, 2.5, taken);
      if (there.has(unit.id) || best.hidden || !ground.free([unit.x - 3, unit.y - 3, unit.x + 3, unit.y + 3], taken)) continue;
      taken.push(best.box);
      canvas.append(svg("g", { class: "idle" }, ground.dot(unit, 2.5), ground.text(page.say(unit.words), unit.x + best.dx, unit.y + best.dy, "m-name", best.anchor)));
    }
    return { canvas, stops, flows, outside: beyond.length };
  }
  /** Places that are drawn at the same one, as one. */
  function merged(stops) {
    const made = new Map();
    for (const { iri, n } of stops.values()) {
      const { at, how, lat, lon } = positions.get(iri);
      const one = made.get(at) ?? made.set(at, { at, lat, lon, how: "own", n: 0 }).get(at);
      one.n += n;
      if (how !== "own") one.how = how;
    }
    return made;
  }
  function mergedFlows(flows) {
    const made = new Map();
    for (const flow of flows.values()) {
      const [from, to] = [positions.get(flow.from).at, positions.get(flow.to).at];
      const key = `${from} ${to} ${flow.state}`;
      (made.get(key) ?? made.set(key, { from, to, state: flow.state, n: 0 }).get(key)).n += flow.n;
    }
    return made;
  }

  // --- the same as a table
  const go = (iri) => h("button", { type: "button", class: "go", click: () => open(iri) }, bdi(words.name(iri)));
  function drawnAt(iri) {
    const { at, how } = positions.get(iri);
    return how === "within" ? bdi(words.name(at)) : t(`map_${how}`);
  }
  function twin(found, chosen) {
    const by = chosen.by ? tools.title(chosen.by) : t("map_rows");
    const flows = largest(found.flows, byEnds);
    const rows = chosen.to ? flows.map(({ from, to, state, n }) => [[positions.get(from).at, positions.get(to).at], go(from), [go(to), stateWords(state)], n]) : largest(found.stops, ({ iri }) => iri).map(({ iri, n }) => [[iri], go(iri), drawnAt(iri), n]);
    const heads = chosen.to ? [tools.title(chosen.from), tools.title(chosen.to), by] : [tools.title(chosen.from), t("map_where"), by];
    return h("details", { class: "twin", id: "map-twin" }, h("summary", {}, t("map_table", { n: number(rows.length) })),
      h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("map_table", { n: number(rows.length) }) }, h("table", {}, h("thead", {}, h("tr", {}, heads.map((text, i) => h("th", { scope: "col", class: i === 2 ? "number plain" : "plain" }, text)))),
        h("tbody", {}, rows.map(([ends, first, second, n]) => h("tr", { "data-flow": ends.join(" ") }, h("td", {}, first), h("td", {}, second), h("td", { class: "number" }, words.readable(String(n)))))))));
  }
  /** From an arc to its rows in the table. */
  function toRow({ from, to }) {
    const details = host.querySelector("#map-twin");
    details.open = true;
    const own = [...details.querySelectorAll("tr[data-flow]")].filter((row) => row.dataset.flow === `${from} ${to}`);
    for (const row of details.querySelectorAll("tr.on")) row.classList.remove("on");
    for (const row of own) row.classList.add("on");
    own[0]?.querySelector("button").focus();
    own[0]?.scrollIntoView({ block: "nearest" });
  }

  async function draw() {
    if (!result) return;
    const drawn = result;
    positions = await places.of(result.rows.flatMap((row) => Object.values(row).filter(({ type }) => type === "uri").map(({ value }) => value)));
    const columns = placeColumns();
    if (drawn !== result) return;
    if (!columns.length || !base.lands) return host.replaceChildren(h("p", { class: "hint" }, t("map_none")));
    const chosen = choose(columns);
    const found = sums(result.rows, chosen, positions, stateOf);
    await words.load([...found.stops.keys(), ...found.unknown, ...[...found.stops.keys()].map((iri) => positions.get(iri).at)]);
    if (drawn !== result) return;
    const { canvas, stops, flows, outside } = picture(found, !chosen.by);
    const pick = (key, label, options) => {
      const box = h("select", { "data-pick": key, change: () => { view = { ...chosen, [key]: box.value }; address({ [`m${key}`]: key === "to" && !box.value ? "-" : box.value || null }); draw(); } }, options.map(([value, text]) => h("option", { value, selected: chosen[key] === value }, text)));
      return h("label", {}, `${t(label)} `, box);
    };
    const named = (names) => names.map((name) => [name, tools.title(name)]);
    const list = [...found.unknown].map((iri) => words.name(iri));
    const notes = [t("map_note", { n: number(stops.length), f: number(flows.length), by: chosen.by ? t("map_note_by", { by: tools.title(chosen.by) }) : t("map_note_rows") }), stops.some(({ how }) => how !== "own") ? t("map_near") : "", outside ? t("map_beyond") : "",
      ...["not-yet", "stopped"].map((state) => (flows.some((flow) => flow.state === state) ? `${t(`map_state_${state}`)}${page.lang() === "zh" ? "。" : "."}` : "")),
      flows.length > MOST_FLOWS ? t("map_cut", { n: MOST_FLOWS, all: number(flows.length) }) : "", found.empty ? t("map_empty", { n: number(found.empty) }) : "", list.length ? t("map_unknown", { names: list.slice(0, 12).join(page.lang() === "zh" ? "、" : ", ") + (list.length > 12 ? " …" : "") }) : ""];
    const focus = document.activeElement?.dataset?.pick;
    const wasOpen = host.querySelector("#map-twin")?.open;
    const table = twin(found, chosen);
    table.open = Boolean(wasOpen);
    host.replaceChildren(
      h("div", { class: "picks" }, pick("from", "map_from", named(columns)), columns.length > 1 ? pick("to", "map_to", [["", t("map_alone")], ...named(columns.filter((name) => name !== chosen.from))]) : null, counted().length ? pick("by", "map_by", [["", t("map_rows")], ...named(counted())]) : null),
      h("figure", {}, h("div", { class: "sheet", tabindex: 0, role: "region", "aria-label": t("map") }, canvas), h("figcaption", { class: "note" }, notes.filter(Boolean).join(" "))), table);
    if (focus) host.querySelector(`[data-pick="${focus}"]`)?.focus();
  }
  return {
    show(next) { result = next; return draw(); }, draw,
    set(next) { view = { from: next.mfrom ?? "", to: next.mto === "-" ? "" : next.mto ?? null, by: next.mby ?? "" }; },
    fits: (next) => next.rows.some((row) => Object.values(row).some(({ type }) => type === "uri")),
  };
}
