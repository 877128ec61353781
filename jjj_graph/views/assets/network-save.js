// What is seen, as a drawing of its own: the same marks, lines and names as on the canvas, with title, legend and citation.
"use strict";
const save = (() => {
  const { t, say, svg } = page;
  const { FONT } = desk;
  const $ = (id) => document.getElementById(id);
  const HEADS = 2500; // with more lines than this nobody sees arrow heads

  function drawn(picture, made) {
    const [wide, high] = picture.frame();
    const scale = picture.view().scale;
    const screen = (id) => picture.screen(picture.at(made.marks.get(id)));
    const seen = picture.seen();
    const lines = picture.lines();
    const strokes = gatheredBy(lines, looks.ofLine, (line) => way(line, screen));
    const heads = lines.length > HEADS ? [] : gatheredBy(lines, looks.ofLine, (line, look) => head(line, screen, look, scale, made));
    const paths = [
      ...strokes.map(({ look, d }) => svg("path", { d, fill: "none", stroke: look.colour, "stroke-width": draw.widthOf(look, scale).toFixed(2), "stroke-dasharray": look.dashes.join(" ") || "none" })),
      ...heads.map(({ look, d }) => svg("path", { d, fill: look.colour, stroke: "none" })),
    ];
    const full = new Set(seen.map(({ one }) => one.id));
    const dots = [...made.marks.values()].filter((one) => !full.has(one.id)).map((one) => screen(one.id)).filter(({ x, y }) => x > 0 && y > 0 && x < wide && y < high);
    const small = svg("path", { d: dots.map(({ x, y }) => `M${(x - 0.8).toFixed(1)} ${y.toFixed(1)}h1.6`).join(""), fill: "none", stroke: looks.palette().soft, "stroke-width": 1.6, "stroke-opacity": 0.5 });
    const signs = [...seen].reverse().map(({ one, at, radius }) => { const look = looks.ofMark(one); return looks.sign(one.shape, at.x, at.y, radius, { fill: look.fill, stroke: look.border, "stroke-width": look.width }); });
    const endsOf = (line) => [screen(line.from), screen(line.to)];
    const texts = draw.writing({ seen, lines: made.lines, endsOf, wide, hovered: null, hoveredLine: null }).flatMap(written);
    const all = svg("svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high }, svg("rect", { width: wide, height: high, fill: looks.palette().card }));
    for (const one of [paths, [small], signs, texts].flat()) all.append(one); // one by one: there may be more than a call can take
    return all;
  }
  /** One path for all lines that look the same. */
  function gatheredBy(lines, lookOf, partOf) {
    const found = new Map();
    for (const line of lines) {
      const look = lookOf(line);
      const key = JSON.stringify(look);
      if (!found.has(key)) found.set(key, { look, parts: [] });
      found.get(key).parts.push(partOf(line, look));
    }
    return [...found.values()].map(({ look, parts }) => ({ look, d: parts.join("") })).filter(({ d }) => d);
  }
  const point = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  function way(line, screen) {
    const [a, b] = [screen(line.from), screen(line.to)];
    const bow = draw.bowed(a, b, line.bend);
    return `M${point(a)} ${bow ? `Q${point(bow)} ` : "L"}${point(b)}`;
  }
  function head(line, screen, look, scale, made) {
    if (!line.directed || line.from === line.to) return "";
    const [a, to] = [screen(line.from), screen(line.to)];
    const from = draw.bowed(a, to, line.bend) ?? a;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.hypot(dx, dy);
    const reach = draw.radiusOf(made.marks.get(line.to), scale) + 1;
    const size = Math.min(3 + look.width * 1.6, reach * 1.1);
    if (length < reach + size * 2) return "";
    const [ux, uy] = [dx / length, dy / length];
    const [x, y] = [to.x - ux * reach, to.y - uy * reach];
    const wing = (side) => point({ x: x - ux * size - uy * size * side, y: y - uy * size + ux * size * side });
    return `M${point({ x, y })}L${wing(0.45)}L${wing(-0.45)}Z`;
  }
  function written({ text, x, y, size, weight, kind, colour, opacity = 1, box }) {
    const palette = looks.palette();
    const node = svg("text", { x: x.toFixed(1), y: (y + size * 0.35).toFixed(1), "font-size": size.toFixed(1), "font-weight": weight, "text-anchor": "middle", "font-family": FONT, fill: colour ?? (kind === "line" ? palette.accent : palette.ink), opacity });
    if (kind === "name") for (const [name, value] of Object.entries({ stroke: palette.card, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" })) node.setAttribute(name, value);
    node.textContent = text;
    const plate = box && svg("rect", { x: box[0].toFixed(1), y: box[1].toFixed(1), width: (box[2] - box[0]).toFixed(1), height: 16, rx: 4, fill: palette.card, stroke: palette.line });
    return plate ? [plate, node] : [node];
  }
  function sheet() {
    const [picture, made] = [network.picture(), network.made()];
    const [wide, high] = picture.frame();
    const families = [...new Set(picture.seen().map(({ one }) => graph.look(scene.familyOfMark(one))))];
    const states = [...new Set([...made.lines.values()].filter((line) => line.directed).map((line) => line.state))].filter((key) => key !== "stated");
    const keys = [
      ...families.map((family) => [svg("svg", { viewBox: "0 0 30 16", width: 30, height: 16 }, looks.sign(family.shape, 15, 8, 7, { fill: family.colour })), say(family)]),
      ...states.map((key) => [looks.stroke(key), t(`state_${key}`)]),
    ];
    const drawing = drawn(picture, made);
    // styles are read from what stands in the page; out of sight, and gone again at once
    const hold = page.h("div", { class: "unseen", "aria-hidden": "true" }, drawing);
    document.body.append(hold);
    const file = desk.sheet(drawing, { wide, high, keys, notes: [$("shown").textContent, $("source-note").textContent] });
    hold.remove();
    return file;
  }
  $("png").addEventListener("click", () => desk.savePng("jjj-network", sheet()));
  $("svg").addEventListener("click", () => desk.saveSvg("jjj-network", sheet()));
  return { sheet };
})();
