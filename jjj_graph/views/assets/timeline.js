// The timeline: policies, moves and projects; each status a bar. Python says what there is and when, here it is laid
// out: rows of a kind or chain, each with its years counted above the bars, the best witnessed bars first.
"use strict";
(() => {
  const { model, t, say, number, h, bdi, svg, announce, remember } = page;
  const { $, label, sign, strong, mix, cut, textWidth, upright } = chart;
  const picture = $("picture");

  const KINDS = {
    policy: { shape: "diamond", colour: "#0072b2", words: "kind_policy" },
    relocation: { shape: "pin", colour: "#d55e00", words: "kind_relocation" },
    expansion: { shape: "triangle", colour: "#c77d00", words: "kind_expansion" },
    closure: { shape: "square", colour: "#7a6e9c", words: "kind_closure" },
    project: { shape: "circle", colour: "#00855f", words: "kind_project" },
  };
  const STATES = { done: "state_done", going: "state_going", planned: "state_planned", stopped: "state_stopped", denied: "state_denied", said: "state_said" };
  const STATUSES = chart.lookup({
    target: "s_target", planned: "s_planned", forecast: "s_forecast", announced: "s_announced", signed: "s_signed", approved: "s_approved", started: "s_started",
    "under-way": "s_under_way", completed: "s_completed", operating: "s_operating", suspended: "s_suspended", cancelled: "s_cancelled", issued: "s_issued",
    adopted: "s_adopted", "in-force": "s_in_force", proposed: "s_proposed", pledged: "s_pledged", reported: "s_reported", span: "s_span", "": "s_none",
  });
  const items = new Map(model.items.map((item) => [item.id, item]));
  const chainNames = new Map(model.chains.map((chain) => [chain.id, chain.words]));
  const statusName = (status) => t(STATUSES[status] ?? STATUSES[""]);
  const dated = (item) => item.steps.filter((step) => step.dated);
  const known = model.items.flatMap((item) => dated(item).flatMap((step) => [step.a, step.b])).filter((day) => day !== null);
  const whole = known.length ? [known.reduce((a, b) => Math.min(a, b)) - 60, known.reduce((a, b) => Math.max(a, b)) + 120] : [chart.dayOf(2014), chart.dayOf(2026)];
  const opening = [Math.max(whole[0], chart.dayOf(model.opening[0])), Math.min(whole[1], chart.dayOf(model.opening[1] + 1))];
  if (opening[1] - opening[0] < 200) opening.splice(0, 2, ...whole);

  // --- what the reader has chosen, also in the address ----------------------------------------------------------
  const state = { item: null, kinds: new Set(), states: new Set(), chain: "", place: "", by: "kind", text: "", a: opening[0], b: opening[1], roomy: false };
  const iso = (day) => new Date(day * 86400000).toISOString().slice(0, 10);
  const dayIn = (text, other) => { const day = Date.parse(text ?? "") / 86400000; return Number.isFinite(day) ? Math.round(day) : other; };
  function readState() {
    const list = (key, among) => new Set((page.address(key) ?? "").split(",").filter((one) => Object.hasOwn(among, one)));
    const [a, b] = [dayIn(page.address("from"), opening[0]), dayIn(page.address("to"), opening[1])];
    Object.assign(state, {
      item: items.has(page.address("item")) ? page.address("item") : null, kinds: list("without", KINDS), states: list("hide", STATES),
      chain: page.address("chain") === "none" || chainNames.has(page.address("chain")) ? page.address("chain") : "", place: model.places.some((one) => one.id === page.address("place")) ? page.address("place") : "",
      by: page.address("by") === "chain" ? "chain" : "kind", text: page.address("q") ?? "", roomy: page.address("rows") === "all", a, b: b > a + 20 ? b : a + 20,
    });
  }
  function writeState() {
    const moved = Math.abs(state.a - opening[0]) > 1 || Math.abs(state.b - opening[1]) > 1;
    remember({ item: state.item, without: [...state.kinds].join(","), hide: [...state.states].join(","), chain: state.chain, place: state.place, by: state.by === "kind" ? null : state.by,
      q: state.text, rows: state.roomy ? "all" : null, from: moved ? iso(state.a) : null, to: moved ? iso(state.b) : null });
  }

  // --- which items pass the filters ---------------------------------------------------------------------------------
  const plain = (text) => String(text).normalize("NFKC").toLowerCase();
  const haystack = new Map(model.items.map((item) => [item.id, plain([item.id, item.words.zh, item.words.en, item.detail?.zh, item.detail?.en].join(" "))]));
  const passes = (item, but) => (but === "kinds" || !state.kinds.has(item.kind)) && (but === "states" || !state.states.has(item.state))
    && (!state.chain || (state.chain === "none" ? !item.chains.length : item.chains.includes(state.chain))) && (!state.place || item.places.includes(state.place))
    && (!state.text || haystack.get(item.id).includes(plain(state.text.trim())));

  // --- how a bar is drawn: filled, half filled, dashed, struck out, crossed -------------------------------------------
  function bar(x, y, wide, high, step, colour) {
    const { card, soft } = chart.palette();
    const own = step.state === "denied" || step.state === "said" ? soft : colour;
    const fill = { done: own, going: mix(card, own, 0.45), planned: card, stopped: card, denied: card, said: card }[step.state];
    const made = [svg("rect", { x, y: y - high / 2, width: wide, height: high, rx: Math.min(3, wide / 2), fill, stroke: own, "stroke-width": 1.4, ...(step.state === "planned" ? { "stroke-dasharray": "3 2" } : step.state === "said" ? { "stroke-dasharray": "1.5 2" } : {}) })];
    if (step.state === "stopped") made.push(svg("line", { x1: x - 2, x2: x + wide + 2, y1: y, y2: y, stroke: own, "stroke-width": 2 }));
    if (step.state === "denied") made.push(svg("path", { d: `M${x + wide / 2 - 5},${y - 6}l10,12m0,-12l-10,12`, stroke: own, "stroke-width": 1.8, fill: "none" }));
    return made;
  }
  /** An open end: a dotted tail with an arrow, no longer than need be, for nobody says how far it reaches. */
  const tail = (x, y, way, colour) => svg("path", { d: `M${x},${y}h${way * 20}m0,0l${-way * 4},-3.5m${way * 4},3.5l${-way * 4},3.5`, stroke: colour, "stroke-width": 1.6, "stroke-dasharray": "2 2", fill: "none" });

  const LANE = 21;
  const AXIS = 30;
  const HEAD = 24;
  const COUNTS = 38;
  const MARK = { kind: 0, chain: 14 }; // in rows of a chain the sign of its kind stands before every name
  let points = []; // what is drawn, for the keyboard: {id, x, y}
  let told = { shown: 0, outside: 0, crowded: 0, undated: 0 };
  let svgNow = null;

  function draw() {
    const visible = model.items.filter((item) => passes(item));
    const timed = visible.filter((item) => dated(item).length);
    const wide = Math.max(340, picture.clientWidth || 900);
    const [left, right] = [14, wide - 14];
    const x = (day) => left + ((day - state.a) / (state.b - state.a)) * (right - left);
    const colours = chart.palette();
    const keys = state.by === "kind" ? Object.keys(KINDS) : [...model.chains.map((chain) => chain.id), ""];
    const rowOf = state.by === "kind" ? (item) => item.kind : (item) => (state.chain && item.chains.includes(state.chain) ? state.chain : model.chains.find((chain) => item.chains.includes(chain.id))?.id ?? "");
    const most = state.roomy ? 4000 : chart.phone() ? 7 : 8;
    const ticks = chart.timeTicks(state.a, state.b, (right - left) / 58);
    const groups = [];
    const dots = [];
    let y = AXIS;
    told = { shown: 0, outside: 0, crowded: 0, undated: visible.length - timed.length };
    for (const key of keys) {
      const members = timed.filter((item) => rowOf(item) === key);
      if (!members.length) continue;
      const here = members.filter((item) => dated(item).some((step) => inWindow(step)));
      told.outside += members.length - here.length;
      const words = state.by === "kind" ? t(KINDS[key].words) : key ? say(chainNames.get(key)) : t("no_chain");
      const body = svg("g", {});
      const counted = Object.keys(STATES).map((one) => [one, members.filter((item) => item.state === one).length]).filter(([, n]) => n);
      const head = [words, number(members.length)].join(" ");
      body.append(svg("rect", { x: 0, y, width: wide, height: HEAD, fill: colours.paper }));
      if (state.by === "kind") { const mark = sign(KINDS[key].shape, 6, { fill: strong(KINDS[key].colour) }); mark.setAttribute("transform", `translate(${left + 7},${y + HEAD / 2})`); body.append(mark); }
      const headX = left + (state.by === "kind" ? 20 : 0);
      body.append(label(head, headX, y + 16.5, { "font-size": 13, "font-weight": 650, fill: colours.ink }));
      const after = headX + textWidth(head, 13, 650) + 14;
      body.append(label(cut(counted.map(([one, n]) => `${t(STATES[one])} ${number(n)}`).join(" · "), 12, right - after), after, y + 16.5, { fill: colours.soft }));
      y += HEAD;
      y = drawCounts(body, members, y, x, colours, state.by === "kind" ? strong(KINDS[key].colour) : colours.soft, [left, right]);
      const { lanes, placed, rest } = place(here, x, left, right, most);
      for (const one of placed) { drawItem(body, one, y + one.lane * LANE + LANE / 2, x, left, right, colours); dots.push({ id: one.item.id, x: one.middle, y: y + one.lane * LANE + LANE / 2 }); }
      y += lanes * LANE + 4;
      told.shown += placed.length;
      told.crowded += rest;
      if (rest) {
        const more = label(t("more_rows", { n: number(rest) }), left, y + 11, { fill: colours.accent, "text-decoration": "underline", "data-more": "yes", cursor: "pointer" });
        body.append(more);
        y += 18;
      }
      y += 8;
      groups.push(body);
    }
    const high = Math.max(y, 120);
    const lines = svg("g", {}, ...ticks.flatMap(([day, words]) => [
      svg("line", { x1: x(day), x2: x(day), y1: AXIS - 6, y2: high, stroke: colours.line, "stroke-width": 1 }),
      label(words, x(day) + 3, 19, { fill: colours.soft, "font-size": 11.5 }),
    ]));
    const made = svg("svg", { width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, "font-family": chart.FONT, class: "drag", "aria-hidden": "true" }, lines, ...groups);
    if (!groups.length) made.append(label(t("nothing"), wide / 2, 80, { "text-anchor": "middle", fill: colours.soft }));
    // the years stay in sight while the rows scroll under them
    const axis = svg("svg", { width: wide, height: AXIS, viewBox: `0 0 ${wide} ${AXIS}`, "font-family": chart.FONT, class: "axis", "aria-hidden": "true" },
      svg("rect", { width: wide, height: AXIS, fill: colours.card }), ...ticks.map(([day, words]) => label(words, x(day) + 3, 19, { fill: colours.soft, "font-size": 11.5 })),
      svg("line", { x1: 0, x2: wide, y1: AXIS - 0.5, y2: AXIS - 0.5, stroke: colours.line }));
    picture.replaceChildren(axis, made);
    svgNow = made;
    points = dots.sort((a, b) => a.y - b.y || a.x - b.x);
    picture.dataset.items = String(told.shown);
  }
  /** Whether a step's known days, or one end of it, lie in the window. */
  const inWindow = (step) => (step.a ?? step.b) <= state.b && (step.b ?? step.a) >= state.a;

  /** The years (or quarters) of a row: how many things, by how far they have got. */
  function drawCounts(body, members, y, x, colours, colour, [left, right]) {
    const days = state.b - state.a;
    const months = days > 5 * 365 ? 12 : days > 500 ? 3 : 1;
    const bin = (day) => { const at = new Date(day * 86400000); return chart.dayOf(at.getUTCFullYear(), Math.floor(at.getUTCMonth() / months) * months); };
    const next = (day) => { const at = new Date(day * 86400000); return chart.dayOf(at.getUTCFullYear(), at.getUTCMonth() + months); };
    const bins = new Map();
    for (const item of members) {
      const step = dated(item).filter((one) => !one.years && one.state === item.state).at(-1) ?? dated(item).at(-1);
      const at = bin(step.b ?? step.a);
      if (at < state.a - 366 || at > state.b) continue;
      if (!bins.has(at)) bins.set(at, { done: 0, going: 0, planned: 0, rest: 0 });
      const part = ["done", "going", "planned"].includes(item.state) ? item.state : "rest";
      bins.get(at)[part] += 1;
    }
    const most = Math.max(1, ...[...bins.values()].map((one) => one.done + one.going + one.planned + one.rest));
    const base = y + COUNTS - 4;
    for (const [at, parts] of [...bins].sort((a, b) => a[0] - b[0])) {
      const [x0, x1] = [Math.max(left, x(at) + 1.5), Math.min(right, x(next(at)) - 1.5)];
      if (x1 - x0 < 1) continue;
      let top = base;
      for (const part of ["done", "going", "planned", "rest"]) {
        if (!parts[part]) continue;
        const high = (parts[part] / most) * (COUNTS - 18);
        top -= high;
        body.append(svg("rect", { x: x0, y: top, width: x1 - x0, height: high, fill: { done: colour, going: mix(colours.card, colour, 0.45), planned: colours.card, rest: mix(colours.card, colour, 0.12) }[part], stroke: colour, "stroke-width": 0.8, ...(part === "planned" ? { "stroke-dasharray": "2 2" } : {}) }));
      }
      const sum = parts.done + parts.going + parts.planned + parts.rest;
      if (x1 - x0 > 16) body.append(label(number(sum), (x0 + x1) / 2, top - 3, { "text-anchor": "middle", "font-size": 10.5, fill: colours.soft }));
    }
    body.append(svg("line", { x1: left, x2: right, y1: base, y2: base, stroke: colours.edge, "stroke-width": 0.8 }));
    return y + COUNTS;
  }

  /** Bars to lanes, the best witnessed first; what finds no room is counted. */
  function place(here, x, left, right, most) {
    const order = [...here].sort((a, b) => (b.id === state.item) - (a.id === state.item) || b.sources - a.sources || b.steps.length - a.steps.length || (a.id < b.id ? -1 : 1));
    const lanes = [];
    const placed = [];
    let rest = 0;
    const cap = chart.phone() ? 150 : 230;
    for (const item of order) {
      const ends = dated(item).filter(inWindow).map((step) => extent(step, x, true));
      const [x0, x1] = [Math.max(left, Math.min(...ends.map((e) => e[0]))), Math.min(right, Math.max(...ends.map((e) => e[1])))];
      const name = upright(say(item.words));
      const way = item.detail ? upright(say(item.detail)) : "";
      const want = MARK[state.by] + Math.min(cap, textWidth(name, 11.5, 500) + (way ? textWidth(way, 11) + 8 : 0));
      const after = right - x1 - 6 >= want || right - x1 >= x0 - left;
      const room = Math.min(want, (after ? right - x1 : x0 - left) - 6);
      const box = after ? [x0 - 8, x1 + 12 + room] : [x0 - room - 12, x1 + 8];
      let lane = lanes.findIndex((taken) => taken.every(([a, b]) => box[1] < a || box[0] > b));
      if (lane < 0) { if (lanes.length >= most) { rest += 1; continue; } lane = lanes.push([]) - 1; }
      lanes[lane].push(box);
      placed.push({ item, lane, x0, x1, after, room, name, way, middle: (x0 + x1) / 2 });
    }
    return { lanes: lanes.length, placed, rest };
  }
  /** From where to where a step reaches in the picture; with the tail of an open end where `all`. */
  function extent(step, x, all = false) {
    if (step.a === null) return [x(step.b) - (all ? 34 : 12), x(step.b) + 1];
    if (step.b === null) return [x(step.a), x(step.a) + (all ? 34 : 12)];
    const [x0, x1] = [x(step.a), x(step.b + 1)];
    return x1 - x0 < 7 ? [(x0 + x1) / 2 - 3.5, (x0 + x1) / 2 + 3.5] : [x0, x1];
  }
  function drawItem(body, { item, x0, x1, after, room, name, way }, y, x, left, right, colours) {
    const own = strong(KINDS[item.kind].colour);
    const group = svg("g", { "data-id": item.id });
    const chosen = item.id === state.item;
    const box = after ? [x0 - 6, x1 + 10 + Math.max(room, 0)] : [x0 - 10 - room, x1 + 6];
    group.append(svg("rect", { x: box[0], y: y - LANE / 2 + 0.5, width: box[1] - box[0], height: LANE - 1, rx: 4, fill: chosen ? colours.mark : colours.card, "fill-opacity": chosen ? 1 : 0, stroke: chosen ? colours.ink : "none", "stroke-width": 1.5 }));
    const steps = dated(item).filter(inWindow);
    if (steps.length > 1) group.append(svg("line", { x1: x0, x2: x1, y1: y, y2: y, stroke: own, "stroke-width": 1.2, "stroke-opacity": 0.7 }));
    for (const step of steps) {
      const [a, b] = extent(step, x).map((end) => Math.min(right, Math.max(left, end)));
      if (step.years) { group.append(svg("path", { d: `M${a},${y + 4}v5M${b},${y + 4}v5M${a},${y + 6.5}H${b}`, stroke: own, "stroke-width": 1.4, fill: "none" })); continue; }
      group.append(...bar(a, y, Math.max(4, b - a), 10, step, own));
      if (step.a === null) group.append(tail(a, y, -1, own));
      if (step.b === null) group.append(tail(b, y, 1, own));
    }
    if (room > 16) {
      const shown = cut(name, 11.5, room - MARK[state.by], 500);
      const own2 = textWidth(shown, 11.5, 500);
      const rest = way && shown === name ? cut(way, 11, room - MARK[state.by] - own2 - 8) : "";
      const at = (after ? x1 + 8 : x0 - 8 - room) + MARK[state.by];
      if (MARK[state.by]) {
        const mark = sign(KINDS[item.kind].shape, 4, { fill: own });
        mark.setAttribute("transform", `translate(${at - 8},${y})`);
        group.append(mark);
      }
      group.append(label(shown, at, y + 4, { "font-size": 11.5, "font-weight": 500, fill: colours.ink, "text-decoration": item.state === "denied" ? "line-through" : "none" }));
      if (rest && rest !== "…") group.append(label(rest, at + own2 + 8, y + 4, { "font-size": 11, fill: colours.soft }));
    }
    const title = svg("title", {});
    title.textContent = upright(`${name}${way ? ` (${way})` : ""}: ${item.steps.map((step) => `${statusName(step.status)} ${page.period(step.period) || t("undated_word")}`).join("; ")}`);
    group.append(title);
    body.append(group);
  }

  // --- details -----------------------------------------------------------------------------------------------------------
  const kindMark = (kind) => chart.small(sign(KINDS[kind].shape, 6, { fill: strong(KINDS[kind].colour) }));
  const go = (item) => h("button", { type: "button", class: "go", "data-go": item.id, click: () => { choose(item.id, { look: true }); $("panel").focus({ preventScroll: true }); } }, bdi(say(item.words)));
  function drawPanel() {
    const panel = $("panel");
    const item = items.get(state.item);
    panel.classList.toggle("chosen", Boolean(item));
    if (!item) { drawSummary(panel); return; }
    panel.replaceChildren(
      h("div", { class: "panel-head" }, h("h2", {}, bdi(say(item.words))), h("button", { type: "button", click: () => { choose(null); picture.focus(); } }, t("close"))),
      item.detail ? h("p", { class: "other-name" }, bdi(say(item.detail))) : "",
      h("p", { class: "badge" }, kindMark(item.kind), t(KINDS[item.kind].words)), h("p", { class: "badge" }, stateMark(item.state), t(STATES[item.state])),
      item.chains.length ? h("p", { class: "other-name" }, t("in_chains"), bdi(item.chains.map((chain) => say(chainNames.get(chain))).join(page.lang() === "zh" ? "、" : ", "))) : "",
      h("h3", {}, t("told_by", { n: number(item.sources) })),
      ...item.steps.flatMap((step) => [
        h("p", { class: "step" }, h("b", {}, statusName(step.status)), " ", step.period ? h("span", {}, periodWords(step)) : h("span", { class: "tag" }, t("undated_word"))),
        ...step.claims.map((claim) => chart.card(claim)),
      ]),
    );
  }
  /** A period as written, with its open end in words. */
  const periodWords = (step) => (step.period.includes("..") ? page.period(step.period) : step.period.replace("/", " – "));
  function drawSummary(panel) {
    const visible = model.items.filter((item) => passes(item));
    const states = Object.keys(STATES).filter((one) => visible.some((item) => item.state === one));
    const kinds = Object.keys(KINDS).filter((one) => visible.some((item) => item.kind === one));
    const best = visible.filter((item) => item.sources > 1).sort((a, b) => b.sources - a.sources || (a.id < b.id ? -1 : 1)).slice(0, 10);
    panel.replaceChildren(
      h("h2", {}, t("summary")), h("p", { class: "other-name" }, t("hint")),
      h("table", { class: "totals" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "unseen" }, t("kinds"))), states.map((one) => h("th", { scope: "col" }, t(STATES[one]))))),
        h("tbody", {}, kinds.map((kind) => h("tr", {}, h("td", {}, t(KINDS[kind].words)), states.map((one) => h("td", {}, number(visible.filter((item) => item.kind === kind && item.state === one).length))))))),
      best.length ? h("h3", {}, t("best")) : "",
      h("ul", { class: "plain" }, best.map((item) => h("li", {}, go(item), " ", h("small", {}, t("by_sources", { n: number(item.sources) }))))),
    );
  }

  // --- legend, selects, notes, lists ---------------------------------------------------------------------------------------
  function stateMark(one) {
    return chart.small(...bar(-10, 0, 20, 10, { state: one }, chart.palette().ink));
  }
  function drawLegend() {
    const count = (but, key) => { const sums = new Map(); for (const item of model.items) if (passes(item, but)) sums.set(item[key], (sums.get(item[key]) ?? 0) + 1); return sums; };
    const [kinds, states] = [count("kinds", "kind"), count("states", "state")];
    const all = (key) => new Set(model.items.map((item) => item[key]));
    chart.boxes("kinds", "kinds", state.kinds, Object.keys(KINDS).filter((one) => all("kind").has(one)).map((one) => [one, t(KINDS[one].words), kinds.get(one) ?? 0, kindMark(one)]), update);
    chart.boxes("states", "states", state.states, Object.keys(STATES).filter((one) => all("state").has(one)).map((one) => [one, t(STATES[one]), states.get(one) ?? 0, stateMark(one)]), update);
    chart.options($("by"), [["kind", t("by_kind")], ["chain", t("by_chain")]], state.by);
    const named = (list) => list.map((one) => [one.id, `${say(one.words)} (${number(one.n)})`]);
    chart.options($("chain"), [["", t("all_chains")], ...named(model.chains), ["none", t("no_chain")]], state.chain);
    chart.options($("place"), [["", t("all_places")], ...named(model.places)], state.place);
    const years = [];
    for (let year = chart.yearOf(whole[0]); year <= chart.yearOf(whole[1]); year += 1) years.push([String(year), String(year)]);
    chart.options($("from"), years, String(chart.yearOf(state.a + 3)));
    chart.options($("to"), years, String(chart.yearOf(state.b - 3)));
    $("roomy").checked = state.roomy;
    if (document.activeElement !== $("search")) $("search").value = state.text;
  }
  function shownWords() {
    return [t("shown", { n: number(told.shown), all: number(model.items.length) }), told.crowded ? t("left_crowded", { n: number(told.crowded) }) : "", told.outside ? t("left_outside", { n: number(told.outside) }) : "",
      told.undated ? t("left_undated", { n: number(told.undated) }) : ""].filter(Boolean).join(page.lang() === "zh" ? "；" : "; ") + (page.lang() === "zh" ? "。" : ".");
  }
  const undated = () => model.items.filter((item) => passes(item) && !dated(item).length);
  function drawUndated() {
    const found = undated();
    $("undated").hidden = !found.length;
    $("undated-title").textContent = t("undated", { n: number(found.length) });
    $("undated-list").replaceChildren(...found.map((item) => h("li", {}, go(item), " ", h("small", {}, `${t(KINDS[item.kind].words)} · ${t(STATES[item.state])}`))));
  }
  const drawTable = chart.twin($("table"), () => {
    const rows = model.items.filter((item) => passes(item)).map((item) => [
      t(KINDS[item.kind].words), h("bdi", {}, say(item.words)), item.detail ? say(item.detail) : "", t(STATES[item.state]),
      item.steps.map((step) => `${statusName(step.status)} ${page.period(step.period) || t("undated_word")}`).join("; "),
      item.chains.map((chain) => say(chainNames.get(chain))).join(", "),
      [...new Set(item.steps.flatMap((step) => step.claims))].flatMap((claim, i) => {
        const one = model.claims[claim];
        const source = model.sources[one.source];
        return [i ? h("br") : "", bdi(`${one.characters.length ? `“${one.characters.join(" … ")}” ` : ""}`), source.url ? page.link(source.url, source.title || source.id) : bdi(source.title || source.id), source.published ? ` ${source.published}` : ""];
      }),
    ]);
    chart.table($("table-body"), { name: "jjj-timeline", caption: t("table_caption", { n: number(rows.length) }), columns: ["kinds", "c_name", "c_where", "states", "c_when", "chain", "c_sources"].map((key) => t(key)), rows });
  });

  // --- choosing, moving, zooming ------------------------------------------------------------------------------------------------
  let waiting = false;
  /** Redraw once before the next picture, however many wheels and drags asked for it. */
  function soon() { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; update(); }); } }
  function update() {
    draw();
    drawLegend();
    $("shown").textContent = shownWords();
    drawUndated();
    if (state.item === null) drawPanel();
    drawTable();
    writeState();
  }
  function choose(id, { look = false } = {}) {
    state.item = id;
    const item = items.get(id);
    if (item && look) bring(item);
    draw();
    writeState();
    drawPanel();
    $("panel").scrollTop = 0;
    if (item) picture.querySelector(`[data-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    announce(item ? t("selected", { name: say(item.words), state: t(STATES[item.state]), when: item.steps.map((step) => page.period(step.period)).filter(Boolean).join(", ") || t("undated_word") }) : t("cleared"));
  }
  /** The window moved so that an item is in it, and no filter hides it. */
  function bring(item) {
    const days = dated(item).flatMap((step) => [step.a, step.b]).filter((day) => day !== null);
    if (!days.length || dated(item).some(inWindow)) return;
    const span = state.b - state.a;
    state.a = days[0] - span / 2;
    state.b = state.a + span;
  }
  function view(a, b) {
    const span = Math.min(Math.max(b - a, 45), whole[1] - whole[0] + 800);
    const middle = Math.min(Math.max((a + b) / 2, whole[0]), whole[1]);
    [state.a, state.b] = [Math.round(middle - span / 2), Math.round(middle + span / 2)];
    soon();
  }
  const zoom = (factor, at = 0.5) => { const [span, pin] = [state.b - state.a, state.a + (state.b - state.a) * at]; view(pin - (span / factor) * at, pin + (span / factor) * (1 - at)); };
  const pan = (part) => { const by = (state.b - state.a) * part; view(state.a + by, state.b + by); };
  const fit = () => { [state.a, state.b] = opening; update(); };
  const showAll = () => { [state.a, state.b] = whole; update(); };
  picture.addEventListener("click", (event) => {
    if (event.target.closest("[data-more]")) { state.roomy = true; update(); return; }
    const found = event.target.closest("[data-id]");
    if (found) choose(found.dataset.id);
    else if (state.item !== null && !dragged) choose(null);
  });
  picture.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.25 : 0.8, event.offsetX / Math.max(1, picture.clientWidth));
  }, { passive: false });
  let grip = null;
  let dragged = false;
  picture.addEventListener("pointerdown", (event) => { grip = { x: event.clientX, a: state.a, b: state.b }; dragged = false; });
  addEventListener("pointermove", (event) => {
    if (!grip || Math.abs(event.clientX - grip.x) < 4) return;
    dragged = true;
    const by = ((grip.x - event.clientX) / Math.max(1, picture.clientWidth - 28)) * (grip.b - grip.a);
    [state.a, state.b] = [Math.round(grip.a + by), Math.round(grip.b + by)];
    soon();
  });
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { grip = null; });
  $("zoom-in").addEventListener("click", () => zoom(1.5));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.5));
  $("fit").addEventListener("click", fit);
  $("all").addEventListener("click", showAll);
  for (const [id, act] of [["by", (v) => { state.by = v; }], ["chain", (v) => { state.chain = v; }], ["place", (v) => { state.place = v; }],
    ["from", (v) => { state.a = chart.dayOf(Number(v)); if (state.b <= state.a + 30) state.b = chart.dayOf(Number(v) + 1); }],
    ["to", (v) => { state.b = chart.dayOf(Number(v) + 1); if (state.a >= state.b - 30) state.a = chart.dayOf(Number(v)); }]]) {
    $(id).addEventListener("change", () => { act($(id).value); update(); });
  }
  $("roomy").addEventListener("change", () => { state.roomy = $("roomy").checked; update(); });
  $("search").addEventListener("input", () => { state.text = $("search").value; soon(); });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select, textarea")) return;
    event.preventDefault();
    $("search").focus();
  });
  chart.steer(picture, {
    points: () => points, chosen: () => state.item, choose, enter: () => $("panel").focus(),
    keys: { "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: fit, ShiftArrowLeft: () => pan(-0.2), ShiftArrowRight: () => pan(0.2) },
  });
  chart.saving($("tools"), "jjj-timeline", () => ({
    picture: svgNow, title: page.title(), notes: [shownWords(), chart.origin()],
    legend: [...Object.keys(KINDS).filter((one) => !state.kinds.has(one)).map((one) => [t(KINDS[one].words), sign(KINDS[one].shape, 6, { fill: strong(KINDS[one].colour) })]),
      ...Object.keys(STATES).filter((one) => model.items.some((item) => item.state === one)).map((one) => [t(STATES[one]), svg("g", {}, ...bar(-10, 0, 20, 10, { state: one }, chart.palette().ink))])],
  }));

  page.onChange((what) => {
    if (what === "address") readState();
    update();
    drawPanel();
    chart.footer();
  });
  readState();
  update();
  drawPanel();
  chart.footer();
  const chosen = points.find((point) => point.id === state.item);
  if (chosen) picture.scrollTop = Math.max(0, chosen.y - picture.clientHeight / 3);
  let lastWidth = picture.clientWidth;
  new ResizeObserver(() => { if (picture.clientWidth !== lastWidth) { lastWidth = picture.clientWidth; soon(); } }).observe(picture);
  picture.dataset.ready = "yes";
})();
