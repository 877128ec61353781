// The things of a result as a small network: drawn as SVG, laid out here (always the same way), every node a button.

const MANY = 120;

/** Nodes and edges of a table (things that stand in one row) or of triples. */
export function network(result, model) {
  const counts = new Map();
  const edges = new Map();
  const entity = (term) => term?.type === "uri" && [model.prefixes.ent, model.prefixes.seg, model.prefixes.grp, model.prefixes.ind].some((base) => term.value.startsWith(base));
  const tie = (from, to, words) => {
    if (from === to) return;
    counts.set(from, (counts.get(from) ?? 0) + 1);
    counts.set(to, (counts.get(to) ?? 0) + 1);
    const key = `${from} ${to} ${words}`;
    if (!edges.has(key)) edges.set(key, { from, to, words, times: 0 });
    edges.get(key).times += 1;
  };
  if (result.triples) for (const { subject, predicate, object } of result.triples) { if (subject.type === "uri" && object.type === "uri" && !predicate.value.endsWith("#type")) tie(subject.value, object.value, predicate.value); }
  else {
    for (const row of result.rows) {
      const things = result.columns.filter((name) => entity(row[name]));
      for (const name of things.slice(1)) tie(row[things[0]].value, row[name].value, name);
      // What the question was asked of stands in no row, and ties them all.
      if (things.length) for (const { name, iri } of result.about ?? []) if (entity({ type: "uri", value: iri })) tie(iri, row[things[0]].value, things[0], name);
    }
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([iri]) => iri);
  const kept = new Set(ranked.slice(0, MANY));
  return { nodes: [...kept], edges: [...edges.values()].filter(({ from, to }) => kept.has(from) && kept.has(to)), all: ranked.length };
}

/** Places for nodes: springs and repulsion from a spiral, a fixed number of steps, no chance. */
export function layout(nodes, edges) {
  const at = new Map(nodes.map((id, i) => [id, { x: Math.sqrt(i + 1) * Math.cos(i * 2.399963) * 40, y: Math.sqrt(i + 1) * Math.sin(i * 2.399963) * 40, dx: 0, dy: 0 }]));
  const all = [...at.values()];
  const springs = edges.map(({ from, to }) => [at.get(from), at.get(to)]);
  const steps = 260;
  for (let step = 0; step < steps; step += 1) {
    const cool = 24 * (1 - step / steps) + 0.5;
    for (const node of all) { node.dx = -node.x * 0.012; node.dy = -node.y * 0.02; }
    for (let i = 0; i < all.length; i += 1) {
      for (let j = i + 1; j < all.length; j += 1) {
        const [a, b] = [all[i], all[j]];
        const [dx, dy] = [a.x - b.x || 0.01 * (i - j), a.y - b.y || 0.01];
        const push = 5200 / (dx * dx + dy * dy + 20);
        const far = Math.hypot(dx, dy);
        a.dx += (dx / far) * push * 1.6; a.dy += (dy / far) * push; b.dx -= (dx / far) * push * 1.6; b.dy -= (dy / far) * push;
      }
    }
    for (const [a, b] of springs) {
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const far = Math.hypot(dx, dy) || 1;
      const pull = (far - 80) * 0.06;
      a.dx += (dx / far) * pull; a.dy += (dy / far) * pull; b.dx -= (dx / far) * pull; b.dy -= (dy / far) * pull;
    }
    for (const node of all) { const far = Math.hypot(node.dx, node.dy) || 1; const move = Math.min(far, cool); node.x += (node.dx / far) * move; node.y += (node.dy / far) * move; }
  }
  return at;
}

