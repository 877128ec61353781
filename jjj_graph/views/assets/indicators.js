// Indicators: every source's number as an interval at its period. Which is the default, what contradicts what and why
// are the graph's and the audit's; here it is only drawn.
"use strict";
(() => {
  const { model, t, say, number, h, bdi, svg, announce, remember } = page;
  const { $, label, sign, strong, mix, quantity, interval, textWidth } = chart;
  const picture = $("picture");
  const SHAPES = chart.lookup({ level: ["circle", "shape_level"], goal: ["diamond", "shape_goal"], denied: ["cross", "shape_denied"], growth: ["slope", "shape_growth"] });
  const SPANS = chart.lookup({ year: "span_year", part: "span_part", day: "span_day", years: "span_years", open: "span_open", none: "span_none" });
  const GRADES = chart.lookup({ official: "#0072b2", press: "#c77d00", repost: "#00855f", mirror: "#a3447f", "": "#6b7480" });
  const ALARM = "#d1350f";
  const STATUSES = chart.lookup({ target: "st_target", planned: "st_planned", forecast: "st_forecast", announced: "st_announced", signed: "st_signed", approved: "st_approved" });
  const records = new Map(model.audit.conflicts.map((record) => [record.id, record]));

  // --- what the reader has chosen, also in the address -----------------------------------------------------------------
  const state = { indicator: null, thing: null, mark: null, conflict: null, shapes: new Set(), spans: new Set(), grades: new Set(), contested: false, zero: false };
  const indicator = () => model.indicators.find((one) => one.id === state.indicator) ?? null;
  const thing = () => indicator()?.things.find((one) => one.id === state.thing) ?? null;
  const marksOf = (one) => (one ? [...one.panels.flatMap((panel) => panel.marks), ...one.apart] : []);
  function readState() {
    const list = (key, among) => new Set((page.address(key) ?? "").split(",").map((one) => (one === "none" && key === "grades" ? "" : one)).filter((one) => Object.hasOwn(among, one) && (page.address(key) ?? "") !== ""));
    // a link to a contradiction alone opens where it stands
    const told = (one) => marksOf(one).some((mark) => mark.conflicts.includes(page.address("c")));
    const home = page.address("i") || !records.has(page.address("c")) ? null : model.indicators.find((one) => one.things.some(told));
    const found = home ?? model.indicators.find((one) => one.id === page.address("i")) ?? model.indicators[0] ?? null;
    const of = home?.things.find(told) ?? found?.things.find((one) => one.id === page.address("of")) ?? found?.things[0] ?? null;
    const mark = marksOf(of).find((one) => model.claims[one.claim].id === page.address("claim"));
    Object.assign(state, { indicator: found?.id ?? null, thing: of?.id ?? null, mark: mark?.claim ?? null, conflict: records.has(page.address("c")) ? page.address("c") : null,
      shapes: list("hide", SHAPES), spans: list("spans", SPANS), grades: list("grades", GRADES), contested: page.address("only") === "contested", zero: page.address("zero") === "yes" });
  }
  function writeState() {
    remember({ i: state.indicator === model.indicators[0]?.id ? null : state.indicator, of: state.thing === indicator()?.things[0]?.id ? null : state.thing, claim: state.mark === null ? null : model.claims[state.mark].id,
      c: state.conflict, hide: [...state.shapes].join(","), spans: [...state.spans].join(","), grades: [...state.grades].map((one) => one || "none").join(","), only: state.contested ? "contested" : null, zero: state.zero ? "yes" : null });
  }
  const passes = (mark, but) => (but === "shapes" || !state.shapes.has(mark.shape)) && (but === "spans" || !state.spans.has(mark.span))
    && (but === "grades" || !state.grades.has(mark.grade)) && (!state.contested || mark.conflicts.length > 0);
  const unitOf = (unit) => (Object.hasOwn(model.units, unit) ? model.units[unit] : { zh: unit, en: unit });
  const gradeColour = (grade) => strong(GRADES[grade] ?? GRADES[""]);
  const sourceOf = (claim) => model.sources[model.claims[claim].source];

  // --- the picture -----------------------------------------------------------------------------------------------------
  let points = [];
  let told = { shown: 0, hidden: 0 };
  let svgNow = null;
  const HIGH = { level: 380, growth: 290, difference: 210, total: 240 };
  const OTHER_UNIT = 230;

  function draw() {
    const one = thing();
    const wide = Math.max(340, picture.clientWidth || 900);
    const colours = chart.palette();
    points = [];
    told = { shown: 0, hidden: 0 };
    const made = svg("svg", { width: wide, height: 10, "font-family": chart.FONT, "aria-hidden": "true" });
    let y = 8;
    for (const panel of one?.panels ?? []) {
      const marks = panel.marks.filter((mark) => passes(mark));
      told.hidden += panel.marks.length - marks.length;
      const slopes = panel.slopes.filter((slope) => passes(slope));
      if (!marks.length) continue;
      told.shown += marks.length;
      y = drawPanel(made, panel, marks, slopes, y, wide, colours) + 18;
    }
    if (!told.shown) { made.append(label(t("nothing"), wide / 2, 80, { "text-anchor": "middle", fill: colours.soft })); y = 160; }
    made.setAttribute("height", y);
    made.setAttribute("viewBox", `0 0 ${wide} ${y}`);
    picture.replaceChildren(made);
    svgNow = made;
    points.sort((a, b) => a.x - b.x || a.y - b.y);
    picture.dataset.marks = String(told.shown);
  }

  const ends = (mark) => [mark.low, mark.high, mark.value].filter((end) => end !== null);
  function drawPanel(made, panel, marks, slopes, top, wide, colours) {
    const full = panel.kind === "level" && panel !== thing().panels[0] ? OTHER_UNIT : HIGH[panel.kind];
    const high = chart.phone() ? full * 0.85 : full;
    const titles = { level: t("panel_level", { unit: unitWords(panel.unit) }), growth: t("panel_growth"), difference: t("panel_difference", { unit: unitWords(panel.unit) }), total: t("panel_total", { unit: unitWords(panel.unit) }) };
    const title = chart.wrapped(titles[panel.kind], 13.8, wide - 32);
    const [up, down] = [top + 14 + title.length * 16, top + high - 30];
    const left = 16 + (chart.phone() ? 52 : 74);
    const right = wide - (chart.phone() ? 18 : 30);
    const days = marks.flatMap((mark) => (panel.kind === "total" ? [mark.a ?? mark.x, mark.b ?? mark.x] : [mark.x, panel.kind === "level" ? null : mark.baseX])).concat(slopes.flatMap((slope) => [slope.x0, slope.x1])).filter((day) => day !== null);
    const [first, last] = [Math.min(...days), Math.max(...days)];
    const margin = Math.max(150, (last - first) * 0.05);
    const x = (day) => left + ((day - first + margin) / (last - first + 2 * margin)) * (right - left);
    const scale = valueScale(panel, marks, slopes, up, down);
    made.append(...title.map((line, i) => label(line, 16, top + 16 + i * 16, { "font-size": 13, "font-weight": 650, fill: colours.ink })));
    for (const value of scale.marks) {
      made.append(svg("line", { x1: left, x2: right, y1: scale.y(value), y2: scale.y(value), stroke: colours.line, "stroke-width": value === scale.base ? 1.8 : 1 }),
        label(panel.kind === "growth" ? quantity(value, "times") : panel.unit === "percent" ? quantity(value, "percent") : chart.amount(value), left - 8, scale.y(value) + 4, { "text-anchor": "end", fill: colours.soft, "font-size": 11.5 }));
    }
    for (const [day, words] of chart.timeTicks(first - margin, last + margin, (right - left) / 62)) {
      // the figure of a year stands in its middle, and so does the name of the year
      const at = /^\d{4}$/.test(words) ? x(day + 182) : x(day);
      if (at > right + 4) continue;
      made.append(svg("line", { x1: x(day), x2: x(day), y1: down, y2: down + 5, stroke: colours.edge }), label(words, at, down + 18, { "text-anchor": "middle", fill: colours.soft, "font-size": 11.5 }));
    }
    made.append(svg("line", { x1: left, x2: right, y1: down, y2: down, stroke: colours.edge }));
    if (panel.kind === "level") for (const slope of slopes) drawSlope(made, slope, x, scale, colours);
    if (panel.kind === "level") drawSeries(made, marks, x, scale, colours);
    if (panel.kind === "level" || panel.kind === "total") drawLevels(made, panel, marks, x, scale, colours, [left, right]);
    else drawChanges(made, panel, marks, x, scale, colours, right);
    return top + high;
  }
  const unitWords = (unit) => chart.unitName(unit, unitOf(unit));
  function valueScale(panel, marks, slopes, up, down) {
    const all = [...marks.flatMap(ends), ...slopes.flatMap((slope) => [slope.low, slope.high, ...slope.from].filter((end) => end !== null))];
    const base = panel.kind === "growth" ? 1 : panel.kind === "difference" ? 0 : null;
    if (base !== null) all.push(base);
    let [low, high] = [Math.min(...all), Math.max(...all)];
    if (base === null && (state.zero || (low >= 0 && low < high * 0.45))) low = Math.min(0, low);
    const gap = high - low || Math.abs(high) * 0.1 || 1;
    [low, high] = [low === 0 ? 0 : low - gap * 0.1, high + gap * 0.13];
    return { low, high, base: base ?? (low === 0 ? 0 : null), marks: chart.ticks(low, high, (down - up) / 48), y: (value) => down - ((value - low) / (high - low)) * (down - up), up, down };
  }
  /** Marks of one time side by side, closer the more there are, so that they stay in their year. */
  function spread(marks, x) {
    const groups = [];
    for (const mark of [...marks].sort((a, b) => a.x - b.x)) {
      const at = x(mark.x);
      const group = groups.at(-1);
      if (group && at - group.at < 5) group.members.push(mark); else groups.push({ at, members: [mark] });
    }
    const room = Math.max(14, (x(365) - x(0)) * 0.72);
    const made = new Map();
    for (const { at, members } of groups) {
      members.sort((a, b) => (a.value ?? a.low ?? a.high) - (b.value ?? b.low ?? b.high) || a.claim - b.claim);
      const step = Math.min(12, room / Math.max(1, members.length - 1));
      members.forEach((mark, i) => made.set(mark, at + (i - (members.length - 1) / 2) * step));
    }
    return made;
  }
  const middle = (mark) => mark.value ?? (mark.low !== null && mark.high !== null ? (mark.low + mark.high) / 2 : mark.low ?? mark.high);
  /** The default values of whole years of one scope, joined: the series to use. */
  function drawSeries(made, marks, x, scale, colours) {
    const series = marks.filter((mark) => mark.default && mark.span === "year" && mark.shape === "level" && !mark.scope).sort((a, b) => a.x - b.x);
    const byYear = [...new Map(series.map((mark) => [mark.x, mark])).values()];
    if (byYear.length > 1) made.append(svg("polyline", { points: byYear.map((mark) => `${x(mark.x)},${scale.y(middle(mark))}`).join(" "), fill: "none", stroke: colours.ink, "stroke-width": 1.4, "stroke-opacity": 0.45 }));
  }
  function drawLevels(made, panel, marks, x, scale, colours, [left, right]) {
    const at = spread(marks, x);
    const labels = [];
    const spots = marks.map((mark) => [at.get(mark), scale.y(middle(mark))]);
    const taken = marks.map((mark) => [at.get(mark) - 7, scale.y(middle(mark)) - (mark.high === null ? 27 : mark.conflicts.length ? 22 : 7), at.get(mark) + 7, scale.y(middle(mark)) + (mark.low === null ? 27 : 7)]);
    for (const mark of [...marks].sort((a, b) => a.default - b.default)) {
      const [px, value] = [Math.min(right, Math.max(left, at.get(mark))), middle(mark)];
      const colour = gradeColour(mark.grade);
      const py = scale.y(value);
      const group = svg("g", { "data-id": mark.claim });
      const title = svg("title", {});
      title.textContent = chart.upright(`${say(model.claims[mark.claim].number ?? {})} (${page.period(mark.period)}): ${sourceOf(mark.claim).title}`);
      group.append(title, svg("rect", { x: px - 5, y: py - 12, width: 10, height: 24, fill: colours.card, "fill-opacity": 0 }));
      if ((mark.span === "part" || mark.span === "years") && mark.a !== null && mark.b !== null) group.append(svg("line", { x1: Math.max(left, x(mark.a)), x2: Math.min(right, x(mark.b)), y1: py, y2: py, stroke: colour, "stroke-width": 1.2, "stroke-opacity": 0.55 }));
      drawInterval(group, mark, px, scale, colour, mark.shape === "goal");
      drawMark(group, mark, px, py, colour, colours);
      made.append(group);
      points.push({ id: mark.claim, x: px, y: py });
      if (mark.default && mark.shape === "level") labels.push([mark, px, py]);
    }
    for (const [mark, px, py] of labels.sort((a, b) => (a[0].span === "part") - (b[0].span === "part"))) {
      const words = `${chart.amount(middle(mark), 4)}${mark.span === "part" ? ` ${partOfYear(mark.period)}` : ""}`;
      const width = textWidth(words, 11.5, 600);
      for (const dy of [-14, 22, -27, 34]) {
        const lift = dy < 0 && mark.conflicts.length ? -13 : 0;
        const lx = Math.min(right - width / 2, Math.max(left + width / 2, px));
        const box = [lx - width / 2 - 1, py + dy + lift - 11, lx + width / 2 + 1, py + dy + lift + 2];
        if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) || box[1] < scale.up - 16) continue;
        // what stands nearer to another number would be read as that one's
        const away = ([ox, oy]) => Math.hypot(ox - lx, oy - (py + dy + lift - 4));
        if (spots.some((other) => away(other) < away([px, py]) - 1)) continue;
        taken.push(box);
        made.append(label(words, lx, py + dy + lift, { "text-anchor": "middle", "font-size": 11.5, "font-weight": 600, fill: colours.ink, stroke: colours.card, "stroke-width": 3, "paint-order": "stroke" }));
        break;
      }
    }
  }
  /** Which part of its year a period is: H1 or 上半年, Q3, months 1–9; as it is where it is no such part. */
  function partOfYear(period) {
    const [, half, first, last] = /^\d{4}-(?:([HQ][1-4])|(\d\d)(?:\/\d{4}-(\d\d))?)$/.exec(period) ?? [];
    if (half) return t(`part_${half[0]}`, { n: half[1], zh: (half[0] === "H" ? "上下" : "一二三四")[half[1] - 1] });
    return first ? t(last ? "part_months" : "part_month", { a: Number(first), b: Number(last) }) : period;
  }
  /** From low to high; an open side is an arrow. */
  function drawInterval(group, mark, px, scale, colour, dashed) {
    const [low, high] = [mark.low === null ? null : scale.y(mark.low), mark.high === null ? null : scale.y(mark.high)];
    const dash = dashed ? { "stroke-dasharray": "3 2" } : {};
    if (low !== null && high !== null) {
      if (low - high > 3) group.append(svg("path", { d: `M${px},${low}V${high}M${px - 4},${low}h8M${px - 4},${high}h8`, stroke: colour, "stroke-width": 1.8, fill: "none", ...dash }));
    } else if (low !== null) group.append(svg("path", { d: `M${px - 4},${low}h8M${px},${low}V${low - 26}m-4,5l4,-5l4,5`, stroke: colour, "stroke-width": 1.8, fill: "none", ...dash }));
    else if (high !== null) group.append(svg("path", { d: `M${px - 4},${high}h8M${px},${high}V${high + 26}m-4,-5l4,5l4,-5`, stroke: colour, "stroke-width": 1.8, fill: "none", ...dash }));
  }
  function drawMark(group, mark, px, py, colour, colours) {
    const chosen = mark.claim === state.mark;
    const lit = state.conflict && mark.conflicts.includes(state.conflict);
    if (chosen || lit) group.append(svg("circle", { cx: px, cy: py, r: 12, fill: colours.mark, stroke: chosen ? colours.ink : strong(ALARM), "stroke-width": chosen ? 2.2 : 1.6 }));
    if (mark.default) group.append(svg("circle", { cx: px, cy: py, r: 8, fill: "none", stroke: colours.ink, "stroke-width": 1.6, ...(mark.span === "part" ? { "stroke-dasharray": "3 2.3" } : {}) }));
    const shape = mark.kind === "change" && mark.shape === "growth" ? "circle" : SHAPES[mark.shape][0];
    const hollow = mark.shape === "goal" || mark.shape === "denied";
    const drawn = sign(shape, mark.span === "part" ? 3.6 : 5, { fill: hollow ? colours.card : colour, stroke: hollow ? colour : colours.card, "stroke-width": hollow ? 2 : 0.8 });
    drawn.setAttribute("transform", `translate(${px},${py})`);
    group.append(drawn);
    if (mark.conflicts.length) group.append(alarm(px, py - 15, colours));
  }
  function alarm(px, py, colours) {
    const drawn = svg("g", { transform: `translate(${px},${py})` }, svg("path", { d: "M0,-7L7,5H-7z", fill: strong(ALARM), stroke: colours.card, "stroke-width": 1.2, "stroke-linejoin": "round" }));
    drawn.append(svg("path", { d: "M0,-3.2v4M0,2.4v1.2", stroke: colours.card, "stroke-width": 1.6 }));
    return drawn;
  }
  /** A growth claim among the levels: from the default value at its base to what it then makes of it. */
  function drawSlope(made, slope, x, scale, colours) {
    const colour = gradeColour(slope.grade);
    const [from, to] = slope.back ? [slope.x1, slope.x0] : [slope.x0, slope.x1];
    const clamp = (value) => Math.min(scale.down, Math.max(scale.up, scale.y(value)));
    const far = [slope.low ?? slope.high, slope.high ?? slope.low].map(clamp);
    const near = slope.from.map((value) => clamp(value));
    const lit = slope.claim === state.mark || (state.conflict && slope.conflicts.includes(state.conflict));
    const group = svg("g", { "data-id": slope.claim });
    group.append(svg("polygon", { points: `${x(from)},${near[0]} ${x(to)},${far[0]} ${x(to)},${far[1]} ${x(from)},${near[1]}`, fill: colour, "fill-opacity": lit ? 0.4 : 0.13 }),
      svg("line", { x1: x(from), y1: (near[0] + near[1]) / 2, x2: x(to), y2: (far[0] + far[1]) / 2, stroke: colour, "stroke-width": lit ? 2.4 : 1.3, "stroke-dasharray": slope.shape === "goal" ? "2 3" : "6 3", "stroke-opacity": lit ? 1 : 0.8 }),
      svg("path", { d: `M${x(to)},${far[0]}V${far[1]}M${x(to) - 3},${far[0]}h6M${x(to) - 3},${far[1]}h6`, stroke: colour, "stroke-width": 1.5, fill: "none" }));
    const title = svg("title", {});
    title.textContent = chart.upright(`${say(model.claims[slope.claim].number ?? {})} (${page.period(model.claims[slope.claim].period)}): ${sourceOf(slope.claim).title}`);
    group.append(title);
    made.append(group);
  }
  /** Growth as factors, or differences: every claim starts from its base on one line. */
  function drawChanges(made, panel, marks, x, scale, colours, right) {
    const at = spread(marks, x);
    const base = panel.kind === "growth" ? 1 : 0;
    const labels = [];
    const inside = (value) => Math.min(scale.down, Math.max(scale.up, scale.y(value)));
    // no words on a mark or on the end of an interval, whose bar would be read as a minus before them
    const taken = marks.flatMap((mark) => [middle(mark), mark.low, mark.high].filter((value) => value !== null).map((value) => [at.get(mark) - 9, inside(value) - 6, at.get(mark) + 9, inside(value) + 6]));
    for (const mark of marks) {
      const colour = gradeColour(mark.grade);
      const [px, py] = [at.get(mark), scale.y(middle(mark))];
      const group = svg("g", { "data-id": mark.claim });
      const lit = mark.claim === state.mark || (state.conflict && mark.conflicts.includes(state.conflict));
      const clamp = (value) => Math.min(scale.down, Math.max(scale.up, scale.y(value)));
      const [low, high] = [clamp(mark.low ?? mark.high), clamp(mark.high ?? mark.low)];
      const title = svg("title", {});
      title.textContent = chart.upright(`${say(model.claims[mark.claim].number ?? {})} (${mark.base} – ${page.period(mark.period)}): ${sourceOf(mark.claim).title}`);
      group.append(title, svg("polygon", { points: `${x(mark.baseX)},${scale.y(base)} ${px},${low} ${px},${high}`, fill: colour, "fill-opacity": lit ? 0.4 : 0.12 }),
        svg("line", { x1: x(mark.baseX), y1: scale.y(base), x2: px, y2: py, stroke: colour, "stroke-width": lit ? 2.4 : 1.3, ...(mark.shape === "goal" ? { "stroke-dasharray": "2 3" } : {}) }));
      drawInterval(group, mark, px, scale, colour, mark.shape === "goal");
      drawMark(group, mark, px, py, colour, colours);
      made.append(group);
      points.push({ id: mark.claim, x: px, y: py });
      labels.push([mark, px, py]);
    }
    const said = new Set();
    for (const [mark, px, py] of labels.sort((a, b) => b[0].conflicts.length - a[0].conflicts.length || a[2] - b[2])) {
      const words = chart.upright(say(model.claims[mark.claim].number ?? {}));
      const width = textWidth(words, 11);
      const key = `${words}${Math.round(px / 40)}`;
      const free = (box) => !taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
      const sides = [[px + 11, "start", [px + 11, py - 7, px + 11 + width, py + 7]], [px - 11, "end", [px - 11 - width, py - 7, px - 11, py + 7]]];
      const place = sides.find(([, , box]) => box[2] < right + 20 && box[0] > 0 && free(box));
      if (said.has(key) || !place) continue;
      said.add(key);
      taken.push(place[2]);
      made.append(label(words, place[0], py + 4, { "text-anchor": place[1], "font-size": 11, fill: colours.ink, stroke: colours.card, "stroke-width": 3, "paint-order": "stroke" }));
    }
  }

  // --- details ----------------------------------------------------------------------------------------------------------------
  const markOf = (claim) => marksOf(thing()).find((mark) => mark.claim === claim);
  const slopeOf = (claim) => thing()?.panels.flatMap((panel) => panel.slopes).find((slope) => slope.claim === claim);
  const goConflict = (id) => h("button", { type: "button", class: "go", "data-conflict-go": id, click: () => { chooseConflict(id); $("panel").focus({ preventScroll: true }); } }, bdi(conflict.about(records.get(id), model.audit.names)));
  const firstReason = (record) => record.explanations.find((one) => one.consistent);
  const conflictLine = (id) => {
    const record = records.get(id);
    const reason = firstReason(record);
    return h("li", {}, goConflict(id), h("br"), h("small", {}, record.claims.slice(0, 3).map((claim) => conflict.printedOf(claim)).join(" ↔ "), record.claims.length > 3 ? " …" : "", reason ? ` · ${conflict.rule(reason.rule)}` : ""));
  };
  /** The smallest contradictions; the rest folded away. */
  const conflictList = (ids) => [h("ul", { class: "plain" }, ids.slice(0, 6).map(conflictLine)), ids.length > 6 ? h("details", { class: "fold" }, h("summary", {}, t("more_conflicts", { n: number(ids.length - 6) })), h("ul", { class: "plain" }, ids.slice(6).map(conflictLine))) : ""];
  const close = () => h("button", { type: "button", click: () => { choose(null); picture.focus(); } }, t("close"));
  function drawDetails() {
    const panel = $("panel");
    const record = records.get(state.conflict);
    panel.classList.toggle("chosen", Boolean(record) || state.mark !== null);
    if (record) {
      const wide = Math.max(250, panel.clientWidth - 34);
      panel.replaceChildren(h("div", { class: "panel-head" }, h("p", { class: "other-name" }, t("contradiction")), close()),
        conflict.view(record, { names: model.audit.names, shelf: model.audit.shelf, wide, more: [h("p", { class: "other-name" }, t("see_audit"), " ", h("code", {}, `jjj audit --explain ${record.id}`))] }));
      return;
    }
    if (state.mark !== null) {
      const mark = markOf(state.mark);
      const slope = slopeOf(state.mark);
      const more = [h("p", { class: "plain-words" }, t(mark.kind === "change" && mark.measure !== "difference" && mark.unit !== "times" ? "interval_factor" : "interval_is", { i: markInterval(mark) }), mark.default ? h("span", { class: "tag" }, t("default")) : null,
        STATUSES[mark.status] ? h("span", { class: "tag" }, t(STATUSES[mark.status])) : null)];
      if (mark.scope) more.push(h("p", { class: "plain-words" }, bdi(say(mark.scope))));
      if (slope) more.push(h("p", { class: "plain-words" }, t(slope.back ? "slope_back" : "slope_forth", { from: say(model.claims[slope.anchor].number ?? {}), i: interval(slope.low, slope.high, thing().panels[0].unit, unitOf(thing().panels[0].unit)) })));
      panel.replaceChildren(h("div", { class: "panel-head" }, h("h2", {}, bdi(say(model.claims[mark.claim].number ?? {}))), close()),
        h("p", { class: "other-name" }, [say(indicator().words), say(thing().words), mark.base ? t("from_base", { a: mark.base, b: page.period(mark.period) || t("no_period") }) : page.period(mark.period) || t("no_period")].join(" · ")),
        chart.card(mark.claim, model, more),
        mark.conflicts.length ? h("h3", {}, t("in_conflicts", { n: number(mark.conflicts.length) })) : "",
        ...conflictList(mark.conflicts.filter((id) => records.has(id))));
      return;
    }
    const one = thing();
    if (!one) { panel.replaceChildren(h("p", {}, t("nothing"))); return; }
    const ids = [...new Set(marksOf(one).flatMap((mark) => mark.conflicts))].filter((id) => records.has(id)).sort((a, b) => records.get(a).claims.length - records.get(b).claims.length || (a < b ? -1 : 1));
    panel.replaceChildren(h("h2", {}, bdi(say(one.words))), h("p", { class: "other-name" }, t("summary", { n: number(one.n), s: number(one.witnesses), c: number(ids.length) })), h("p", { class: "other-name" }, t("hint")),
      ids.length ? h("h3", {}, t("contradictions", { n: number(ids.length) })) : "", ...conflictList(ids),
      one.apart.length ? h("h3", {}, t("apart", { n: number(one.apart.length) })) : "", h("ul", { class: "plain" }, one.apart.map((mark) => h("li", {}, h("button", { type: "button", class: "go", click: () => { choose(mark.claim); $("panel").focus({ preventScroll: true }); } }, bdi(say(model.claims[mark.claim].number ?? {}))), " ",
        h("small", {}, [mark.base ? t("from_base", { a: mark.base, b: page.period(mark.period) || t("no_period") }) : page.period(mark.period) || t("no_period"), sourceOf(mark.claim).title].join(" · "))))));
  }
  /** The interval as it is drawn: growth as factors. */
  function markInterval(mark) {
    const factor = mark.kind === "change" && mark.measure !== "difference" && thing().panels.some((panel) => panel.kind === "growth" && panel.marks.includes(mark));
    return factor ? interval(mark.low, mark.high, "times", null) : interval(mark.low, mark.high, mark.unit, unitOf(mark.unit));
  }

  // --- legend, heading, notes, table -----------------------------------------------------------------------------------------------
  function shapeMark(one) {
    const { ink, card } = chart.palette();
    const hollow = one === "goal" || one === "denied";
    return chart.small(sign(SHAPES[one][0], 5.5, { fill: one === "growth" ? "none" : hollow ? card : ink, stroke: ink, "stroke-width": 2 }));
  }
  const gradeMark = (grade) => chart.small(svg("circle", { r: 6, fill: gradeColour(grade) }));
  function drawLegend() {
    chart.options($("indicator"), model.indicators.map((one) => [one.id, say(one.words)]), state.indicator);
    chart.options($("thing"), (indicator()?.things ?? []).map((one) => [one.id, `${say(one.words)} (${number(one.witnesses)}${one.conflicts ? ` ⚠${number(one.conflicts)}` : ""})`]), state.thing);
    const marks = marksOf(thing());
    const count = (but, key) => { const sums = new Map(); for (const mark of marks) if (passes(mark, but)) sums.set(key(mark), (sums.get(key(mark)) ?? 0) + 1); return sums; };
    const entries = (among, but, key, words, mark) => { const sums = count(but, key); const used = new Set(marks.map(key)); return Object.keys(among).filter((one) => used.has(one)).map((one) => [one, words(one), sums.get(one) ?? 0, mark?.(one) ?? null]); };
    chart.boxes("shapes", "shapes", state.shapes, entries(SHAPES, "shapes", (mark) => mark.shape, (one) => t(SHAPES[one][1]), shapeMark), update);
    chart.boxes("spans", "spans", state.spans, entries(SPANS, "spans", (mark) => mark.span, (one) => t(SPANS[one])), update);
    chart.boxes("grades", "grades", state.grades, entries(GRADES, "grades", (mark) => mark.grade, chart.grade, gradeMark), update);
    $("contested").checked = state.contested;
    $("zero").checked = state.zero;
    $("signs").replaceChildren(...signs().map(([words, mark]) => h("li", { class: "row" }, chart.small(mark), h("span", {}, words))));
  }
  const signs = () => {
    const colours = chart.palette();
    return [[t("sign_interval"), svg("path", { d: "M0,-8V8M-4,-8h8M-4,8h8", stroke: colours.ink, "stroke-width": 1.8, fill: "none" })], [t("sign_open"), svg("path", { d: "M-4,8h8M0,8V-8m-4,5l4,-5l4,5", stroke: colours.ink, "stroke-width": 1.8, fill: "none" })],
      [t("sign_default"), svg("g", {}, svg("circle", { r: 8, fill: "none", stroke: colours.ink, "stroke-width": 1.6 }), svg("circle", { r: 4.5, fill: colours.ink }))], [t("sign_part"), svg("g", {}, svg("circle", { r: 8, fill: "none", stroke: colours.ink, "stroke-width": 1.6, "stroke-dasharray": "3 2.3" }), svg("circle", { r: 3.4, fill: colours.ink }))], [t("sign_conflict"), alarm(0, 1, colours)]];
  };
  function drawHeading() {
    const one = thing();
    $("heading").replaceChildren(bdi(one ? `${say(indicator().words)} · ${say(one.words)}` : t("nothing")), one ? h("small", {}, t("summary", { n: number(one.n), s: number(one.witnesses), c: number(one.conflicts) })) : "");
  }
  const shownWords = () => t("shown", { n: number(told.shown), hidden: number(told.hidden), apart: number(thing()?.apart.length ?? 0) });
  const drawTable = chart.twin($("table"), () => {
    const rows = marksOf(thing()).filter((mark) => passes(mark)).map((mark) => {
      const claim = model.claims[mark.claim];
      const source = sourceOf(mark.claim);
      return [page.period(mark.period) || t("no_period"), mark.base, say(claim.number ?? {}), markInterval(mark), t(SHAPES[mark.shape][1]), mark.scope ? say(mark.scope) : "", mark.default ? t("yes") : "",
        mark.conflicts.flatMap((id) => [h("button", { type: "button", class: "go", click: () => { chooseConflict(id); $("panel").focus(); } }, id), " "]), claim.characters.join(" … "),
        [source.url ? page.link(source.url, source.title || source.id) : bdi(source.title || source.id), ` ${[source.publisher, source.published].filter(Boolean).join(" ")}`], chart.grade(source.grade)];
    });
    chart.table($("table-body"), { name: `jjj-${state.indicator}-${state.thing}`.replace(/[^\w-]+/g, "_"), caption: t("table_caption", { what: $("heading").firstChild.textContent, n: number(rows.length) }),
      columns: ["c_period", "c_base", "c_number", "c_interval", "shapes", "c_scope", "default", "c_conflicts", "c_characters", "c_source", "grades"].map((key) => t(key)), rows });
  });

  // --- choosing -------------------------------------------------------------------------------------------------------------------
  function update() {
    draw();
    drawLegend();
    drawHeading();
    $("shown").textContent = shownWords();
    drawDetails();
    drawTable();
    writeState();
  }
  function choose(claim) {
    Object.assign(state, { mark: claim, conflict: null });
    draw();
    drawDetails();
    writeState();
    $("panel").scrollTop = 0;
    const mark = claim === null ? null : markOf(claim);
    if (mark) picture.querySelector(`[data-id="${claim}"]`)?.scrollIntoView({ block: "nearest" });
    announce(mark ? t("selected", { n: say(model.claims[claim].number ?? {}), when: page.period(mark.period) || t("no_period"), source: sourceOf(claim).title, c: number(mark.conflicts.length) }) : t("cleared"));
  }
  function chooseConflict(id) {
    Object.assign(state, { conflict: id, mark: null });
    draw();
    drawDetails();
    writeState();
    $("panel").scrollTop = 0;
    announce(conflict.about(records.get(id), model.audit.names));
  }
  picture.addEventListener("click", (event) => {
    const found = event.target.closest("[data-id]");
    if (found) choose(Number(found.dataset.id)); else if (state.mark !== null || state.conflict !== null) choose(null);
  });
  $("indicator").addEventListener("change", () => { Object.assign(state, { indicator: $("indicator").value, mark: null, conflict: null }); state.thing = indicator().things[0]?.id ?? null; update(); });
  $("thing").addEventListener("change", () => { Object.assign(state, { thing: $("thing").value, mark: null, conflict: null }); update(); });
  $("contested").addEventListener("change", () => { state.contested = $("contested").checked; update(); });
  $("zero").addEventListener("change", () => { state.zero = $("zero").checked; update(); });
  chart.steer(picture, { points: () => points, chosen: () => state.mark, choose, enter: () => $("panel").focus() });
  chart.saving($("tools"), "jjj-indicator", () => ({
    picture: svgNow, title: $("heading").firstChild?.textContent ?? page.title(), notes: [shownWords(), chart.origin()],
    legend: [...Object.keys(SHAPES).filter((one) => marksOf(thing()).some((mark) => mark.shape === one)).map((one) => [t(SHAPES[one][1]), shapeMark(one).firstChild]), ...signs(),
      ...Object.keys(GRADES).filter((one) => marksOf(thing()).some((mark) => mark.grade === one)).map((one) => [chart.grade(one), gradeMark(one).firstChild])],
  }));
  page.onChange((what) => {
    if (what === "address") readState();
    update();
    chart.footer();
  });
  readState();
  update();
  chart.footer();
  let lastWidth = picture.clientWidth;
  new ResizeObserver(() => { if (picture.clientWidth !== lastWidth) { lastWidth = picture.clientWidth; requestAnimationFrame(update); } }).observe(picture);
  picture.dataset.ready = "yes";
})();
