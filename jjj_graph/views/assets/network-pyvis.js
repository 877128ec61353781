// vis-network as the renderer, with the options that pyvis was given. It draws marks and lines and handles mouse and touch;
// letters and names are ours. Only what changed is handed to it again.
"use strict";
const renderer = (box, on) => {
  const { state } = choice;
  const { options } = page.model;
  const many = graph.edges.size > 4000;
  const marks = new vis.DataSet();
  const lines = new vis.DataSet();
  let made = { marks: new Map(), lines: new Map() };
  let order = [];
  let rank = new Map();
  let held = new Set();
  let [quota, fitting] = [Infinity, 1];
  let [hovered, hoveredLine] = [null, null];
  const inQuota = (id) => rank.get(id) < quota || looks.lit()?.marks.has(id);
  const markView = new vis.DataView(marks, { filter: (one) => inQuota(one.id) });
  const lineView = new vis.DataView(lines, { filter: (line) => inQuota(line.from) && inQuota(line.to) });
  const net = new vis.Network(box, { nodes: markView, edges: lineView }, {
    ...options,
    configure: { enabled: false },
    autoResize: true,
    physics: { ...options.physics, enabled: Boolean(options.physics?.enabled) },
    layout: { ...options.layout, improvedLayout: false, randomSeed: 1 },
    interaction: { ...options.interaction, hover: true, keyboard: false, tooltipDelay: 1e9, selectConnectedEdges: false, hideEdgesOnDrag: many, hideEdgesOnZoom: many },
    edges: { ...options.edges, arrows: { to: { scaleFactor: 0.45 } }, color: { inherit: false }, selectionWidth: 0, hoverWidth: 0, chosen: false, smooth: false, arrowStrikethrough: false },
    nodes: { chosen: false, font: { size: 0 } },
  });
  const canvas = box.querySelector("canvas");

  /** Hand over what is new or looks different, take away what is gone. */
  function hand(data, wanted) {
    const before = new Map(data.get().map((item) => [item.id, item.spelt]));
    data.remove([...before.keys()].filter((id) => !wanted.has(id)));
    const changed = [];
    for (const [id, item] of wanted) { const spelt = JSON.stringify(item); if (before.get(id) !== spelt) changed.push({ ...item, id, spelt }); }
    data.update(changed);
  }
  function restyle() {
    hand(marks, new Map(order.map((one) => {
      const { fill, border, width } = looks.ofMark(one);
      return [one.id, { x: one.x, y: one.y, shape: one.shape, size: one.size, color: { background: fill, border }, borderWidth: width }];
    })));
    hand(lines, new Map([...made.lines.values()].map((line) => {
      const { colour, width, dashes } = looks.ofLine(line);
      const smooth = line.bend ? { enabled: true, type: line.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(line.bend) } : false;
      return [line.id, { from: line.from, to: line.to, arrows: line.directed ? "to" : "", dashes: dashes.length ? dashes.map((length) => length * 1.3) : false, smooth, color: { color: colour }, width }];
    })));
    refresh();
    net.redraw();
  }
  function refresh() {
    markView.refresh();
    lineView.refresh();
    held = new Set(markView.getIds());
  }
  // vis also draws while marks are being handed over: of those it does not hold yet it knows no place
  const at = (one) => (held.has(one.id) && inQuota(one.id) ? net.getPosition(one.id) : one);
  const screen = (point) => net.canvasToDOM(point);
  const inside = (p, [wide, high]) => p.x > -60 && p.y > -40 && p.x < wide + 60 && p.y < high + 40;
  function seen(size) {
    const scale = net.getScale();
    return order.filter((one) => inQuota(one.id)).map((one) => ({ one, at: screen(at(one)), radius: one.size * scale })).filter((place) => inside(place.at, size));
  }
  const hinted = (size) => (quota === Infinity ? 0 : order.filter((one) => !inQuota(one.id) && inside(screen(one), size)).length);
  const lineNow = () => [...made.lines.values()].filter((line) => inQuota(line.from) && inQuota(line.to));
  const endsOf = (line) => [line.from, line.to].map((id) => screen(at(made.marks.get(id))));
  net.on("afterDrawing", (ctx) => {
    const ratio = ctx.getTransform().a / net.getScale(); // of the drawing, not of the element: on paper they differ
    const frame = [canvas.width / ratio, canvas.height / ratio];
    const shown = seen(frame);
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw.write(ctx, draw.writing({ seen: shown, lines: made.lines, endsOf, wide: frame[0], hovered, hoveredLine }));
    ctx.restore();
    on.drawn(shown.length, hinted(frame));
  });
  function limit() {
    const next = draw.quota(state.top, net.getScale(), fitting);
    if (next === quota) return;
    quota = next;
    refresh();
  }
  net.on("zoom", limit);
  net.on("click", (event) => on.pick(event.nodes[0] ?? null, event.edges[0] ?? null));
  net.on("doubleClick", (event) => { if (event.nodes.length) on.twice(event.nodes[0]); });
  net.on("hoverNode", (event) => { hovered = event.node; box.style.cursor = "pointer"; net.redraw(); });
  net.on("blurNode", () => { hovered = null; box.style.cursor = ""; net.redraw(); });
  net.on("hoverEdge", (event) => { hoveredLine = event.edge; net.redraw(); });
  net.on("blurEdge", () => { hoveredLine = null; net.redraw(); });
  new ResizeObserver(() => requestAnimationFrame(() => net.redraw())).observe(box);

  const frame = () => [canvas.clientWidth, canvas.clientHeight];
  function move(next) {
    const { x, y } = net.getViewPosition();
    net.moveTo({ position: { x: next.x ?? x, y: next.y ?? y }, scale: next.scale ?? net.getScale(), animation: false });
    limit();
  }
  return {
    canvas, move, drag: move, restyle, screen, at, frame,
    paint: () => net.redraw(),
    flush: () => net.redraw(),
    show(next) {
      made = next;
      order = [...made.marks.values()];
      rank = new Map(order.map((one, place) => [one.id, place]));
      fitting = draw.fitted(order, frame()).scale;
      quota = draw.quota(state.top, net.getScale(), fitting);
      [hovered, hoveredLine] = [null, null];
      restyle();
    },
    view: () => ({ ...net.getViewPosition(), scale: net.getScale() }),
    fitting: () => fitting,
    lines: lineNow,
    seen: () => seen(frame()),
  };
};
