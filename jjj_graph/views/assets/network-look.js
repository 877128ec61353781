// How marks and lines look: by family, by state, by what is selected. The same signs in the picture, the legend and in files.
"use strict";
const looks = (() => {
  const { svg, dark, colour } = page;
  const { state } = choice;
  const DASHES = { stated: [], "not-yet": [6, 4], stopped: [10, 3, 2, 3], denied: [2, 4] };
  /** Corners of each sign for a radius of one; a sign without corners is a circle. */
  const CORNERS = {
    square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
    triangle: [[0, -1.05], [1.05, 0.85], [-1.05, 0.85]],
    triangleDown: [[0, 1.05], [1.05, -0.85], [-1.05, -0.85]],
    diamond: [[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]],
    hexagon: [[-0.55, -0.95], [0.55, -0.95], [1.1, 0], [0.55, 0.95], [-0.55, 0.95], [-1.1, 0]],
    star: [[0, -1.1], [0.31, -0.33], [1.1, -0.29], [0.48, 0.22], [0.68, 1.01], [0, 0.55], [-0.68, 1.01], [-0.48, 0.22], [-1.1, -0.29], [-0.31, -0.33]],
  };
  /** How large a letter may be in a sign, and how far from its middle it stands. */
  const LETTERS = { dot: [1.1, 0], square: [1.3, 0], triangle: [0.82, 0.24], triangleDown: [0.82, -0.16], diamond: [0.9, 0], star: [0.7, 0.04], hexagon: [1.1, 0] };

  let palette = {};
  function readPalette() {
    palette = Object.fromEntries(["card", "ink", "soft", "edge", "edge-faint", "accent", "line"].map((name) => [name, colour(name)]));
    palette.dark = dark();
  }
  const mix = (one, two, part) => `#${[1, 3, 5].map((at) => Math.round(parseInt(one.slice(at, at + 2), 16) * (1 - part) + parseInt(two.slice(at, at + 2), 16) * part).toString(16).padStart(2, "0")).join("")}`;
  const bright = (hex) => [1, 3, 5].reduce((sum, at, i) => sum + [0.299, 0.587, 0.114][i] * parseInt(hex.slice(at, at + 2), 16), 0) > 150;
  const onto = (hex) => (bright(hex) ? "#1b1b1b" : "#ffffff");
  const rim = (hex) => mix(hex, dark() ? "#ffffff" : "#000000", 0.28);

  /** A sign as an SVG element around a point. */
  function sign(shape, x, y, radius, attributes) {
    const corners = CORNERS[shape];
    return corners
      ? svg("polygon", { points: corners.map(([dx, dy]) => `${(x + dx * radius).toFixed(1)},${(y + dy * radius).toFixed(1)}`).join(" "), ...attributes })
      : svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: (radius * 0.97).toFixed(1), ...attributes });
  }
  /** The same on a canvas, added to the path that is open. */
  function trace(ctx, shape, x, y, radius) {
    const corners = CORNERS[shape];
    if (!corners) { ctx.moveTo(x + radius * 0.97, y); ctx.arc(x, y, radius * 0.97, 0, 7); return; }
    ctx.moveTo(x + corners[0][0] * radius, y + corners[0][1] * radius);
    for (let i = 1; i < corners.length; i += 1) ctx.lineTo(x + corners[i][0] * radius, y + corners[i][1] * radius);
    ctx.closePath();
  }
  /** A family's sign with its letter, for the legend and for lists. */
  function glyph(family) {
    const [factor, drop] = LETTERS[family.shape] ?? [1, 0];
    const letter = svg("text", { x: 11, y: 11 + 10 * drop + 3.6, "text-anchor": "middle", "font-size": (page.lang() === "zh" ? 10.5 : 9.5) * Math.min(1, factor), "font-weight": 600, fill: onto(family.colour) });
    letter.textContent = family.letter[page.lang()];
    return svg("svg", { viewBox: "-1 -1 24 24", width: 22, height: 22, "aria-hidden": "true" }, sign(family.shape, 11, 11, 9.8, { fill: family.colour, stroke: rim(family.colour) }), letter);
  }
  /** A line as the legend shows a state. */
  const stroke = (key) => svg("svg", { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" }, svg("line", { x1: 0, y1: 6, x2: 30, y2: 6, stroke: palette.soft, "stroke-width": 2, "stroke-dasharray": DASHES[key].join(" ") || "none" }));

  // --- what is selected stands out, and with it what it is tied to
  let lit = null; // ids of marks and lines that stand out; null: nothing selected
  function light(made) {
    const chosen = scene.selected(made);
    lit = null;
    if (chosen !== null) {
      lit = { chosen, marks: new Set([chosen]), lines: new Set() };
      for (const line of made.ties.get(chosen)) { lit.lines.add(line.id); lit.marks.add(line.from).add(line.to); }
      const hub = made.marks.get(chosen);
      if (hub.folded) for (const edge of graph.ties.get(hub.node.id)) for (const end of [edge.from, edge.to]) if (made.marks.has(end)) lit.marks.add(end);
    } else if (state.line !== null && made.lines.has(state.line)) {
      const line = made.lines.get(state.line);
      lit = { chosen: null, marks: new Set([line.from, line.to]), lines: new Set([line.id]) };
    } else if (state.path) lit = { chosen: null, marks: new Set(state.path), lines: new Set(), all: true };
  }
  const isLit = (one) => !lit || lit.all || lit.marks.has(one.id);
  function ofMark(one) {
    const own = graph.look(scene.familyOfMark(one)).colour;
    const dim = !isLit(one);
    const chosen = lit && (one.id === lit.chosen || (lit.all && lit.marks.has(one.id)));
    return { fill: dim ? mix(palette.card, own, 0.22) : own, border: chosen ? palette.ink : dim ? mix(palette.card, own, 0.35) : rim(own), width: chosen ? 3.5 : one.folded ? 2.4 : 1.2, dim };
  }
  function ofLine(line) {
    const on = lit && !lit.all && lit.lines.has(line.id);
    const faint = lit && !lit.all && !on;
    const many = lit && lit.lines.size > 30;
    const thick = line.directed ? 1 : Math.min(5, 0.3 + 0.6 * Math.log2(1 + line.edges.length)); // a bundle is as thick as it holds many
    const weak = !lit && !line.directed && line.edges.length === 1;
    return { colour: on ? palette.accent : faint || weak ? palette["edge-faint"] : palette.edge, width: (on ? (many ? 1.3 : 2.4) : faint ? 1 : 1.4) * thick, dashes: DASHES[line.state] ?? [] };
  }
  /** What stands inside a mark: a letter for the family, or how many a group holds. */
  const inMark = (one) => (one.group ? page.number(one.n) : graph.look(one.node).letter[page.lang()]);
  return { DASHES, LETTERS, readPalette, palette: () => palette, onto, sign, trace, glyph, stroke, light, isLit, lit: () => lit, ofMark, ofLine, inMark };
})();
