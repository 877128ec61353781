// The chain map. The drawing comes ready; here it is filtered, chosen from, told about, and put into tables.
"use strict";
(() => {
  const { model, t, say, number, h, bdi, svg, link, announce, remember } = page;
  const { evidence, sources, when, list } = desk;
  const $ = (id) => document.getElementById(id);
  const segments = new Map(model.segments.map((one) => [one.id, one]));
  const words = (named) => new Map(named.map((one) => [one.id, one.words]));
  const [places, activities, names] = [words(model.places), words(model.activities), words(model.names)];
  const inputsOf = (id) => model.inputs.filter((one) => one.to === id && segments.has(one.from));
  const outputsOf = (id) => model.inputs.filter((one) => one.from === id && segments.has(one.to));
  const nameOf = (id) => say(segments.get(id)?.words) || id;
  const STATES = { present: "state_present", "stated missing": "state_missing", "not known": "state_unknown" };
  const KINDS = { "choke-point": "kind_choke", blockage: "kind_blockage", unspecified: "kind_unspecified" };
  const STATUSES = { open: "status_open", "being-tackled": "status_tackled", resolved: "status_resolved", "": "status_none" };
  const stageName = (stage) => t(`stage_${stage || "none"}`);
  const unresolved = (one) => one.problems.some((problem) => problem.status !== "resolved");

  // --- what is chosen: all of it can stand in the address
  const state = { id: null };
  function readState() {
    const id = page.address("s");
    Object.assign(state, {
      id: segments.has(id) ? id : segments.has(`${model.chain.id}/${id}`) ? `${model.chain.id}/${id}` : null,
      places: desk.set(page.address("noplace")), acts: desk.set(page.address("noact")), states: desk.set(page.address("nostate")), held: page.address("held") === "1",
    });
  }
  const writeState = () => remember({ s: state.id?.replace(`${model.chain.id}/`, "") ?? null, noplace: desk.listed(state.places), noact: desk.listed(state.acts), nostate: desk.listed(state.states), held: state.held ? 1 : null });
  const visible = (cover) => !state.places.has(cover.place) && !state.acts.has(cover.activity);
  const isOn = (one) => !state.states.has(one.state) && (!state.held || unresolved(one)) && (one.state !== "present" || one.covers.some(visible));

  // --- the picture
  const box = $("picture");
  const frame = drawing.frame(box, model.drawing);
  function drawPicture() {
    const { width, height, tree } = model.drawing;
    const scroll = [box.scrollLeft, box.scrollTop];
    const whole = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": page.title(), id: "map" }, drawing.build(tree));
    for (const node of whole.querySelectorAll(".d-box")) node.append(svgTitle(nameOf(node.dataset.id)));
    box.replaceChildren(whole);
    frame.apply();
    box.scrollTo(...scroll);
  }
  function svgTitle(text) { const node = svg("title", {}); node.textContent = text; return node; }
  function paint() {
    const near = new Set(state.id ? [...inputsOf(state.id).map((one) => one.from), ...outputsOf(state.id).map((one) => one.to)] : []);
    const map = $("map");
    map.classList.toggle("chosen-any", state.id !== null);
    let on = 0;
    for (const node of map.querySelectorAll(".d-box")) {
      const one = segments.get(node.dataset.id);
      on += isOn(one) ? 1 : 0;
      node.classList.toggle("off", !isOn(one));
      node.classList.toggle("chosen", one.id === state.id);
      node.classList.toggle("near", near.has(one.id));
      for (const part of node.querySelectorAll(".d-part")) {
        const acts = part.dataset.acts.split(" ").filter(Boolean);
        part.classList.toggle("off", state.places.has(part.dataset.place) || (acts.length > 0 && acts.every((act) => state.acts.has(act))));
      }
    }
    for (const node of map.querySelectorAll("[data-to]")) node.classList.toggle("on", state.id !== null && (node.dataset.to === state.id || node.dataset.from.split(" ").includes(state.id)));
    box.dataset.on = on;
    const gap = desk.zh() ? "" : " ";
    $("shown").textContent = [t("shown", { n: number(on), all: number(segments.size), i: number(model.inputs.length) }), t("rank_note"), ...model.notes.map((note) => `${say(note)}${desk.zh() ? "。" : "."}`)].join(gap);
  }

  // --- the legend, which filters
  const sign = (...children) => svg("svg", { viewBox: "0 0 30 20", width: 30, height: 20, "aria-hidden": "true" }, ...children);
  const letter = (text, look) => { const node = svg("text", { x: 15, y: 14, class: look, "text-anchor": "middle" }); node.textContent = text; return node; };
  function stateSign(key) {
    const area = { x: 2, y: 3, width: 26, height: 14, rx: 3 };
    if (key === "present") return sign(svg("rect", { ...area, class: "d-cell" }), letter(desk.zh() ? "制" : "M", "d-what"));
    if (key === "not known") return sign(svg("rect", { ...area, class: "d-dots" }));
    return sign(svg("rect", { ...area, class: "d-lack" }), svg("rect", { ...area, fill: "url(#hatch)" }));
  }
  function markSign(kind, status) {
    const look = `d-mark ${status || "unstated"}`;
    const shape = kind === "choke-point" ? svg("circle", { cx: 15, cy: 10, r: 8.5, class: look }) : kind === "blockage" ? svg("rect", { x: 7, y: 2, width: 16, height: 16, rx: 2, class: look }) : svg("polygon", { points: "15,-0.5 25.5,10 15,20.5 4.5,10", class: look });
    const text = status === "resolved" ? "✓" : { "choke-point": desk.zh() ? "卡" : "C", blockage: desk.zh() ? "堵" : "B" }[kind] ?? (desk.zh() ? "！" : "!");
    return sign(shape, letter(text, `d-mark-word ${status || "unstated"}`));
  }
  function lineSign(look) {
    if (look === "or") return sign(svg("path", { d: "M4 10L15 1L26 10L15 19Z", class: "d-or" }), letter(t("or"), "d-or-word"));
    if (look === "end") return sign(svg("rect", { x: 2, y: 2, width: 26, height: 16, rx: 5, class: "d-end" }), svg("rect", { x: 5, y: 5, width: 20, height: 10, rx: 3, class: "d-frame" }));
    if (look === "rank") return sign(svg("line", { x1: 2, x2: 28, y1: 10, y2: 10, class: "d-track" }), svg("line", { x1: 6, x2: 18, y1: 10, y2: 10, class: "d-spread" }), svg("circle", { cx: 10, cy: 10, r: 4, class: "d-rank" }));
    const [style, head] = { needed: ["", ""], optional: [" optional", ""], editorial: ["", " editorial"] }[look];
    return sign(svg("path", { d: "M1 10H22", class: `d-way${style}` }), svg("polygon", { points: "28,10 20,5.5 20,14.5", class: `d-head${head}` }));
  }
  const LINES = ["needed", "optional", "or", "editorial", "end", "rank"];
  const tally = (items, key) => items.reduce((sums, item) => sums.set(key(item), (sums.get(key(item)) ?? 0) + 1), new Map());
  const kindsOf = () => [...new Set(model.segments.flatMap((one) => one.problems.map((problem) => `${problem.kind}|${problem.status}`)))].sort();
  function drawLegend() {
    const redraw = () => { drawLegend(); update(); };
    const inPlace = (place) => model.segments.filter((one) => one.covers.some((cover) => cover.place === place)).length;
    const field = (id) => desk.clearField(id, id);
    const placed = field("places");
    for (const [id, said] of places) desk.check(placed, state.places, id, say(said), inPlace(id), null, update);
    const acts = field("activities");
    for (const [id, said] of activities) {
      const count = model.segments.filter((one) => one.covers.some((cover) => cover.activity === id)).length;
      desk.check(acts, state.acts, id, say(said), count, sign(svg("rect", { x: 4, y: 2, width: 22, height: 16, rx: 4, class: "d-cell" }), letter(LETTER(id), "d-what")), update);
    }
    desk.quick(acts, state.acts, [...activities.keys()], redraw);
    const states = field("states");
    const counts = tally(model.segments, (one) => one.state);
    for (const key of Object.keys(STATES)) if (counts.has(key)) desk.check(states, state.states, key, t(STATES[key]), counts.get(key), stateSign(key), update);
    const marks = field("marks");
    marks.hidden = kindsOf().length === 0;
    for (const key of kindsOf()) {
      const [kind, status] = key.split("|");
      marks.append(h("div", { class: "row sign" }, markSign(kind, status), h("span", {}, `${t(KINDS[kind] ?? "kind_unspecified")} · ${t(STATUSES[status] ?? "status_none")}`)));
    }
    const held = h("input", { type: "checkbox", id: "held", change: () => { state.held = held.checked; update(); } });
    held.checked = state.held;
    marks.append(h("label", { class: "row" }, held, h("span", {}, t("held"))));
    const lines = field("lines");
    for (const look of LINES) lines.append(h("div", { class: "row" }, lineSign(look), h("span", {}, t(`line_${look}`))));
  }
  const letters = new Map(model.letters.map(({ id, zh, en }) => [id, { zh, en }]));
  const LETTER = (id) => say(letters.get(id));

  // --- the figures above the map
  function drawFigures() {
    const count = (test) => model.segments.filter(test).length;
    const figure = (value, key, more = {}, look = "") => h("li", { class: look }, h("b", {}, number(value)), h("small", {}, t(key, more)));
    const worst = model.segments.filter((one) => one.weight?.criticality > 0).sort((a, b) => a.weight.rank - b.weight.rank || b.weight.score - a.weight.score).slice(0, 5);
    $("figures").replaceChildren(...[
      figure(segments.size, "figure_all", { n: number(count((one) => one.end)) }),
      figure(count((one) => one.state === "present"), "figure_present"),
      figure(count((one) => one.state === "stated missing"), "figure_missing", {}, count((one) => one.state === "stated missing") ? "alert" : ""),
      figure(count((one) => one.state === "not known"), "figure_unknown"),
      figure(count(unresolved), "figure_held", {}, count(unresolved) ? "alert" : ""),
      worst.length ? h("li", { class: "weak" }, h("small", {}, t("figure_weak")), h("ol", {}, worst.map((one) => h("li", {}, go(one.id), h("small", {}, ` ${t("rank_short", one.weight)}`))))) : null,
    ].filter(Boolean));
  }

  // --- details
  const go = (id) => h("button", { type: "button", class: "go", "data-go": id, click: () => select(id, { look: true, focus: true }) }, bdi(nameOf(id)));
  function linkLine(one, other) {
    const tags = [one.essential ? "" : t("tag_optional"), one.group ? t("tag_or", { group: one.group }) : "", one.editorial ? t("tag_editorial") : t("tag_stated")].filter(Boolean);
    return h("li", {}, go(other), " ", tags.map((tag) => h("span", { class: "tag" }, bdi(tag))).flatMap((tag) => [tag, " "]),
      one.reason ? h("div", {}, h("small", {}, bdi(one.reason))) : null, one.source ? h("div", {}, h("small", {}, link(one.url, one.source))) : null);
  }
  function weightLines(weight) {
    const n = segments.size;
    const x = (rank) => 6 + 288 * (rank - 1) / Math.max(1, n - 1);
    const picture = svg("svg", { class: "scale", viewBox: "0 0 300 16", width: 300, height: 16, role: "img", "aria-label": t("rank_of", { ...weight, n }) },
      svg("line", { x1: 6, x2: 294, y1: 8, y2: 8, class: "d-track" }), svg("line", { x1: x(weight.low), x2: x(weight.high), y1: 8, y2: 8, class: "d-spread" }), svg("circle", { cx: x(weight.rank), cy: 8, r: 5, class: `d-rank${weight.criticality > 0 ? "" : " zero"}` }));
    const percent = (value) => `${number(Math.round(value * 1000) / 10)}%`;
    return [
      h("h3", {}, t("weight")), h("p", {}, t("rank_of", { ...weight, n })), picture,
      h("dl", {}, h("dt", {}, t("criticality")), h("dd", {}, percent(weight.criticality)), h("dt", {}, t("in_pairs")), h("dd", {}, percent(weight.in_pairs)), h("dt", {}, t("makers")), h("dd", {}, number(weight.makers))),
      h("p", { class: "soft" }, t("weight_note")),
    ];
  }
  function coverLines(one) {
    if (one.state !== "present") return [h("p", {}, t(one.state === "stated missing" ? "why_missing" : "why_unknown")), one.missing.length ? evidence(one.missing, true) : null];
    return one.covers.map((cover) => [
      h("h4", {}, bdi(say(places.get(cover.place))), " · ", bdi(say(activities.get(cover.activity))), cover.since ? h("span", { class: "soft" }, ` ${t("since", { when: when(cover.since) })}`) : null),
      h("p", {}, cover.who.length ? bdi(list(cover.who.map((who) => say(names.get(who)) || who))) : h("span", { class: "soft" }, t("nobody"))),
      evidence(cover.claims, false),
    ]).flat();
  }
  function details(one) {
    const [needs, feeds] = [inputsOf(one.id), outputsOf(one.id)];
    const other = ["zh", "en"].map((lang) => one.words[lang]).filter((name) => name && name !== nameOf(one.id)).join(" ");
    return [
      h("div", { class: "panel-head" }, h("div", {}, h("h2", {}, bdi(nameOf(one.id))), other ? h("p", { class: "other-name" }, bdi(other)) : null), h("button", { type: "button", click: () => { select(null); box.focus(); } }, t("close"))),
      h("dl", {}, h("dt", {}, t("stage")), h("dd", {}, stageName(one.stage), one.end ? ` · ${t("line_end")}` : ""), h("dt", {}, t("state")), h("dd", {}, t(STATES[one.state])), h("dt", {}, t("id")), h("dd", {}, h("code", {}, bdi(one.id)))),
      one.problems.length ? h("h3", {}, t("marks")) : null,
      ...one.problems.flatMap((problem) => [h("h4", {}, t(KINDS[problem.kind] ?? "kind_unspecified"), " · ", t(STATUSES[problem.status] ?? "status_none")), say(problem.words) ? h("p", {}, bdi(say(problem.words))) : null, evidence(problem.claims, false)]),
      h("h3", {}, t("who_where")), ...coverLines(one),
      ...(one.weight ? weightLines(one.weight) : []),
      h("h3", {}, t("needs", { n: number(needs.length) })), needs.length ? h("ul", { class: "links" }, needs.map((input) => linkLine(input, input.from))) : h("p", { class: "soft" }, t("needs_none")),
      h("h3", {}, t("feeds", { n: number(feeds.length) })), feeds.length ? h("ul", { class: "links" }, feeds.map((input) => linkLine(input, input.to))) : h("p", { class: "soft" }, t("feeds_none")),
    ].filter(Boolean);
  }
  function drawPanel() {
    const panel = $("panel");
    const one = segments.get(state.id);
    $("desk").classList.toggle("open", Boolean(one));
    panel.classList.toggle("chosen", Boolean(one));
    panel.replaceChildren(...(one ? details(one) : []));
    panel.scrollTop = 0;
  }
  $("panel").addEventListener("keydown", (event) => { if (event.key === "Escape") { select(null); box.focus(); } });

  // --- the table
  const stateWord = (one) => t(STATES[one.state]);
  const rankWord = (one) => (one.weight ? t("rank_short", one.weight) : "");
  const problemWord = (one) => list(one.problems.map((p) => `${t(KINDS[p.kind] ?? "kind_unspecified")}（${t(STATUSES[p.status] ?? "status_none")}）`));
  const HEADS = { cover: ["stage", "segment", "where", "activity", "state", "since_head", "who", "marks", "criticality", "rank", "sources"], input: ["segment", "needed_by", "kind_head", "alternatives", "stated_by"] };
  function coverRows() {
    return model.segments.flatMap((one) => (one.covers.length ? one.covers : [null]).map((cover) => [
      stageName(one.stage), nameOf(one.id), cover ? say(places.get(cover.place)) : "", cover ? say(activities.get(cover.activity)) : "", stateWord(one), cover?.since ? when(cover.since) : "",
      cover ? list(cover.who.map((who) => say(names.get(who)) || who)) : "", problemWord(one), one.weight ? `${Math.round(one.weight.criticality * 1000) / 10}%` : "", rankWord(one), cover?.claims ?? one.missing,
    ]));
  }
  const inputRows = () => model.inputs.map((one) => [nameOf(one.from), nameOf(one.to), t(one.essential ? "tag_needed" : "tag_optional"), one.group, one.editorial ? `${t("tag_editorial")}${one.reason ? `: ${one.reason}` : ""}` : one]);
  function drawTable() {
    if (!$("table").open) return;
    const stated = (cell) => (typeof cell === "string" ? cell : h("span", {}, link(cell.url, cell.source || cell.url), cell.reason ? bdi(` · ${cell.reason}`) : ""));
    const titles = (claims) => [...new Set(claims.map((at) => model.sources[model.claims[at].source]))].map((source) => `${source.title} ${source.url}`).join(" ; ");
    $("table-body").replaceChildren(
      h("div", { class: "buttons" }, h("button", { type: "button", id: "csv", click: () => desk.csv(`jjj-chain-${model.chain.id}`, HEADS.cover.map((key) => t(key)), coverRows().map((row) => [...row.slice(0, -1), titles(row.at(-1))])) }, t("csv"))),
      desk.table(t("table_cover", { n: number(segments.size) }), HEADS.cover, coverRows().map((row) => [...row.slice(0, -1), sources(row.at(-1))])),
      h("h2", {}, t("lines")), desk.table(t("table_inputs", { n: number(model.inputs.length) }), HEADS.input, inputRows().map((row) => row.map(stated))));
  }
  $("table").addEventListener("toggle", drawTable);

  // --- choosing and moving
  function update() { paint(); writeState(); }
  function lookAt(id) {
    const [x, y] = model.drawing.boxes[id];
    const [wide, high] = model.drawing.box;
    const scale = frame.scale();
    box.scrollTo((x + wide / 2) * scale - box.clientWidth / 2, (y + high / 2) * scale - box.clientHeight / 2);
    box.querySelector(`.d-box.chosen`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  function select(id, { look = false, focus = false } = {}) {
    state.id = id;
    update();
    drawPanel();
    frame.apply();
    if (look && id) lookAt(id);
    if (focus) $("panel").focus({ preventScroll: true });
    announce(id === null ? t("cleared") : t("selected", { name: nameOf(id), state: stateWord(segments.get(id)), n: number(inputsOf(id).length), m: number(outputsOf(id).length) }));
  }
  box.addEventListener("click", (event) => {
    const node = event.target.closest(".d-box");
    if (node) select(node.dataset.id); else if (state.id !== null) select(null);
  });
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function nearest([dx, dy]) {
    const from = model.drawing.boxes[state.id];
    let best = null;
    for (const [id, at] of Object.entries(model.drawing.boxes)) {
      const [along, across] = [(at[0] - from[0]) * dx + (at[1] - from[1]) * dy, Math.abs((at[0] - from[0]) * dy) + Math.abs((at[1] - from[1]) * dx)];
      const cost = along + 2 * across;
      if (id !== state.id && along > 1 && (!best || cost < best.cost)) best = { id, cost };
    }
    return best?.id;
  }
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ARROWS[event.key];
    if (way && event.shiftKey) box.scrollBy(way[0] * 90, way[1] * 90);
    else if (way) { const next = state.id === null ? model.segments[0]?.id : nearest(way); if (next) select(next, { look: true }); }
    else if (event.key === "Enter" && state.id !== null) $("panel").focus();
    else if (event.key === "Escape") select(null);
    else if (event.key === "+" || event.key === "=") frame.by(1.25);
    else if (event.key === "-") frame.by(0.8);
    else if (event.key === "0") frame.whole();
    else return;
    event.preventDefault();
  });

  // --- saving what is seen
  function sheet() {
    const { width, height } = model.drawing;
    const keys = [...Object.keys(STATES).filter((key) => model.segments.some((one) => one.state === key)).map((key) => [stateSign(key), t(STATES[key])]),
      ...[...activities].map(([id, said]) => [sign(letter(LETTER(id), "d-what")), say(said)]),
      ...kindsOf().map((key) => [markSign(...key.split("|")), `${t(KINDS[key.split("|")[0]] ?? "kind_unspecified")} · ${t(STATUSES[key.split("|")[1]] ?? "status_none")}`]),
      ...LINES.map((look) => [lineSign(look), t(`line_${look}`)])];
    return desk.sheet($("map"), { wide: width, high: height, keys, notes: [$("shown").textContent, $("source-note").textContent] });
  }
  $("png").addEventListener("click", () => desk.savePng(`jjj-chain-${model.chain.id}`, sheet()));
  $("svg").addEventListener("click", () => desk.saveSvg(`jjj-chain-${model.chain.id}`, sheet()));

  // --- begin
  function drawAll() {
    $("about").textContent = t("about", { n: number(segments.size), c: number(model.claims.length), s: number(model.sources.length) });
    drawFigures();
    drawPicture();
    drawLegend();
    drawPanel();
    drawTable();
    desk.sourceNote();
    update();
  }
  page.onChange((what) => { if (what === "address") readState(); if (what === "print") drawTable(); else if (what !== "theme") drawAll(); });
  readState();
  drawAll();
  if (state.id !== null) lookAt(state.id);
  box.dataset.ready = "yes";
})();