export function picture(host, { page, words, model, tools, open }) {
  const { h, t, svg, number } = page;
  let result = null;

  async function draw() {
    if (!result) return;
    const drawn = result;
    const { nodes, edges, all } = network(result, model);
    if (!nodes.length) return host.replaceChildren(h("p", { class: "hint" }, t("network_none")));
    await words.load([...nodes, ...(result.triples ? edges.map(({ words: iri }) => iri) : [])]);
    if (drawn !== result) return;
    const at = layout(nodes, edges);
    const [xs, ys] = [[...at.values()].map(({ x }) => x), [...at.values()].map(({ y }) => y)];
    const box = { x: Math.min(...xs) - 90, y: Math.min(...ys) - 34 };
    Object.assign(box, { w: Math.max(...xs) + 90 - box.x, h: Math.max(...ys) + 44 - box.y });
    const spare = [Math.max(0, host.clientWidth - 20 - box.w), Math.max(0, 420 - box.h)]; // few things are not blown up
    Object.assign(box, { x: box.x - spare[0] / 2, y: box.y - spare[1] / 2, w: box.w + spare[0], h: box.h + spare[1] });
    const label = (edge) => (result.triples ? words.name(edge.words) : tools.title(edge.words));
    const degree = new Map();
    for (const { from, to } of edges) for (const end of [from, to]) degree.set(end, (degree.get(end) ?? 0) + 1);
    const canvas = svg("svg", { viewBox: `${box.x} ${box.y} ${box.w} ${box.h}`, role: "group", "aria-label": t("network_label", { n: number(nodes.length), e: number(edges.length) }), class: "net" });
    for (const edge of edges) {
      const [a, b] = [at.get(edge.from), at.get(edge.to)];
      const hint = svg("title", {});
      hint.textContent = `${words.name(edge.from)} — ${label(edge)} → ${words.name(edge.to)}`;
      canvas.append(svg("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, class: "edge", "stroke-width": Math.min(4, 1 + Math.log2(edge.times)) }, hint));
    }
    const taken = [];
    for (const iri of nodes) {
      const { x, y } = at.get(iri);
      const look = model.families[words.family(iri)] ?? model.families.other;
      const r = Math.min(16, 6 + Math.sqrt(degree.get(iri) ?? 1) * 2);
      const name = words.name(iri);
      const long = name.length > 14 ? `${name.slice(0, 13)}…` : name;
      const half = [...long].reduce((sum, char) => sum + (char > "\u2e80" ? 6.5 : 3.6), 0);
      const place = [x - half, y + r + 1, x + half, y + r + 16];
      const free = !taken.some((other) => place[0] < other[2] && place[2] > other[0] && place[1] < other[3] && place[3] > other[1]);
      if (free) taken.push(place);
      const hint = svg("title", {});
      hint.textContent = `${name} (${words.typeName(iri) || look[page.lang()]})`;
      const node = svg("g", { class: "node", tabindex: 0, role: "button", "data-iri": iri }, hint, svg("circle", { cx: x, cy: y, r, fill: look.colour }));
      if (free) { const words_ = svg("text", { x, y: y + r + 13, "text-anchor": "middle" }); words_.textContent = long; node.append(words_); }
      node.addEventListener("click", () => open(iri));
      node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(iri); } });
      canvas.append(node);
    }
    let zoom = 1;
    const scale = (by) => { zoom = Math.min(6, Math.max(1, zoom * by)); const [w, hh] = [box.w / zoom, box.h / zoom]; canvas.setAttribute("viewBox", `${box.x + (box.w - w) / 2 + move.x} ${box.y + (box.h - hh) / 2 + move.y} ${w} ${hh}`); };
    const move = { x: 0, y: 0 };
    let drag = null;
    canvas.addEventListener("pointerdown", (event) => { if (!event.target.closest(".node")) { drag = { x: event.clientX, y: event.clientY, ...{ mx: move.x, my: move.y } }; canvas.setPointerCapture(event.pointerId); } });
    canvas.addEventListener("pointermove", (event) => { if (drag) { const per = box.w / zoom / canvas.clientWidth; move.x = drag.mx - (event.clientX - drag.x) * per; move.y = drag.my - (event.clientY - drag.y) * per; scale(1); } });
    canvas.addEventListener("pointerup", () => { drag = null; });
    const shownFamilies = [...new Set(nodes.map((iri) => words.family(iri)))];
    host.replaceChildren(
      h("div", { class: "picks" }, h("button", { type: "button", "aria-label": t("zoom_in"), click: () => scale(1.35) }, "+"), h("button", { type: "button", "aria-label": t("zoom_out"), click: () => scale(1 / 1.35) }, "−"),
        h("button", { type: "button", click: () => { zoom = 1; move.x = 0; move.y = 0; scale(1); } }, t("fit")),
        h("ul", { class: "legend" }, shownFamilies.map((key) => { const look = model.families[key] ?? model.families.other; return h("li", {}, svg("svg", { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" }, svg("circle", { cx: 6, cy: 6, r: 5.5, fill: look.colour })), look[page.lang()]); }))),
      h("figure", {}, canvas, h("figcaption", { class: "note" }, [t("network_note", { n: number(nodes.length), e: number(edges.length) }), all > nodes.length ? t("network_cut", { n: number(all - nodes.length) }) : ""].join(" "))));
  }
  return { show(next) { result = next; return draw(); }, draw, fits: (next) => network(next, model).edges.length > 0 };
}
