// Our own renderer, for networks that vis-network is too slow for: one canvas, lines and marks of one look in one path, fewer
// lines while the picture moves, small marks as dots until one comes closer. Needs no GPU.
"use strict";
const renderer = (box, on) => {
  const { state } = choice;
  const LINES_WHILE_MOVING = 3000;
  const ARROWS = 2500; // with more lines than this in the picture nobody sees arrow heads
  const PIECE = 50;
  const SHAPED = 3.2; // below this radius in pixels no shape can be told from a square
  const canvas = page.h("canvas");
  const ctx = canvas.getContext("2d");
  box.append(canvas);
  let [wide, high] = [1, 1];
  let view = { x: 0, y: 0, scale: 1 };
  let fitting = 1;
  let made = null;
  let order = [];
  let rank = new Map();
  let lineBatches = [];
  let markBatches = [];
  let inFull = []; // what was last drawn in full: these can be picked
  let dotted = 0; // and how many as dots
  let linesDrawn = [];
  let [hovered, hoveredLine] = [null, null];
  let [moving, resting, asked] = [false, 0, false];

  const screen = ({ x, y }) => ({ x: (x - view.x) * view.scale + wide / 2, y: (y - view.y) * view.scale + high / 2 });
  function batched(things, lookOf, keyOf) {
    const batches = new Map();
    for (const [thing, at, lit] of things) {
      const look = lookOf(thing);
      const key = `${lit} ${keyOf(look)}`;
      if (!batches.has(key)) batches.set(key, { look, lit, things: [] });
      batches.get(key).things.push([thing, at]);
    }
    for (const { things: own } of batches.values()) own.sort((a, b) => a[1] - b[1]);
    return [...batches.values()].sort((a, b) => a.lit - b.lit); // what stands out is drawn last
  }
  /** Sort lines and marks by how they look; only when that changed. */
  function restyle() {
    const lit = looks.lit();
    const stands = (one) => Boolean(lit) && lit.marks.has(one.id);
    lineBatches = batched([...made.lines.values()].map((line) => [line, Math.max(rank.get(line.from), rank.get(line.to)), Boolean(lit?.lines.has(line.id))]), looks.ofLine, (look) => `${look.colour} ${look.width.toFixed(1)} ${look.dashes}`);
    markBatches = batched(order.map((one, at) => [one, at, stands(one)]), looks.ofMark, (look) => `${look.fill} ${look.border} ${look.width}`);
  }
  /** A path that is drawn every so many parts: the time that one takes grows faster than its parts do. */
  function inPieces(paintPath) {
    let parts = 0;
    ctx.beginPath();
    return {
      added() { parts += 1; if (parts % PIECE === 0) { paintPath(); ctx.beginPath(); } },
      end: paintPath,
    };
  }
  function drawLines(quota) {
    linesDrawn = [];
    const batches = lineBatches.map(({ look, lit, things }) => {
      const own = [];
      for (const [line, at] of things) {
        if (!lit && at >= quota) break;
        const [a, b] = [screen(made.marks.get(line.from)), screen(made.marks.get(line.to))];
        if (Math.max(a.x, b.x) < 0 || Math.max(a.y, b.y) < 0 || Math.min(a.x, b.x) > wide || Math.min(a.y, b.y) > high) continue;
        own.push([line, a, b]);
      }
      return { look, lit, own };
    });
    const count = batches.reduce((sum, { own }) => sum + own.length, 0);
    const step = moving ? Math.max(1, Math.ceil(count / LINES_WHILE_MOVING)) : 1;
    for (const { look, lit, own } of batches) {
      ctx.strokeStyle = ctx.fillStyle = look.colour;
      ctx.lineWidth = lit ? look.width : draw.widthOf(look, view.scale);
      ctx.setLineDash(look.dashes);
      const path = inPieces(() => ctx.stroke());
      for (let i = 0; i < own.length; i += lit ? 1 : step) {
        const [line, a, b] = own[i];
        ctx.moveTo(a.x, a.y);
        const bow = draw.bowed(a, b, line.bend);
        if (bow) ctx.quadraticCurveTo(bow.x, bow.y, b.x, b.y); else ctx.lineTo(b.x, b.y);
        path.added();
        linesDrawn.push(own[i]);
      }
      path.end();
      ctx.setLineDash([]);
      if (count <= ARROWS && !moving) { ctx.beginPath(); for (const one of own) head(one, look.width); ctx.fill(); }
    }
  }
  function head([line, a, b], width) {
    if (!line.directed || line.from === line.to) return;
    const from = draw.bowed(a, b, line.bend) ?? a;
    const [dx, dy] = [b.x - from.x, b.y - from.y];
    const length = Math.hypot(dx, dy);
    const radius = draw.radiusOf(made.marks.get(line.to), view.scale) + 1;
    const size = Math.min(3 + width * 1.6, radius * 1.1);
    if (length < radius + size * 2) return;
    const [ux, uy] = [dx / length, dy / length];
    const [x, y] = [b.x - ux * radius, b.y - uy * radius];
    ctx.moveTo(x, y);
    ctx.lineTo(x - ux * size - uy * size * 0.45, y - uy * size + ux * size * 0.45);
    ctx.lineTo(x - ux * size + uy * size * 0.45, y - uy * size - ux * size * 0.45);
    ctx.closePath();
  }
  function drawMarks(quota) {
    inFull = [];
    dotted = 0;
    for (const { look, lit, things } of markBatches) {
      const dots = [];
      ctx.fillStyle = look.fill;
      ctx.strokeStyle = look.border;
      ctx.lineWidth = look.width;
      const path = inPieces(() => { ctx.fill(); ctx.stroke(); });
      for (const [one, at] of things) {
        const { x, y } = screen(one);
        const radius = draw.radiusOf(one, view.scale);
        if (x < -radius || y < -radius || x > wide + radius || y > high + radius) continue;
        if (at >= quota && !lit) { dots.push([x, y]); continue; }
        if (radius < SHAPED && !lit) ctx.fillRect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
        else { looks.trace(ctx, one.shape, x, y, radius); path.added(); }
        inFull.push({ one, at: { x, y }, radius, order: at });
      }
      path.end();
      dotted += dots.length;
      ctx.globalAlpha = 0.55;
      for (const [x, y] of dots) ctx.fillRect(x - 0.8, y - 0.8, 1.6, 1.6);
      ctx.globalAlpha = 1;
    }
    inFull.sort((a, b) => a.order - b.order);
  }
  const endsOf = (line) => [screen(made.marks.get(line.from)), screen(made.marks.get(line.to))];
  function paintNow() {
    asked = false;
    if (!made) return;
    const ratio = canvas.width / wide;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, wide, high);
    const quota = draw.quota(state.top, view.scale, fitting);
    drawLines(quota);
    drawMarks(quota);
    draw.write(ctx, draw.writing({ seen: moving ? inFull.slice(0, 60) : inFull, lines: made.lines, endsOf, wide, hovered, hoveredLine }));
    on.drawn(inFull.length, dotted);
  }
  const paint = () => { if (!asked) { asked = true; requestAnimationFrame(paintNow); } };
  function move(next) {
    view = { ...view, ...next };
    paint();
  }
  /** Moved by hand: quickly now, in full when it rests. */
  function drag(next) {
    moving = true;
    clearTimeout(resting);
    resting = setTimeout(() => { moving = false; paint(); }, 140);
    move(next);
  }
  function resize() {
    if (!box.clientWidth || !box.clientHeight) return; // on paper a copy stands for it
    const ratio = devicePixelRatio || 1;
    [wide, high] = [box.clientWidth, box.clientHeight];
    [canvas.width, canvas.height] = [Math.round(wide * ratio), Math.round(high * ratio)];
    if (made) { fitting = draw.fitted(order, [wide, high]).scale; paintNow(); }
  }

  // --- mouse, touch, wheel
  const spot = (event) => { const frame = canvas.getBoundingClientRect(); return { x: event.clientX - frame.x, y: event.clientY - frame.y }; };
  function nearLine({ x, y }, line, a, b) {
    const bow = draw.bowed(a, b, line.bend);
    const points = bow ? [0, 0.25, 0.5, 0.75, 1].map((t) => ({ x: (1 - t) ** 2 * a.x + 2 * t * (1 - t) * bow.x + t * t * b.x, y: (1 - t) ** 2 * a.y + 2 * t * (1 - t) * bow.y + t * t * b.y })) : [a, b];
    return points.slice(1).some((end, i) => {
      const [dx, dy] = [end.x - points[i].x, end.y - points[i].y];
      const t = Math.max(0, Math.min(1, ((x - points[i].x) * dx + (y - points[i].y) * dy) / (dx * dx + dy * dy || 1)));
      return Math.hypot(points[i].x + t * dx - x, points[i].y + t * dy - y) < 5;
    });
  }
  /** What lies under a point: the nearest mark, else a line. */
  function under(point) {
    let best = null;
    for (const { one, at, radius } of inFull) {
      const beyond = Math.hypot(at.x - point.x, at.y - point.y) - radius;
      if (beyond < 4 && (!best || beyond < best.beyond)) best = { id: one.id, beyond };
    }
    if (best) return [best.id, null];
    const line = linesDrawn.findLast(([one, a, b]) => nearLine(point, one, a, b));
    return [null, line ? line[0].id : null];
  }
  const fingers = new Map();
  let travelled = 0;
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); fingers.set(event.pointerId, spot(event)); if (fingers.size === 1) travelled = 0; });
  canvas.addEventListener("pointermove", (event) => {
    const now = spot(event);
    const before = fingers.get(event.pointerId);
    if (!before) { requestHover(now); return; }
    if (fingers.size === 2) {
      const rest = [...fingers].find(([id]) => id !== event.pointerId)[1];
      zoomAt({ x: (now.x + rest.x) / 2, y: (now.y + rest.y) / 2 }, Math.hypot(now.x - rest.x, now.y - rest.y) / Math.max(1, Math.hypot(before.x - rest.x, before.y - rest.y)));
    }
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    const part = 1 / fingers.size;
    fingers.set(event.pointerId, now);
    if (travelled > 4) drag({ x: view.x - ((now.x - before.x) * part) / view.scale, y: view.y - ((now.y - before.y) * part) / view.scale });
  });
  const lift = (event) => { if (fingers.delete(event.pointerId) && event.type === "pointerup" && travelled <= 4 && !fingers.size) on.pick(...under(spot(event))); };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("dblclick", (event) => { const [id] = under(spot(event)); if (id !== null) on.twice(id); });
  canvas.addEventListener("wheel", (event) => { event.preventDefault(); zoomAt(spot(event), Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016))); }, { passive: false });
  function zoomAt(point, factor) {
    const scale = Math.min(8, Math.max(fitting / 4, view.scale * factor));
    const [dx, dy] = [point.x - wide / 2, point.y - high / 2];
    drag({ scale, x: view.x + dx / view.scale - dx / scale, y: view.y + dy / view.scale - dy / scale });
  }
  let hovering = null;
  function requestHover(point) {
    if (!hovering) requestAnimationFrame(() => {
      const [id, line] = under(hovering);
      hovering = null;
      if (id === hovered && line === hoveredLine) return;
      [hovered, hoveredLine] = [id, line];
      box.style.cursor = id !== null || line !== null ? "pointer" : "";
      paint();
    });
    hovering = point;
  }
  canvas.addEventListener("pointerleave", () => { [hovered, hoveredLine] = [null, null]; paint(); });

  resize();
  new ResizeObserver(resize).observe(box);
  return {
    canvas, move, drag, paint, screen, flush: paintNow,
    show(next) {
      made = next;
      order = [...made.marks.values()];
      rank = new Map(order.map((one, at) => [one.id, at]));
      fitting = draw.fitted(order, [wide, high]).scale;
      [hovered, hoveredLine] = [null, null];
      this.restyle();
    },
    restyle() { restyle(); paint(); },
    view: () => view,
    at: (one) => one,
    frame: () => [wide, high],
    fitting: () => fitting,
    lines: () => linesDrawn.map(([line]) => line),
    seen: () => inFull,
  };
};
