// The view of moves: one choice of events, shown as a map, a Sankey diagram, a matrix, a list and a table.
"use strict";
(() => {
  const { model, t, say, number, h, bdi, svg, announce, remember } = page;
  const { evidence, sources, when } = desk;
  const { STATES } = flows;
  const { text, arc, head, pointOn, free, widthOf, radius } = ground;
  const $ = (id) => document.getElementById(id);
  const units = new Map(model.map.units.map((unit) => [unit.id, unit]));
  const words = (named) => new Map(named.map((one) => [one.id, one.words]));
  const [sectors, scopes, statuses, around] = [words(model.sectors), words(model.scopes), words(model.statuses), words(model.around)];
  const KINDS = ["relocation", "expansion", "closure"].filter((kind) => model.events.some((event) => event.kind === kind));
  const VIEWS = ["map", "sankey", "matrix"];
  const TOTALS = 6; // that stand beside the picture; the table has all groups
  const years = model.events.map((event) => event.year).filter((year) => year !== null);
  const [FIRST, LAST] = years.length ? [Math.min(...years), Math.max(...years)] : [2014, 2014];
  const CLOSED = "?closed";
  const nameOf = (id) => (id === CLOSED ? t("closed") : say(units.get(id)?.words) || id);
  const short = (text, most) => { const chars = [...text]; return chars.length > most ? `${chars.slice(0, most - 1).join("")}…` : text; };
  const who = (event) => say(event.who) || event.move;
  const SIGN = { done: "●", "not-yet": "○", stopped: "✕", unstated: "?" };

  // --- what is chosen: all of it can stand in the address
  const state = {};
  const year = (text, otherwise) => { const value = Number(text); return text && Number.isInteger(value) ? Math.min(LAST, Math.max(FIRST, value)) : otherwise; };
  function readState() {
    const [first, last] = (page.address("y") ?? "").split("-");
    Object.assign(state, {
      view: VIEWS.includes(page.address("view")) ? page.address("view") : "map",
      kind: KINDS.includes(page.address("kind")) ? page.address("kind") : KINDS[0],
      group: page.address("told") === "groups",
      states: desk.set(page.address("nostate")), scopes: desk.set(page.address("noscope")),
      sector: page.address("sector") === "" || sectors.has(page.address("sector")) || page.address("sector") === "-" ? page.address("sector") : null,
      first: year(first, FIRST), last: year(last, LAST), undated: page.address("undated") !== "0", find: page.address("find") ?? "",
      flow: page.address("f") ?? null, unit: units.has(page.address("u")) ? page.address("u") : null,
    });
    if (state.first > state.last) [state.first, state.last] = [state.last, state.first];
  }
  const writeState = () => remember({
    view: state.view === "map" ? null : state.view, kind: state.kind === KINDS[0] ? null : state.kind, told: state.group ? "groups" : null,
    nostate: desk.listed(state.states), noscope: desk.listed(state.scopes), sector: state.sector,
    y: state.first === FIRST && state.last === LAST ? null : `${state.first}-${state.last}`, undated: state.undated ? null : 0, find: state.find, f: state.flow, u: state.unit,
  });

  // --- what is shown: each filter alone can be left out, so that the legend counts what it would bring
  const plain = (text) => String(text).normalize("NFKC").toLowerCase();
  // found by who moves, by both places, by the units that stand for them on the map, and by all that they lie in
  const both = (said) => `${said?.zh ?? ""} ${said?.en ?? ""}`;
  const texts = new Map(model.events.map((event) => [event, plain([event.who, ...event.places, ...[event.from, event.to].map((id) => units.get(id)?.words), ...event.around.map((id) => around.get(id))].map(both).join(" ") + ` ${event.move}`)]));
  function passes(event, but) {
    return (but === "kind" || event.kind === state.kind) && (but === "told" || event.group === state.group) && (but === "state" || !state.states.has(event.state))
      && (but === "scope" || !state.scopes.has(event.scope)) && (but === "sector" || state.sector === null || state.sector === undefined || (state.sector === "-" ? event.sector === "" : event.sector === state.sector))
      && (but === "year" || (event.year === null ? state.undated : event.year >= state.first && event.year <= state.last))
      && (!state.find || texts.get(event).includes(plain(state.find.trim())));
  }
  const left = (but) => model.events.filter((event) => passes(event, but));
  const ended = (event) => (event.kind === "closure" && event.to === "?to" ? { ...event, to: CLOSED } : event);
  let shown = [];
  let list = [];
  const counts = (own) => STATES.map((key) => [key, own.filter((event) => event.state === key).length]).filter(([, n]) => n);
  const countWords = (own) => counts(own).map(([key, n]) => `${t(`state_${key}`)} ${number(n)}`).join(desk.zh() ? "，" : ", ");

  // --- the legend, which filters
  const sign = (...children) => svg("svg", { viewBox: "0 0 30 16", width: 30, height: 16, "aria-hidden": "true" }, ...children);
  const lineSign = (key) => sign(svg("path", { d: "M1 8H29", class: `m-arc ${key}`, "stroke-width": 3 }), ...(key === "stopped" ? [cross(15, 8)] : []));
  const cross = (x, y) => svg("path", { d: `M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x - 4} ${y + 4}L${x + 4} ${y - 4}`, class: "m-cross" });
  function radio(into, name, value, text, sum, chosen, act) {
    const box = h("input", { type: "radio", name, value, "data-key": value, change: () => { act(); update(); } });
    box.checked = chosen;
    into.append(h("label", { class: "row" }, box, h("span", {}, text), h("span", { class: "count" }, number(sum))));
  }
  function drawLegend() {
    const field = (id, key = id) => desk.clearField(id, key);
    const held = document.activeElement?.dataset?.key;
    const kinds = field("kinds");
    for (const kind of KINDS) radio(kinds, "kind", kind, t(`kind_${kind}`), left("kind").filter((event) => event.kind === kind).length, state.kind === kind, () => Object.assign(state, { kind, flow: null }));
    const tellings = field("tellings");
    for (const [key, group] of [["named", false], ["groups", true]]) radio(tellings, "told", key, t(`told_${key}`), left("told").filter((event) => event.group === group).length, state.group === group, () => Object.assign(state, { group, flow: null }));
    tellings.append(h("p", { class: "hint" }, t("told_note")));
    const states = field("states");
    for (const key of STATES) { const n = left("state").filter((event) => event.state === key).length; if (n || state.states.has(key)) desk.check(states, state.states, key, t(`state_${key}`), n, lineSign(key), update); }
    const scoped = field("scopes");
    const seen = [...scopes.keys(), ""].filter((key) => model.events.some((event) => event.scope === key));
    desk.quick(scoped, state.scopes, seen, () => { update(); });
    for (const key of seen) desk.check(scoped, state.scopes, key, key ? say(scopes.get(key)) : t("scope_none"), left("scope").filter((event) => event.scope === key).length, null, update);
    const bySector = left("sector").reduce((sums, event) => sums.set(event.sector || "-", (sums.get(event.sector || "-") ?? 0) + 1), new Map());
    const options = [...bySector].sort((a, b) => (a[0] === "-") - (b[0] === "-") || b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (state.sector && !bySector.has(state.sector)) options.push([state.sector, 0]);
    $("sector").replaceChildren(h("option", { value: "" }, t("sector_all")), ...options.map(([key, n]) => h("option", { value: key }, `${key === "-" ? t("sector_none") : say(sectors.get(key))} (${number(n)})`)));
    $("sector").value = state.sector ?? "";
    if (document.activeElement !== $("find")) $("find").value = state.find;
    if (held) document.querySelector(`.legend [data-key="${CSS.escape(held)}"]`)?.focus();
  }
  $("sector").addEventListener("change", () => { state.sector = $("sector").value || null; update(); });
  $("find").addEventListener("input", () => { state.find = $("find").value; update(); });

  // --- the years
  for (const [id, other] of [["first", "last"], ["last", "first"]]) {
    Object.assign($(id), { min: FIRST, max: LAST, step: 1 });
    $(id).addEventListener("input", () => {
      state[id] = Number($(id).value);
      if (state.first > state.last) state[other] = state[id];
      update();
    });
  }
  $("undated").addEventListener("change", () => { state.undated = $("undated").checked; update(); });
  function drawYears() {
    const all = left("year");
    const none = all.filter((event) => event.year === null).length;
    const span = LAST - FIRST + 1;
    const per = new Map();
    for (const event of all) if (event.year !== null) { const own = per.get(event.year) ?? per.set(event.year, new Map()).get(event.year); own.set(event.state, (own.get(event.state) ?? 0) + 1); }
    const most = Math.max(1, ...[...per.values()].map((own) => [...own.values()].reduce((a, b) => a + b, 0)));
    const bars = svg("svg", { viewBox: `0 0 ${span * 20} 52`, preserveAspectRatio: "none", role: "img", "aria-label": t("years_label") });
    for (const [at, own] of per) {
      let y = 50;
      for (const key of STATES) {
        const high = ((own.get(key) ?? 0) * 46) / most;
        if (high) bars.append(svg("rect", { x: (at - FIRST) * 20 + 2, width: 16, y: (y -= high), height: high, class: `m-bar ${key}${at < state.first || at > state.last ? " out" : ""}` }));
      }
    }
    const ticks = [FIRST, ...[1, 2, 3].map((part) => Math.round(FIRST + ((LAST - FIRST) * part) / 4)), LAST].filter((at, i, all) => all.indexOf(at) === i);
    $("years").replaceChildren(bars, h("div", { class: "ticks", "aria-hidden": "true" }, ticks.map((at) => h("span", {}, String(at)))));
    for (const id of ["first", "last"]) { $(id).value = state[id]; $(id).setAttribute("aria-valuetext", t("year_of", { year: state[id] })); }
    $("span").textContent = t("span", { first: state.first, last: state.last, n: number(all.filter((event) => event.year !== null && event.year >= state.first && event.year <= state.last).length) });
    $("undated").checked = state.undated;
    $("undated-words").textContent = t("undated", { n: number(none) });
  }

  // --- the map
  const box = $("picture");
  const MAP_HIGH = model.map.height;
  const size = { width: model.map.width, height: MAP_HIGH };
  const phone = matchMedia("(max-width: 760px)");
  const frame = drawing.frame(box, size, { least: () => (state.view === "map" ? 0 : 0.5), readable: 0.72, contain: () => !phone.matches, scaled: () => { if (state.view === "map" && large() !== drawnLarge) drawMap(); } });
  // A map that is small on the screen has larger letters and signs in its own measure, and fewer names.
  const SMALL = 0.6;
  const LETTER = 11; // pixels on the screen that a name has there at least
  const large = () => (frame.scale() < SMALL ? LETTER / (13 * frame.scale()) : 1);
  let drawnLarge = 1;
  const said = (node, words_) => { const title = svg("title", {}); title.textContent = words_; node.append(title); return node; };
  function patterns() {
    const hatch = svg("pattern", { id: "soon", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("rect", { width: 7, height: 7, class: "m-soon-ground" }), svg("line", { x1: 0, y1: 0, x2: 0, y2: 7, class: "m-soon-line" }));
    const dots = svg("pattern", { id: "halt", width: 6, height: 6, patternUnits: "userSpaceOnUse" }, svg("circle", { cx: 3, cy: 3, r: 1.5, class: "m-halt-dot" }));
    return svg("defs", {}, hatch, dots);
  }
  const reached = (flow) => (flow.to === CLOSED ? null : [units.get(flow.from), units.get(flow.to)]);
  const f = (value) => value.toFixed(1);
  const isChosen = (flow) => state.flow === flow.key || (state.unit !== null && (flow.from === state.unit || flow.to === state.unit));
  function drawMap() {
    const sums = new Map();
    for (const flow of list) for (const end of new Set([flow.from, flow.to])) if (end !== CLOSED) sums.set(end, (sums.get(end) ?? 0) + flow.events.length);
    size.height = MAP_HIGH;
    const big = (drawnLarge = large());
    const r = (id) => radius(sums.get(id) ?? 0) * Math.sqrt(big);
    const chosen = state.flow !== null || state.unit !== null;
    const whole = svg("svg", { viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": page.title(), id: "drawn", class: chosen ? "chosen-any" : "" }, patterns(), ...ground.under(model.map));
    whole.style.setProperty("--large", big);
    const arcs = svg("g", {});
    const marks = svg("g", {});
    const places = [...sums].map(([id]) => units.get(id)).map((unit) => [unit.x - r(unit.id), unit.y - r(unit.id), unit.x + r(unit.id), unit.y + r(unit.id)]);
    const waiting = [];
    for (const flow of [...list].reverse()) {
      const ends = reached(flow);
      const look = isChosen(flow) ? " on" : "";
      const title = `${nameOf(flow.from)} → ${nameOf(flow.to)}: ${countWords(flow.events)}`;
      if (!ends || flow.from === flow.to) {
        const at = units.get(flow.from);
        const group = svg("g", { class: `m-flow${look}`, "data-flow": flow.key });
        const top = at.y - r(flow.from);
        if (ends) [...flow.states].forEach(([key, own], lane) => group.append(svg("path", { d: `M${f(at.x - 5)} ${f(top + 2)}C${f(at.x - 24 - lane * 9)} ${f(top - 26 - lane * 13)} ${f(at.x + 24 + lane * 9)} ${f(top - 26 - lane * 13)} ${f(at.x + 5)} ${f(top + 2)}`, class: `m-arc ${key}`, "stroke-width": Math.min(4, widthOf(own.length)) })));
        const label = `${ends ? "" : "✕ "}${counts(flow.events).map(([key, n]) => `${SIGN[key]}${number(n)}`).join(" ")}`;
        const half = (paper.textWidth(label, "650 11px") / 2 + 7) * big;
        const y = ends ? top - 20 - flow.states.size * 9 : top - 13 * big;
        group.append(svg("rect", { x: at.x - half, y: y - 9 * big, width: half * 2, height: 18 * big, rx: 9 * big, class: "m-badge" }), text(label, at.x, y + 4 * big, "m-badge-word"));
        marks.append(said(group, title));
        places.push([at.x - half, y - 10 * big, at.x + half, top]);
        continue;
      }
      const group = svg("g", { class: `m-flow${look}`, "data-flow": flow.key });
      [...flow.states].forEach(([key, own], lane) => {
        const thick = widthOf(own.length);
        const shape = arc(...ends, lane, [r(flow.from), r(flow.to)]);
        const tip = head(shape, thick);
        group.append(svg("path", { d: `M${f(shape.start[0])} ${f(shape.start[1])}Q${f(shape.control[0])} ${f(shape.control[1])} ${f(tip.base[0])} ${f(tip.base[1])}`, class: `m-arc ${key}`, "stroke-width": f(thick) }), svg("polygon", { points: tip.points, class: `m-tip ${key}` }));
        if (key === "stopped") group.append(cross(...pointOn(shape, 0.5)));
        if (own.length > 1 || look) waiting.push({ own, key, look, flow, title, shape });
      });
      arcs.append(said(group, title));
    }
    const named = nodes(sums, r, places, big);
    // numbers of flows, the largest and the chosen first, where they cover nothing yet
    for (const { own, key, look, flow, title, shape } of waiting.sort((a, b) => b.look.length - a.look.length || b.own.length - a.own.length)) {
      const [half, high] = [(6 + 3.5 * String(own.length).length) * big, 8 * big];
      const spot = [0.5, 0.6, 0.4, 0.7, 0.3, 0.8].map((part) => pointOn(shape, part)).map(([x, y]) => ({ x, y, box: [x - half, y - high, x + half, y + high] })).find((one) => free(one.box, places));
      if (!spot) continue;
      places.push(spot.box);
      marks.append(said(svg("g", { class: `m-flow${look}`, "data-flow": flow.key }, svg("rect", { x: spot.x - half, y: spot.y - high, width: half * 2, height: high * 2, rx: high, class: `m-count ${key}` }), text(number(own.length), spot.x, spot.y + high / 2, `m-count-word ${key}`)), title));
    }
    whole.append(arcs, named, marks);
    box.replaceChildren(whole);
    frame.apply();
  }
  /** Units with their names: a name lies where it covers no unit and no other name; with large letters only there. */
  function nodes(sums, r, taken, big) {
    const made = svg("g", {});
    const seen = [...units.values()].filter((unit) => unit.where === "inside" || sums.has(unit.id));
    const boxes = taken;
    for (const unit of seen.sort((a, b) => (sums.get(b.id) ?? 0) - (sums.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1))) {
      const own = r(unit.id);
      const group = svg("g", { class: `m-unit ${unit.where}${unit.id === state.unit ? " chosen" : ""}${sums.has(unit.id) ? "" : " idle"}`, "data-unit": unit.id });
      const aside = unit.where === "left" || unit.where === "right";
      if (aside) {
        group.append(svg("rect", { x: unit.x - own, y: unit.y - own, width: own * 2, height: own * 2, rx: 3, class: "m-dot" }));
        if (big > 1) nameAtRim(group, unit, own, big, boxes);
        else wrap(nameOf(unit.id), Math.min(...seen.filter((other) => other.where === unit.where && other.y > unit.y).map((other) => other.y - unit.y))).forEach((line, i) => group.append(text(line, unit.x, unit.y + own + 12 + i * 12, "m-aside")));
      } else {
        group.append(ground.dot(unit, own));
        const spot = ground.spotFor(nameOf(unit.id), unit, own, boxes, big);
        const fits = big === 1 || unit.id === state.unit || (sums.has(unit.id) && !spot.hidden && spot.box[0] > 0 && spot.box[2] < size.width);
        if (fits) {
          boxes.push(spot.box);
          group.append(text(nameOf(unit.id), unit.x + spot.dx, unit.y + spot.dy, "m-name", spot.anchor));
        }
      }
      made.append(said(group, t("unit_title", { name: nameOf(unit.id), n: number(list.filter((flow) => flow.from === unit.id).reduce((sum, flow) => sum + flow.events.length, 0)), m: number(list.filter((flow) => flow.to === unit.id).reduce((sum, flow) => sum + flow.events.length, 0)) })));
    }
    return made;
  }
  /** A name in large letters, from the rim inwards, where nothing else stands. */
  function nameAtRim(group, unit, own, big, taken) {
    const left = unit.where === "left";
    const name = paper.cut(nameOf(unit.id), 220 / big, "400 11px");
    const wide = paper.textWidth(name, "400 11px") * big;
    const [x, y] = [left ? 4 : size.width - 4, unit.y + own + 11 * big];
    const covered = [left ? x : x - wide, y - 10 * big, left ? x + wide : x, y + 2 * big];
    if (!free(covered, taken)) return;
    taken.push(covered);
    group.append(text(name, x, y, "m-aside", left ? "start" : "end"));
  }
  /** A name below its square: in two lines where there is room for them, else in one. */
  const wrap = (name, room) => {
    if (room < 44) return [paper.cut(name, 140, "400 11px")];
    const made = desk.wrapped(name, 128, "400 11px");
    return made.length > 2 ? [made[0], `${made[1].trimEnd()}…`] : made;
  };

  // --- the Sankey diagram
  function drawSankey() {
    const laid = flows.sankey(list, { height: MAP_HIGH - 80 });
    const [x0, x1, top] = [190, size.width - 190, 46];
    const high = laid.high + top + 14;
    const whole = svg("svg", { viewBox: `0 0 ${size.width} ${Math.round(high)}`, role: "img", "aria-label": page.title(), id: "drawn", class: state.flow !== null || state.unit !== null ? "chosen-any" : "" }, patterns());
    whole.append(text(t("from"), x0 + 10, 24, "m-head", "end"), text(t("to"), x1 - 10, 24, "m-head", "start"));
    for (const band of laid.bands) {
      const [a, b, middle] = [band.start + top, band.end + top, (x0 + x1) / 2];
      const path = svg("path", { d: `M${x0 + 12} ${f(a)}C${middle} ${f(a)} ${middle} ${f(b)} ${x1 - 12} ${f(b)}L${x1 - 12} ${f(b + band.wide)}C${middle} ${f(b + band.wide)} ${middle} ${f(a + band.wide)} ${x0 + 12} ${f(a + band.wide)}Z`, class: `m-band ${band.state}` });
      whole.append(said(svg("g", { class: `m-flow${isChosen(band.flow) ? " on" : ""}`, "data-flow": band.flow.key }, path), `${nameOf(band.flow.from)} → ${nameOf(band.flow.to)}: ${t(`state_${band.state}`)} ${number(band.events.length)}`));
    }
    for (const [nodes_, x, anchor, dx] of [[laid.left, x0, "end", -6], [laid.right, x1 - 12, "start", 18]]) {
      for (const node of nodes_) {
        const group = svg("g", { class: `m-unit${node.id === state.unit ? " chosen" : ""}`, "data-unit": node.id });
        group.append(svg("rect", { x, y: f(node.y + top), width: 12, height: Math.max(1.5, node.high).toFixed(1), class: "m-pillar" }), text(`${short(nameOf(node.id), desk.zh() ? 12 : 22)} ${number(node.total)}`, x + dx, node.y + node.high / 2 + top + 4, "m-name", anchor));
        whole.append(said(group, `${nameOf(node.id)}: ${number(node.total)}`));
      }
    }
    box.replaceChildren(whole);
    size.height = high;
    frame.apply();
  }

  // --- the matrix
  function drawMatrix() {
    const total = (side) => list.reduce((sums, flow) => sums.set(flow[side], (sums.get(flow[side]) ?? 0) + flow.events.length), new Map());
    const [froms, tos] = [total("from"), total("to")];
    const order = (sums) => [...sums.keys()].sort((a, b) => a.startsWith("?") - b.startsWith("?") || sums.get(b) - sums.get(a) || (a < b ? -1 : 1));
    const at = new Map(list.map((flow) => [flow.key, flow]));
    const cell = (from, to) => {
      const flow = at.get(`${from}~${to}`);
      if (!flow) return h("td", {});
      const parts = counts(flow.events).map(([key, n]) => h("span", { class: `m-cell ${key}` }, `${SIGN[key]}${number(n)}`));
      return h("td", {}, h("button", { type: "button", class: state.flow === flow.key ? "cell chosen" : "cell", "data-flow": flow.key, click: () => choose({ flow: flow.key }, true) }, parts, h("span", { class: "unseen" }, ` ${nameOf(from)} → ${nameOf(to)}: ${countWords(flow.events)}`)));
    };
    $("matrix").replaceChildren(h("table", { class: "od" }, h("caption", {}, t("matrix_caption", { signs: STATES.map((key) => `${SIGN[key]} ${t(`state_${key}`)}`).join(desk.zh() ? "，" : ", ") })),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, `${t("from")} ＼ ${t("to")}`), order(tos).map((to) => h("th", { scope: "col" }, bdi(nameOf(to)))), h("th", { scope: "col" }, t("sum")))),
      h("tbody", {}, order(froms).map((from) => h("tr", {}, h("th", { scope: "row" }, bdi(nameOf(from))), order(tos).map((to) => cell(from, to)), h("td", { class: "sum" }, number(froms.get(from)))))),
      h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, t("sum")), order(tos).map((to) => h("td", { class: "sum" }, number(tos.get(to)))), h("td", { class: "sum" }, number(shown.length))))));
  }

  // --- details
  const goFlow = (flow) => h("button", { type: "button", class: "go", "data-go": flow.key, click: () => choose({ flow: flow.key }, true) }, bdi(`${nameOf(flow.from)} → ${nameOf(flow.to)}`));
  function eventLine(event) {
    const ways = event.places.map((place, i) => say(place) || (i ? (event.kind === "closure" ? t("closed") : t("no_target")) : t("no_origin")));
    const tags = [t(`state_${event.state}`), event.scope ? say(scopes.get(event.scope)) : "", event.sector ? say(sectors.get(event.sector)) : ""].filter(Boolean);
    const history = event.history.map((one) => `${say(statuses.get(one.status)) || one.status}${one.period ? ` ${when(one.period)}` : ` ${t("no_date")}`}`).join(desk.zh() ? "；" : "; ");
    return h("li", {}, h("div", { class: "event" }, h("span", { class: `m-cell ${event.state}`, "aria-hidden": "true" }, SIGN[event.state]), " ", h("strong", {}, bdi(who(event))), say(event.stated) ? [" ", h("span", { class: "stated" }, bdi(t("stated", { n: say(event.stated) })))] : null),
      h("div", { class: "soft" }, bdi(ways.join(" → "))), h("div", {}, tags.flatMap((tag) => [h("span", { class: "tag" }, bdi(tag)), " "])), history ? h("div", { class: "soft" }, bdi(history)) : null, evidence(event.claims, false, who(event)));
  }
  function panelHead(title, under) {
    return h("div", { class: "panel-head" }, h("div", {}, h("h2", {}, bdi(title)), h("p", { class: "other-name" }, under)), h("button", { type: "button", click: () => { choose({}); box.focus(); } }, t("close")));
  }
  const byYear = (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || (b.year ?? 0) - (a.year ?? 0) || (who(a) < who(b) ? -1 : 1);
  const several = (own) => (state.group ? t("n_groups", { n: number(own.length) }) : t("n_events", { n: number(own.length) }));
  function overview() {
    const told = new Set(left("told").map((event) => event.move));
    const stated = model.totals.filter((one) => told.has(one.move));
    const totals = stated.slice(0, TOTALS);
    return [
      h("h2", {}, t("overview", { kind: t(`kind_${state.kind}`), told: t(state.group ? "told_groups" : "told_named") })),
      h("p", { class: "other-name" }, `${several(shown)}${shown.length ? `: ${countWords(shown)}` : ""}`),
      h("p", { class: "soft" }, t("panel_hint")),
      h("h3", {}, t("largest")),
      list.length ? h("ol", { class: "ties" }, list.slice(0, 10).map((flow) => h("li", {}, goFlow(flow), " ", h("span", { class: "soft" }, countWords(flow.events))))) : h("p", {}, t("nothing")),
      totals.length ? h("h3", {}, t("totals"), ` (${stated.length > totals.length ? t("of_all", { n: number(totals.length), all: number(stated.length) }) : number(totals.length)})`) : null,
      totals.length ? h("p", { class: "soft" }, t("totals_note")) : null,
      ...totals.map((one) => h("div", { class: "total" }, h("strong", {}, bdi(say(one.stated))), " ", bdi(say(one.who)), " ", h("span", { class: "way" }, bdi(`(${say(one.way)})`)), h("div", { class: "soft" }, [one.year ? t("year_of", { year: one.year }) : t("no_date"), say(statuses.get(one.status)), t("recorded", { n: number(one.done), m: number(one.notYet) })].filter(Boolean).join(" · ")), evidence(one.claims, false, `${say(one.stated)} ${say(one.who)}`))),
    ].filter(Boolean);
  }
  function drawPanel() {
    const panel = $("panel");
    const flow = list.find((one) => one.key === state.flow);
    const unit = units.get(state.unit);
    panel.classList.toggle("chosen", Boolean(flow || unit));
    if (flow) panel.replaceChildren(panelHead(`${nameOf(flow.from)} → ${nameOf(flow.to)}`, `${several(flow.events)}: ${countWords(flow.events)}`), h("ul", { class: "links" }, [...flow.events].sort(byYear).map(eventLine)));
    else if (unit) {
      const side = (key, own) => (own.length ? [h("h3", {}, `${t(key)} (${number(own.reduce((sum, one) => sum + one.events.length, 0))})`), h("ul", { class: "ties" }, own.map((one) => h("li", {}, goFlow(one), " ", h("span", { class: "soft" }, countWords(one.events)))))] : []);
      panel.replaceChildren(panelHead(nameOf(unit.id), ["zh", "en"].map((lang) => unit.words[lang]).filter((name) => name !== nameOf(unit.id)).join(" ")), ...side("leaving", list.filter((one) => one.from === unit.id)), ...side("arriving", list.filter((one) => one.to === unit.id)));
    } else panel.replaceChildren(...overview());
  }
  $("panel").addEventListener("keydown", (event) => { if (event.key === "Escape") { choose({}); box.focus(); } });

  // --- the table, and the notes
  const HEADS = ["who", "kinds", "from", "to", "states", "history", "sectors", "scopes", "stated_head", "sources"];
  const row = (event) => [who(event), t(`kind_${event.kind}`), say(event.places[0]), say(event.places[1]), t(`state_${event.state}`),
    event.history.map((one) => `${say(statuses.get(one.status)) || one.status} ${one.period ? when(one.period) : t("no_date")}`).join("; "), event.sector ? say(sectors.get(event.sector)) : "", event.scope ? say(scopes.get(event.scope)) : "", say(event.stated), event.claims];
  let rowsListed = 200;
  function drawTable() {
    if (!$("table").open) return;
    const titles = (claims) => [...new Set(claims.map((at) => model.sources[model.claims[at].source]))].map((source) => `${source.title} ${source.url}`).join(" ; ");
    const rows = [...shown].sort(byYear);
    const rest = rows.length - rowsListed;
    $("table-body").replaceChildren(...[
      h("div", { class: "buttons" }, h("button", { type: "button", id: "csv", click: () => desk.csv("jjj-moves", HEADS.map((key) => t(key)), rows.map((event) => { const cells = row(event); return [...cells.slice(0, -1), titles(cells.at(-1))]; })) }, t("csv"))),
      desk.table(t("table_caption", { n: number(rows.length), all: number(model.events.length) }), HEADS, rows.slice(0, rowsListed).map((event) => { const cells = row(event); return [...cells.slice(0, -1), sources(cells.at(-1))]; })),
      rest > 0 ? h("button", { type: "button", click: () => { rowsListed += 200; drawTable(); } }, t("table_more", { n: number(Math.min(200, rest)), left: number(rest) })) : null,
    ].filter(Boolean));
  }
  $("table").addEventListener("toggle", drawTable);
  function drawNotes() {
    const gap = desk.zh() ? "" : " ";
    const undated = shown.filter((event) => event.year === null).length;
    $("shown").textContent = [t(state.group ? "shown_groups" : "shown", { n: number(shown.length), all: number(model.events.length), kind: t(`kind_${state.kind}`), none: number(undated) }), t("never_added"), ...model.notes.map((note) => `${say(note)}${desk.zh() ? "。" : "."}`)].join(gap);
    const file = model.map.boundaries;
    $("ground").textContent = state.view !== "map" ? "" : file ? t("ground_file", { file: file.file, credit: file.credit || t("ground_no_credit") }) : t("ground_schematic");
    $("about").textContent = t("about", { n: number(model.events.length), c: number(model.claims.length), s: number(model.sources.length) });
    desk.sourceNote();
    Object.assign(box.dataset, { events: shown.length, flows: list.length });
  }

  // --- choosing
  function update() {
    shown = left("").map(ended);
    list = flows.between(shown);
    if (state.flow !== null && !list.some((flow) => flow.key === state.flow)) state.flow = null;
    drawLegend();
    drawYears();
    for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
    box.hidden = state.view === "matrix";
    $("matrix").hidden = state.view !== "matrix";
    for (const id of ["png", "svg", "zoom-in", "zoom-out", "fit"]) $(id).hidden = state.view === "matrix";
    if (state.view === "map") drawMap(); else if (state.view === "sankey") drawSankey(); else drawMatrix();
    drawPanel();
    drawTable();
    drawNotes();
    writeState();
  }
  function choose({ flow = null, unit = null }, focus = false) {
    Object.assign(state, { flow, unit });
    const held = document.activeElement?.dataset?.flow;
    update();
    $("panel").scrollTop = 0;
    if (focus) $("panel").focus({ preventScroll: true });
    else if (held) document.querySelector(`#matrix [data-flow="${CSS.escape(held)}"]`)?.focus();
    const one = list.find((other) => other.key === flow);
    announce(one ? `${nameOf(one.from)} → ${nameOf(one.to)}: ${countWords(one.events)}` : unit ? nameOf(unit) : t("cleared"));
  }
  for (const button of document.querySelectorAll("[data-view]")) button.addEventListener("click", () => { state.view = button.dataset.view; update(); });
  box.addEventListener("click", (event) => {
    const flow = event.target.closest("[data-flow]");
    const unit = event.target.closest("[data-unit]");
    if (flow) choose({ flow: flow.dataset.flow });
    else if (unit && unit.dataset.unit !== CLOSED) choose({ unit: unit.dataset.unit });
    else if (state.flow !== null || state.unit !== null) choose({});
  });
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = steps[event.key];
    if (step && event.shiftKey) box.scrollBy(event.key.endsWith("Right") ? 90 : event.key.endsWith("Left") ? -90 : 0, event.key === "ArrowDown" ? 90 : event.key === "ArrowUp" ? -90 : 0);
    else if (step && list.length) { const at = list.findIndex((flow) => flow.key === state.flow); choose({ flow: list[at < 0 ? 0 : (at + step + list.length) % list.length].key }); }
    else if (event.key === "Enter" && (state.flow !== null || state.unit !== null)) $("panel").focus();
    else if (event.key === "Escape") choose({});
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") frame.whole();
    else return;
    event.preventDefault();
  });
  const zoom = (factor) => frame.by(factor);

  // --- saving what is seen
  function sheet() {
    const keys = STATES.filter((key) => shown.some((event) => event.state === key)).map((key) => [lineSign(key), t(`state_${key}`)]);
    const title = `${page.title()}${desk.zh() ? "：" : ": "}${t(`kind_${state.kind}`)}, ${t(state.group ? "told_groups" : "told_named")}, ${state.first}–${state.last}`;
    return desk.sheet($("drawn"), { wide: size.width, high: size.height, title, keys, notes: [$("shown").textContent, $("ground").textContent, $("source-note").textContent].filter(Boolean) });
  }
  $("png").addEventListener("click", () => desk.savePng(`jjj-moves-${state.view}`, sheet()));
  $("svg").addEventListener("click", () => desk.saveSvg(`jjj-moves-${state.view}`, sheet()));

  // --- begin
  page.onChange((what) => {
    if (what === "address") readState();
    if (what === "print") { rowsListed = Infinity; drawTable(); } else if (what !== "theme") update();
  });
  readState();
  update();
  box.scrollTo((box.scrollWidth - box.clientWidth) / 2, 0);
  box.dataset.ready = "yes";
})();
