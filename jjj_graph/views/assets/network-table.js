// The same as the picture, as tables: every relation of the page, and groups and bundles when the picture gathers.
"use strict";
const table = (() => {
  const { t, number, h, bdi } = page;
  const { nodes, edges, ties, byRank, nameOf, relation } = graph;
  const { state } = choice;
  const box = document.getElementById("table");
  const PAGE_OF_ROWS = 500;
  let listed = PAGE_OF_ROWS;

  function gathered(made) {
    if (!state.by || state.path || state.ego !== null) return [];
    const marks = [...made.marks.values()].filter((one) => one.group);
    const bundles = [...made.lines.values()].filter((line) => !line.directed).sort((a, b) => b.edges.length - a.edges.length || (a.id < b.id ? -1 : 1));
    const name = (id) => scene.nameOfMark(made.marks.get(id));
    return [
      desk.table(t("table_groups", { n: number(marks.length) }), [state.by, "entities"], marks.slice(0, listed).map((one) => [scene.nameOfMark(one), number(one.n)])),
      desk.table(t("table_bundles", { n: number(bundles.length) }), ["between", "and", "relations"], bundles.slice(0, listed).map((line) => [name(line.from), name(line.to), number(line.edges.length)])),
    ];
  }
  function paint() {
    if (!box.open) return;
    const made = network.made();
    const drawn = new Set([...made.lines.values()].flatMap((line) => line.edges.map((edge) => edge.id)));
    const all = [...edges.values()];
    const name = (id) => bdi(nameOf(nodes.get(id)));
    const row = (edge) => h("tr", {}, h("td", {}, name(edge.from)), h("td", {}, bdi(relation(edge)), " ", panel.stateTag(edge)), h("td", {}, name(edge.to)),
      h("td", {}, desk.sources(edge.claims)), h("td", {}, t(drawn.has(edge.id) ? "yes" : "no")));
    const head = h("tr", {}, ["from", "relation", "to", "sources", "in_picture"].map((key) => h("th", { scope: "col" }, t(key))));
    const rest = Math.max(0, all.length - listed);
    const lonely = byRank.filter((node) => ties.get(node.id).length === 0);
    document.getElementById("table-body").replaceChildren(...[
      ...gathered(made),
      h("table", { id: "all-relations" }, h("caption", {}, t("table_caption", { n: number(all.length), shown: number(made.drawn) })), h("thead", {}, head), h("tbody", {}, all.slice(0, listed).map(row))),
      rest > 0 ? h("button", { type: "button", click: () => { listed += PAGE_OF_ROWS; paint(); } }, t("table_more", { n: number(Math.min(rest, PAGE_OF_ROWS)), left: number(rest) })) : null,
      lonely.length ? h("p", {}, t("without"), bdi(lonely.map(nameOf).join(page.lang() === "zh" ? "、" : ", "))) : null,
    ].filter(Boolean));
  }
  box.addEventListener("toggle", paint);
  return { paint, listAll: () => { listed = Infinity; } };
})();
