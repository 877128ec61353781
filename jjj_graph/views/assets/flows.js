// From events to flows between units, and the shape of a Sankey diagram. No page in here: only numbers and names.
"use strict";
const flows = (() => {
  const STATES = ["done", "not-yet", "stopped", "unstated"];
  const push = (map, key, value) => { if (map.has(key)) map.get(key).push(value); else map.set(key, [value]); };
  /** One flow for each origin and destination, with its events by state; the largest first. */
  function between(events) {
    const found = new Map();
    for (const event of events) push(found, `${event.from}~${event.to}`, event);
    const made = [...found].map(([key, own]) => {
      const states = new Map(STATES.map((state) => [state, own.filter((event) => event.state === state)]).filter(([, list]) => list.length));
      return { key, from: own[0].from, to: own[0].to, events: own, states };
    });
    return made.sort((a, b) => b.events.length - a.events.length || (a.key < b.key ? -1 : 1));
  }
  /** Nodes of one side of a Sankey diagram from top to bottom, no closer than their names need. */
  function column(totals, order, scale, least, gap) {
    let y = 0;
    return order.map((id) => {
      const high = totals.get(id) * scale;
      const room = Math.max(high, least);
      const node = { id, total: totals.get(id), y: y + (room - high) / 2, high };
      y += room + gap;
      return node;
    });
  }
  const bottom = (nodes, least, gap) => nodes.reduce((sum, node) => sum + Math.max(node.high, least) + gap, 0) - gap;
  /** The layout: both columns in an order that keeps bands from crossing, and each band's place at both ends. */
  function sankey(list, { height, least = 17, gap = 5 }) {
    const [left, right] = [new Map(), new Map()];
    for (const flow of list) { left.set(flow.from, (left.get(flow.from) ?? 0) + flow.events.length); right.set(flow.to, (right.get(flow.to) ?? 0) + flow.events.length); }
    const by = (totals) => (a, b) => totals.get(b) - totals.get(a) || (a < b ? -1 : 1);
    let lefts = [...left.keys()].sort(by(left));
    let rights = [...right.keys()].sort(by(right));
    const mean = (id, own, other, order) => { const near = list.filter((flow) => flow[own] === id); return near.reduce((sum, flow) => sum + order.indexOf(flow[other]) * flow.events.length, 0) / near.reduce((sum, flow) => sum + flow.events.length, 0); };
    for (let i = 0; i < 4; i += 1) {
      const means = new Map(rights.map((id) => [id, mean(id, "to", "from", lefts)]));
      rights = [...rights].sort((a, b) => means.get(a) - means.get(b) || by(right)(a, b));
      const others = new Map(lefts.map((id) => [id, mean(id, "from", "to", rights)]));
      lefts = [...lefts].sort((a, b) => others.get(a) - others.get(b) || by(left)(a, b));
    }
    const total = list.reduce((sum, flow) => sum + flow.events.length, 0);
    const rows = Math.max(lefts.length, rights.length);
    const scale = total ? Math.max(1.2, (height - rows * (least * 0.7 + gap)) / total) : 1;
    const sides = [column(left, lefts, scale, least, gap), column(right, rights, scale, least, gap)];
    const high = Math.max(height, ...sides.map((nodes) => bottom(nodes, least, gap)));
    for (const nodes of sides) { const shift = (high - bottom(nodes, least, gap)) / 2; for (const node of nodes) node.y += shift; }
    const at = sides.map((nodes) => new Map(nodes.map((node) => [node.id, { node, used: 0 }])));
    const place = (side, id, own) => { const here = at[side].get(id); const y = here.node.y + here.used; here.used += own; return y; };
    const bands = [];
    const ranks = sides.map((nodes) => new Map(nodes.map((node, i) => [node.id, i])));
    const pieces = list.flatMap((flow) => [...flow.states].map(([state, events]) => ({ flow, state, events, wide: events.length * scale })));
    const order = (one, other) => [...pieces].sort((a, b) => ranks[one].get(a.flow[one ? "to" : "from"]) - ranks[one].get(b.flow[one ? "to" : "from"]) || ranks[other].get(a.flow[other ? "to" : "from"]) - ranks[other].get(b.flow[other ? "to" : "from"]) || STATES.indexOf(a.state) - STATES.indexOf(b.state));
    for (const piece of order(0, 1)) piece.start = place(0, piece.flow.from, piece.wide);
    for (const piece of order(1, 0)) { piece.end = place(1, piece.flow.to, piece.wide); bands.push(piece); }
    return { left: sides[0], right: sides[1], bands, high };
  }
  return { STATES, between, sankey };
})();
