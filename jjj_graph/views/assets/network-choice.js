// What the reader chose. All of it stands in the address, so that a link opens the same picture.
"use strict";
const choice = (() => {
  const { model, remember } = page;
  const { set, listed } = desk;
  const { nodes, groups, hubs } = graph;
  const ALL_HUBS = new Set(hubs.map((node) => node.id));
  const DEEPEST = 3;
  const opening = { by: "", path: [], hubs: false, avoided: [], ...model.opening };
  // On the canvas zooming decides how many are seen; elsewhere the best connected, where all would be too many.
  const openingTop = model.engine === "canvas" ? "zoom" : nodes.size > (model.readable ?? Infinity) ? model.readable : Infinity;
  const state = {
    node: null, group: null, line: null, // what is selected: one of them, or nothing
    by: "", open: new Set(), // gathered by place or segment; groups whose members are shown
    ego: null, depth: 1, expanded: new Set(), // neighbours only: of whom, how far, and whose neighbours besides
    path: null, through: false, avoided: new Set(), start: null, // the ways between two; through hubs too; not through these; one end, when the other is to be picked
    folded: new Set(), families: new Set(), terms: new Set(), top: openingTop, lonely: false,
  };
  let strangers = new Set(); // ids in the address that this page does not hold
  const here = (id) => { if (id !== undefined && !nodes.has(id)) strangers.add(id); return nodes.has(id); };
  const known = (id) => (here(id) ? id : null);
  const some = (key) => new Set([...set(page.address(key))].filter(here));
  // the group of those that belong nowhere has an empty name: in the address it is a dash
  const groupKey = (text) => (text === "-" ? "" : text);
  const groupText = (id) => (id === "" ? "-" : id);

  function read() {
    strangers = new Set();
    const by = page.address("by") ?? opening.by;
    state.by = groups.has(by) ? by : "";
    const own = groups.get(state.by) ?? new Map();
    state.open = new Set([...set(page.address("open"))].map(groupKey).filter((id) => own.has(id)));
    state.node = known(page.address("n"));
    const group = page.address("g");
    state.group = state.node === null && group !== undefined && own.has(groupKey(group)) ? groupKey(group) : null;
    state.line = state.start = null;
    state.ego = known(page.address("ego"));
    if (state.group === null) state.node ??= state.ego;
    state.depth = Math.min(DEEPEST, Math.max(1, Math.trunc(Number(page.address("depth"))) || 1));
    state.expanded = some("expand");
    const told = page.address("path");
    const ends = told === undefined ? opening.path : told === "none" ? [] : [...set(told)];
    state.path = ends.filter(here).length === 2 && ends.length === 2 ? ends : null;
    state.through = page.address("hubs") === undefined ? opening.hubs : page.address("hubs") === "1";
    state.avoided = page.address("avoid") === "none" ? new Set() : page.address("avoid") === undefined ? new Set(opening.avoided) : some("avoid");
    const unfolded = set(page.address("unfold"));
    state.folded = new Set([...ALL_HUBS].filter((id) => !unfolded.has(id)));
    state.families = set(page.address("hide"));
    state.terms = set(page.address("hiderel"));
    state.lonely = page.address("lonely") === "0";
    const top = page.address("top");
    state.top = top === "all" ? Infinity : top === "zoom" ? "zoom" : Number(top) > 0 ? Number(top) : openingTop;
  }
  const inOrder = (values) => values.map((value) => value.replace(/,/g, "%2C")).join(",");
  function write() {
    remember({
      n: state.node, g: state.group === null ? null : groupText(state.group),
      by: state.by === opening.by ? null : state.by || "none", open: listed([...state.open].map(groupText)),
      ego: state.ego, depth: state.depth === 1 ? null : state.depth, expand: listed(state.expanded),
      path: state.path ? inOrder(state.path) : opening.path.length ? "none" : null,
      hubs: state.through === opening.hubs ? null : Number(state.through),
      avoid: listed(state.avoided) === listed(opening.avoided) ? null : listed(state.avoided) || "none",
      unfold: listed([...ALL_HUBS].filter((id) => !state.folded.has(id))),
      hide: listed(state.families), hiderel: listed(state.terms), lonely: state.lonely ? 0 : null,
      top: state.top === openingTop ? null : Number.isFinite(state.top) || state.top === "zoom" ? state.top : "all",
    });
  }
  return { state, read, write, strangers: () => [...strangers], openingTop, DEEPEST };
})();
