// The shortest ways between two entities, by the rules of analysis/routes.py: whatever the direction of relations, not
// through hubs unless asked, ways through entities with few relations first. Denied relations tie nothing.
"use strict";
const routes = (() => {
  const { nodes, ties, termOf, stateOf, hubs } = graph;
  const other = (edge, id) => (edge.from === id ? edge.to : edge.from);

  function find([start, goal], { through, terms: hidden, avoided: alsoAvoided }) {
    const avoided = new Set([...(through ? [] : hubs.map((node) => node.id)), ...alsoAvoided].filter((id) => id !== start && id !== goal));
    const usable = (edge) => stateOf(edge) !== "denied" && !hidden.has(termOf(edge));
    const near = (id) => new Set(ties.get(id).filter(usable).map((edge) => other(edge, id)));
    const left = new Map([[goal, 0]]);
    const queue = [goal];
    for (let at = 0; at < queue.length && !left.has(start); at += 1) {
      for (const id of near(queue[at])) if (!left.has(id) && !avoided.has(id)) { left.set(id, left.get(queue[at]) + 1); queue.push(id); }
    }
    const degree = new Map();
    const degreeOf = (id) => { if (!degree.has(id)) degree.set(id, ties.get(id).filter(usable).length); return degree.get(id); };
    const fewestFirst = (a, b) => degreeOf(a) - degreeOf(b) || (a < b ? -1 : 1);
    const ways = [];
    const open = left.has(start) && start !== goal ? [[start]] : [];
    while (open.length) {
      const way = open.pop();
      const here = way.at(-1);
      if (here !== goal) {
        const nearer = [...near(here)].filter((id) => left.get(id) === left.get(here) - 1).sort(fewestFirst);
        for (const id of nearer.reverse()) open.push([...way, id]);
      } else if (ways.length === page.model.ways) return { ways, more: true };
      else ways.push(way);
    }
    return { ways, more: false };
  }
  /** Relations that tie two neighbours on a way. */
  const between = (one, two, hidden) => ties.get(one).filter((edge) => other(edge, one) === two && stateOf(edge) !== "denied" && !hidden.has(termOf(edge)));
  return { find, between, other };
})();
