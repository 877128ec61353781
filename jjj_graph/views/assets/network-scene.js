// From what was chosen to what is drawn: marks (entities or groups) and lines (relations, or bundles of them between groups).
// Never a knot: hubs are folded unless asked, many are gathered, and who is left out is counted.
"use strict";
const scene = (() => {
  const { nodes, edges, ties, byRank, groups, nameOf, groupName, look, familyOf, termOf } = graph;
  const { state } = choice;
  const GROUP_ID = "\u0001"; // so that a group and the entity it is named after are two marks
  const STRONGEST = 2; // bundles drawn of each group
  const other = routes.other;
  const termOn = (edge) => !state.terms.has(termOf(edge));

  const mark = (node, at) => ({ id: node.id, node, x: at?.x ?? node.x, y: at?.y ?? node.y, shape: node.shape ?? look(node).shape, size: node.size ?? 12, rank: node.rank, folded: state.folded.has(node.id) && !state.path });
  const groupMark = (group, n, at) => {
    const head = nodes.get(group.id);
    return { id: GROUP_ID + group.id, group, n, x: at.x, y: at.y, shape: head ? look(head).shape : graph.REST.shape, size: Math.min(60, 13 + 3.4 * Math.sqrt(n)), rank: group.rank };
  };
  const nameOfMark = (one) => (one.group ? groupName(one.group) : one.folded ? `${nameOf(one.node)} (+${page.number(one.node.degree)})` : nameOf(one.node));
  const familyOfMark = (one) => (one.group ? nodes.get(one.group.id) ?? {} : one.node);

  /** Neighbours only: who is how many steps away, not through a hub unless it is the centre or was expanded. */
  function levels() {
    const parent = new Map([[state.ego, null]]);
    const found = [];
    let border = [state.ego];
    const asked = (id) => id === state.ego || state.expanded.has(id);
    for (let step = 1; border.length; step += 1) {
      const next = [];
      for (const id of border) {
        const open = asked(id) || (step <= state.depth && !state.folded.has(id));
        if (!open) continue;
        for (const edge of ties.get(id)) {
          const near = other(edge, id);
          if (!termOn(edge) || parent.has(near) || state.families.has(familyOf(nodes.get(near)))) continue;
          parent.set(near, id);
          next.push(near);
        }
      }
      next.sort((a, b) => nodes.get(a).rank - nodes.get(b).rank);
      if (next.length) found.push(next);
      border = next;
    }
    return { parent, found };
  }
  /** Who is in: those wanted, or all that no filter leaves out; and why the others are not. */
  function inside(wanted, why) {
    const left = { left_family: 0, left_top: 0, left_only: 0, left_path: 0, left_lonely: 0 };
    const found = new Set();
    for (const node of byRank) {
      if (wanted) { if (wanted.has(node.id)) found.add(node.id); else left[why] += 1; }
      else if (node.id === state.node) found.add(node.id);
      else if (state.families.has(familyOf(node))) left.left_family += 1;
      else if (!state.by && state.top !== "zoom" && node.rank >= state.top) left.left_top += 1;
      else found.add(node.id);
    }
    return { found, left };
  }
  const asLine = (edge) => ({ id: edge.id, from: edge.from, to: edge.to, edges: [edge], bend: edge.bend ?? 0, state: edge.state ?? "stated", directed: true });

  function wholeNetwork() {
    const { found, left } = inside(null);
    return finished([...found].map((id) => mark(nodes.get(id))), edgesInside(found, state.node), left);
  }
  function neighbours() {
    const { parent, found: rings } = levels();
    const { found, left } = inside(new Set(parent.keys()), "left_only");
    const at = places.rings(state.ego, rings, parent);
    return finished([...found].map((id) => mark(nodes.get(id), at.get(id))), edgesInside(found, state.ego, state.expanded), left);
  }
  /** Relations between those inside; of a folded hub only those with somebody who was asked for. */
  function edgesInside(found, asked, expanded = new Set()) {
    const drawn = [];
    const special = (id) => id === state.ego || expanded.has(id);
    const hidden = (hub, end) => state.folded.has(hub) && !special(hub) && (state.folded.has(end) || (end !== asked && end !== state.node && !special(end)));
    for (const edge of edges.values()) {
      if (!termOn(edge) || !found.has(edge.from) || !found.has(edge.to)) continue;
      if (hidden(edge.from, edge.to) || hidden(edge.to, edge.from)) continue;
      drawn.push(asLine(edge));
    }
    return drawn;
  }
  function ways() {
    const found = routes.find(state.path, state);
    const at = found.ways.length ? places.columns(found.ways) : new Map(state.path.map((id, i) => [id, { x: i * 300, y: 0 }]));
    const { found: in_, left } = inside(new Set(at.keys()), "left_path");
    const steps = new Map();
    for (const way of found.ways) way.slice(1).forEach((id, i) => steps.set(JSON.stringify([way[i], id]), [way[i], id]));
    const lines = [...steps.values()].flatMap(([one, two]) => routes.between(one, two, state.terms)).map(asLine);
    return { ...finished([...in_].map((id) => mark(nodes.get(id), at.get(id))), lines, left), ways: found };
  }
  /** A mark for each group, members of those that are open, and bundles of relations between them. */
  function gathered() {
    const own = groups.get(state.by);
    const { found, left } = inside(null);
    const members = new Map();
    for (const id of found) {
      const home = nodes.get(id)[state.by] ?? "";
      if (!members.has(home)) members.set(home, []);
      members.get(home).push(id);
    }
    const there = new Map([...own].filter(([id]) => members.has(id)));
    const opened = [...state.open].filter((id) => members.has(id)).sort().map((id) => [id, members.get(id)]);
    const at = places.discs(there, opened);
    const closed = [...there.values()].filter((group) => !state.open.has(group.id));
    const marks = [...closed.map((group) => groupMark(group, members.get(group.id).length, at.groups.get(group.id))), ...opened.flatMap(([, list]) => list.map((id) => mark(nodes.get(id), at.members.get(id))))];
    const standsFor = (id) => { const home = nodes.get(id)[state.by] ?? ""; return state.open.has(home) ? id : GROUP_ID + home; };
    const lines = new Map();
    for (const edge of edges.values()) {
      if (!termOn(edge) || !found.has(edge.from) || !found.has(edge.to)) continue;
      const [from, to] = [standsFor(edge.from), standsFor(edge.to)];
      if (from === to) continue;
      const single = from === edge.from && to === edge.to;
      // that a member belongs to its place is said by standing there
      if (single && (nodes.get(from)[state.by] === to || nodes.get(to)[state.by] === from)) continue;
      const key = single ? edge.id : JSON.stringify(from < to ? [from, to] : [to, from]);
      if (lines.has(key)) lines.get(key).edges.push(edge);
      else lines.set(key, single ? asLine(edge) : { id: key, from: from < to ? from : to, to: from < to ? to : from, edges: [edge], bend: 0, state: "stated", directed: false });
    }
    const bundles = strongest([...lines.values()]);
    return { ...finished(marks, bundles.drawn, left), groups: closed.length, gatheredNodes: found.size, weaker: bundles.weaker };
  }
  /** Of the bundles the two strongest of each group; those of the selected group, and single relations, are drawn anyway. */
  function strongest(lines) {
    const chosen = selectedId();
    const nowhere = GROUP_ID; // those that belong nowhere are tied to everywhere
    const bundles = lines.filter((line) => !line.directed).sort((a, b) => b.edges.length - a.edges.length || (a.id < b.id ? -1 : 1));
    const taken = new Map();
    const kept = new Set(lines.filter((line) => line.directed || line.from === chosen || line.to === chosen));
    for (const line of bundles) {
      const ends = [line.from, line.to];
      if (ends.includes(nowhere)) continue;
      if (ends.some((end) => (taken.get(end) ?? 0) < STRONGEST)) kept.add(line);
      for (const end of ends) taken.set(end, (taken.get(end) ?? 0) + 1);
    }
    return { drawn: lines.filter((line) => kept.has(line)), weaker: lines.length - kept.size };
  }
  function finished(marks, lines, left) {
    let kept = marks;
    if (state.lonely && !state.path) {
      const tied = new Set([state.node, ...lines.flatMap((line) => [line.from, line.to])]);
      kept = marks.filter((one) => one.group || tied.has(one.id));
      left.left_lonely += marks.length - kept.length;
    }
    kept.sort((a, b) => Boolean(b.group) - Boolean(a.group) || a.rank - b.rank);
    const byId = new Map(kept.map((one) => [one.id, one]));
    const own = new Map(kept.map((one) => [one.id, []]));
    for (const line of lines) { own.get(line.from).push(line); if (line.to !== line.from) own.get(line.to).push(line); }
    const drawn = lines.reduce((sum, line) => sum + line.edges.length, 0);
    return { marks: byId, lines: new Map(lines.map((line) => [line.id, line])), ties: own, left, drawn };
  }
  const make = () => (state.path ? ways() : state.ego !== null ? neighbours() : state.by ? gathered() : wholeNetwork());
  const selectedId = () => (state.group !== null ? GROUP_ID + state.group : state.node);
  /** The id of the mark that is selected, or null. */
  const selected = (made) => { const id = selectedId(); return id !== null && made.marks.has(id) ? id : null; };
  return { make, selected, nameOfMark, familyOfMark, GROUP_ID };
})();
