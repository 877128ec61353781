// The legend, which filters: families, relations, states of lines, folded hubs, how much is shown and gathered by what.
"use strict";
const legend = (() => {
  const { model, t, say, number, h, bdi } = page;
  const { REST, nodes, edges, groups, hubs, count, nameOf, relation, familyOf, termOf, stateOf } = graph;
  const { state } = choice;
  const $ = (id) => document.getElementById(id);
  const HUBS_LISTED = 20;
  const familyCounts = count([...nodes.values()], familyOf);
  const termCounts = count([...edges.values()], termOf);
  const stateCounts = count([...edges.values()], stateOf);
  const wordsOf = new Map([...edges.values()].map((edge) => [termOf(edge), edge]));
  const most = (counts) => [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));

  const changed = () => network.update();
  const redraw = () => { paint(); network.update(); };
  function families() {
    const field = desk.clearField("families", "families");
    const keys = most(familyCounts);
    desk.quick(field, state.families, keys, redraw);
    for (const key of keys) {
      const family = model.families?.[key] ?? REST;
      desk.check(field, state.families, key, say(family), familyCounts.get(key), looks.glyph(family), changed);
    }
  }
  function relations() {
    const field = desk.clearField("relations", "relations");
    const terms = most(termCounts);
    field.hidden = terms.length === 0;
    desk.quick(field, state.terms, terms, redraw);
    for (const term of terms) desk.check(field, state.terms, term, relation(wordsOf.get(term)), termCounts.get(term), null, changed);
  }
  function states() {
    const field = desk.clearField("states", "states");
    field.hidden = ![...stateCounts.keys()].some((key) => key !== "stated");
    for (const key of Object.keys(looks.DASHES)) {
      if (stateCounts.has(key)) field.append(h("div", { class: "row" }, looks.stroke(key), h("span", {}, t(`state_${key}`)), h("span", { class: "count" }, number(stateCounts.get(key)))));
    }
  }
  /** Hubs, with how many they tie; a tick draws their lines. */
  function folded() {
    const field = desk.clearField("hubs", "hubs");
    field.hidden = hubs.length === 0;
    desk.quick(field, state.folded, hubs.map((node) => node.id), redraw);
    field.append(h("p", { class: "note-in" }, t("hubs_hint", { n: number(model.hubDegree) })));
    for (const node of hubs.slice(0, HUBS_LISTED)) desk.check(field, state.folded, node.id, nameOf(node), node.degree, null, changed);
    if (hubs.length > HUBS_LISTED) field.append(h("p", { class: "note-in" }, t("hubs_more", { n: number(hubs.length - HUBS_LISTED) })));
  }
  const option = (value, text) => h("option", { value }, text);
  function amount() {
    const gathered = [...groups].filter(([, own]) => own.size > 1).map(([by]) => by);
    $("by").replaceChildren(option("", t("by_none")), ...gathered.map((by) => option(by, t(`by_${by}`))));
    $("by").value = state.by;
    $("by-row").hidden = gathered.length === 0;
    const steps = [...new Set([100, 300, 1000, 3000, choice.openingTop, state.top])].filter((step) => step < nodes.size).sort((a, b) => a - b);
    $("top").replaceChildren(option("zoom", t("top_zoom")), ...steps.map((step) => option(step, t("top_n", { n: number(step) }))), option("all", t("top_all", { n: number(nodes.size) })));
    $("top").value = state.top === "zoom" || state.top < nodes.size ? String(state.top) : "all";
    $("top-row").hidden = nodes.size <= 100;
    $("depth").replaceChildren(...Array.from({ length: choice.DEEPEST }, (_, i) => option(i + 1, t("depth_n", { n: number(i + 1) }))));
    $("depth").value = String(state.depth);
    $("lonely").checked = state.lonely;
  }
  const listen = (id, take, { fit = false } = {}) => $(id).addEventListener("change", () => { take($(id)); network.update(); if (fit) network.fit(); });
  listen("by", (box) => network.gather(box.value), { fit: true });
  listen("top", (box) => { state.top = box.value === "all" ? Infinity : box.value === "zoom" ? "zoom" : Number(box.value); }, { fit: true });
  listen("depth", (box) => { state.depth = Number(box.value); }, { fit: true });
  listen("lonely", (box) => { state.lonely = box.checked; });

  function paint() { families(); relations(); states(); folded(); amount(); }
  return { paint, folded, amount };
})();
