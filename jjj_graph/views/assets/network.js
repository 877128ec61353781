// The network view: what the reader does, and what follows from it. The parts (graph, choice, scene, looks, renderer, legend,
// panel, table, search, save) know nothing of each other but what is asked for here.
"use strict";
const network = (() => {
  const { model, t, say, number, announce } = page;
  const { nodes, edges, ties, byRank, groups, nameOf, groupName, hubs } = graph;
  const { state } = choice;
  const $ = (id) => document.getElementById(id);
  const stage = $("picture");
  let made = null;
  const picture = renderer(stage, { pick, twice, drawn });

  // --- the notes: what is shown, of how much, from where, how to cite
  function shownNodes() {
    return made.gatheredNodes ?? made.marks.size;
  }
  function notes() {
    const gap = page.lang() === "zh" ? "" : " ";
    const left = Object.entries(made.left).filter(([, n]) => n).map(([key, n]) => t(key, { n: number(n) }));
    const undrawn = edges.size - made.drawn;
    const foldedNow = state.by || state.path ? 0 : state.folded.size;
    const strangers = choice.strangers();
    const parts = [
      strangers.length ? t("strangers", { list: strangers.join(page.lang() === "zh" ? "、" : ", ") }) : "",
      made.groups === undefined ? "" : t("shown_groups", { n: number(made.groups), by: t(`by_${state.by}`) }),
      t("shown", { n: number(shownNodes()), e: number(made.drawn), allN: number(nodes.size), allE: number(edges.size) }),
      left.length ? t("left", { list: left.join(page.lang() === "zh" ? "，" : ", ") }) : "",
      made.weaker ? t("left_bundles", { n: number(made.weaker) }) : "",
      undrawn ? t("left_edges", { n: number(undrawn) }) : "",
      foldedNow ? t("folded", { n: number(foldedNow), d: number(model.hubDegree) }) : "",
    ];
    $("shown").textContent = parts.filter(Boolean).join(gap);
    $("about").textContent = say(model.about);
    desk.sourceNote(model.ofNodes === undefined ? "" : t("of", { n: number(model.ofNodes), e: number(model.ofEdges) }));
    Object.assign(stage.dataset, { nodes: shownNodes(), edges: made.drawn, groups: made.groups ?? 0 });
    $("nothing").hidden = made.marks.size > 0;
    $("picking").hidden = state.start === null;
    if (state.start !== null) $("picking").textContent = t("picking", { name: nameOf(nodes.get(state.start)) });
  }
  /** How many marks the last drawing held in full, and how many more it only hinted at. */
  function drawn(count, hinted) {
    if (!made) return;
    $("zoomed").hidden = hinted === 0;
    $("zoomed").textContent = t("zoomed", { n: number(count), all: number(count + hinted) });
    Object.assign(stage.dataset, { seen: count, ready: "yes" });
  }

  // --- what changed is drawn anew
  function update() {
    made = scene.make();
    looks.light(made);
    picture.show(made);
    $("only").disabled = state.ego === null && state.node === null;
    $("only").setAttribute("aria-pressed", String(state.ego !== null));
    $("depth").disabled = state.ego === null;
    notes();
    panel.paint();
    table.paint();
    choice.write();
  }
  const fit = () => picture.move(draw.fitted(made.marks.values(), picture.frame(), picture.at));
  function lookAt(id) {
    const one = made.marks.get(id);
    if (!one) return;
    const [wide, high] = picture.frame();
    const at = picture.screen(picture.at(one));
    const sheet = matchMedia("(max-width: 760px)").matches;
    if (sheet) stage.scrollIntoView({ block: "start" }); // the details come up from below and cover the rest
    const away = at.x < 60 || at.y < 60 || at.x > wide - 60 || at.y > high - 60;
    const { scale } = picture.view();
    const near = Math.max(scale, one.group ? picture.fitting() : 0.9);
    if (away || scale < near * 0.8 || sheet) picture.move({ ...picture.at(one), scale: near });
  }

  // --- choosing
  function choose(next, { look = false, focus = false } = {}) {
    Object.assign(state, { node: null, group: null, line: null }, next);
    update();
    panel.top();
    const id = scene.selected(made);
    if (look && id !== null) lookAt(id);
    if (focus) panel.focus();
  }
  function select(id, how) {
    if (id !== null && state.start !== null && state.start !== id) { way([state.start, id], how); return; }
    if (id !== null && state.path && !made.marks.has(id)) state.path = null; // whoever is not on the way is shown where they are
    if (id !== null && state.ego !== null && !made.marks.has(id)) state.ego = null;
    if (id !== null && state.by && state.ego === null && !state.path) state.open.add(nodes.get(id)[state.by] ?? "");
    choose({ node: id }, how);
    announce(id === null ? t("cleared") : t("selected", { name: nameOf(nodes.get(id)), n: number(ties.get(id).length) }));
  }
  function selectGroup(id, how) {
    choose({ group: id }, how);
    const group = groups.get(state.by).get(id);
    announce(t("selected_group", { name: groupName(group), n: number(group.n) }));
  }
  function pick(mark, line) {
    if (mark !== null) { const one = made.marks.get(mark); if (one.group) selectGroup(one.group.id); else select(one.id); }
    else if (line !== null) choose({ line });
    else if (state.node !== null || state.group !== null || state.line !== null) choose({});
  }
  /** One step back: the other end is not picked, nothing is selected, the ways are left, then the neighbours. */
  function back() {
    if (state.start !== null) stopPicking();
    else if (state.node !== null || state.group !== null || state.line !== null) { choose({}); announce(t("cleared")); }
    else if (state.path) { state.path = null; update(); fit(); }
    else if (state.ego !== null) neighbours(null);
    stage.focus();
  }
  /** Twice on a mark, or the key E: more of it, or less. */
  function twice(id) {
    const one = made.marks.get(id);
    if (one.group) openGroup(one.group.id);
    else if (state.by && state.ego === null) openGroup(one.node[state.by] ?? "");
    else if (state.ego !== null && id !== state.ego) expand(id);
    else if (one.node.hub && state.ego === null) fold(id);
    else neighbours(state.ego === null ? id : null);
  }

  // --- neighbours, groups, hubs, ways
  function neighbours(id) {
    Object.assign(state, { ego: id, expanded: new Set(), path: null, node: id ?? state.node, group: null, line: null });
    update();
    fit();
    announce(id === null ? t("ego_left") : t("ego_shown", { name: nameOf(nodes.get(id)), n: number(shownNodes() - 1) }));
  }
  const turn = (set, value) => { if (!set.delete(value)) set.add(value); };
  function expand(id) {
    const before = shownNodes();
    turn(state.expanded, id);
    update();
    fit();
    announce(t("expanded", { n: number(Math.abs(shownNodes() - before)), what: t(state.expanded.has(id) ? "expand" : "collapse") }));
  }
  function openGroup(id) {
    turn(state.open, id);
    const open = state.open.has(id);
    Object.assign(state, { group: id, node: null, line: null });
    update();
    const members = [...made.marks.values()].filter((one) => !one.group && (one.node[state.by] ?? "") === id);
    if (open) picture.move(draw.fitted(members, picture.frame(), picture.at)); else fit();
    announce(t(open ? "group_opened" : "group_closed", { name: groupName(groups.get(state.by).get(id)), n: number(groups.get(state.by).get(id).n) }));
  }
  function gather(by) {
    Object.assign(state, { by, open: new Set(), group: null, line: null, node: by ? null : state.node, ego: null, path: null });
  }
  function fold(id) {
    turn(state.folded, id);
    legend.folded();
    update();
  }
  function pickOtherEnd(id) {
    state.start = id;
    update();
    announce(t("picking", { name: nameOf(nodes.get(id)) }));
    search.focus();
  }
  function stopPicking() {
    if (state.start === null) return;
    state.start = null;
    update();
  }
  function way(ends, { focus = true } = {}) {
    Object.assign(state, { path: ends, start: null, node: null, group: null, line: null });
    update();
    fit();
    panel.top();
    if (focus) panel.focus();
    announce($("path-said").textContent);
  }
  function avoid(id) {
    if (id === null) state.avoided.clear(); else state.avoided.add(id);
    way(state.path);
  }
  function through(yes) {
    state.through = yes;
    way(state.path);
  }

  // --- mouse and keys
  const zoom = (factor) => picture.drag({ scale: Math.min(8, Math.max(picture.fitting() / 4, picture.view().scale * factor)) });
  $("zoom-in").addEventListener("click", () => zoom(1.3));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  $("fit").addEventListener("click", fit);
  $("only").addEventListener("click", () => neighbours(state.ego === null ? state.node : null));
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  /** The mark nearest in a direction: distance counts, and being off the straight line counts double. */
  function nearest([dx, dy], from) {
    let best = null;
    for (const one of made.marks.values()) {
      const at = picture.at(one);
      const [along, across] = [(at.x - from.x) * dx + (at.y - from.y) * dy, Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx)];
      const cost = along + 2 * across;
      if (along > 0 && along >= across && (!best || cost < best.cost)) best = { one, cost };
    }
    return best?.one;
  }
  function step(way_) {
    const here = scene.selected(made);
    const next = here === null ? made.marks.values().next().value : nearest(way_, picture.at(made.marks.get(here)));
    if (!next) return;
    if (next.group) selectGroup(next.group.id, { look: true }); else select(next.id, { look: true });
  }
  stage.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { x, y, scale } = picture.view();
    const here = scene.selected(made);
    if (arrow && event.shiftKey) picture.drag({ x: x + (arrow[0] * 90) / scale, y: y + (arrow[1] * 90) / scale });
    else if (arrow) step(arrow);
    else if (event.key === "Enter" && (here !== null || state.path)) panel.focus();
    else if (event.key === "Escape") back();
    else if (event.key === "e" && here !== null) twice(here);
    else if (event.key === "n" && (state.node !== null || state.ego !== null)) neighbours(state.ego === null ? state.node : null);
    else if (event.key === "p" && state.node !== null) pickOtherEnd(state.node);
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });

  // --- begin
  function paintAll() {
    looks.readPalette();
    legend.paint();
    update();
  }
  page.onChange((what) => {
    if (what === "address") { choice.read(); paintAll(); settle(); return; }
    if (what === "print") table.listAll();
    paintAll();
    $("paper")?.remove();
    if (what === "print") { // a canvas is drawn anew for the width of the sheet, which would cut it: a copy stays as it is
      picture.flush();
      const copy = page.h("canvas", { id: "paper", width: picture.canvas.width, height: picture.canvas.height });
      copy.getContext("2d").drawImage(picture.canvas, 0, 0);
      stage.parentElement.append(copy);
    }
  });
  function settle() {
    fit();
    const id = scene.selected(made);
    if (id !== null && state.ego === null && !state.path) lookAt(id);
  }
  choice.read();
  // the parts that draw ask for `network`, which is there once this has run
  queueMicrotask(() => { paintAll(); settle(); });
  return {
    update, fit, select, selectGroup, neighbours, expand, openGroup, gather, fold, pickOtherEnd, stopPicking, way, avoid, through, back,
    picture: () => picture, made: () => made, isShown: (id) => made.marks.has(id),
  };
})();
