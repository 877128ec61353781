// What a network holds: entities, relations, who is tied to whom. What only details show stays text until it is asked for.
"use strict";
const graph = (() => {
  const { model, say, t } = page;
  const REST = { zh: "其他", en: "Other", letter: { zh: "他", en: "Ot" }, shape: "diamond", colour: "#7f8894" };
  function unpack({ length, columns }) {
    const rows = Array.from({ length }, () => ({}));
    for (const [key, { of, at, each }] of Object.entries(columns)) {
      rows.forEach((row, i) => { const value = each ? each[i] : of[at[i]]; if (value !== null) row[key] = value; });
    }
    return rows;
  }
  const rows = unpack(model.nodes);
  const nodes = new Map(rows.map((node) => [node.id, node]));
  const edges = new Map(unpack(model.edges).map((edge, at) => { edge.id ??= `e${at}`; return [edge.id, edge]; }));
  const ties = new Map(rows.map((node) => [node.id, []]));
  for (const edge of edges.values()) {
    ties.get(edge.from).push(edge);
    if (edge.to !== edge.from) ties.get(edge.to).push(edge);
  }
  rows.forEach((node, at) => { node.rank ??= at; node.degree ??= ties.get(node.id).length; });
  const byRank = rows.sort((a, b) => a.rank - b.rank);

  let told = null;
  const tell = () => (told ??= JSON.parse(document.getElementById("claims").textContent));
  for (const key of ["claims", "sources"]) Object.defineProperty(model, key, { get: () => tell()[key] });
  let facts = null;
  const factsOf = (node) => (facts ??= new Map(tell().facts)).get(node.id) ?? [];

  /** Groups by a family (place, segment): id, how many belong to it, where it stands. */
  const groups = new Map(Object.entries(model.groups ?? {}).map(([by, list]) => [by, new Map(list.map(([id, n, x, y], rank) => [id, { id, n, x, y, rank, by }]))]));
  const look = (node) => model.families?.[node.group] ?? REST;
  const nameOf = (node) => say({ zh: node.zh, en: node.en }) || String(node.label ?? node.id);
  const groupName = (group) => (nodes.has(group.id) ? nameOf(nodes.get(group.id)) : t(`no_${group.by}`));
  const otherName = (node) => [node.zh, node.en].filter((name) => name && name !== nameOf(node)).join(" ");
  const relation = (edge) => say(edge.words) || edge.title || edge.label || "";
  const count = (items, key) => items.reduce((sums, item) => sums.set(key(item), (sums.get(key(item)) ?? 0) + 1), new Map());
  const hubs = byRank.filter((node) => node.hub);
  const familyOf = (node) => node.group ?? "other";
  const termOf = (edge) => edge.term ?? "";
  const stateOf = (edge) => edge.state ?? "stated";
  return { REST, nodes, edges, ties, byRank, groups, hubs, look, nameOf, groupName, otherName, relation, count, factsOf, familyOf, termOf, stateOf };
})();
