// The ground of maps and what is drawn on it: soft shapes, scale and north, arcs between places, names where they
// cover nothing. Who uses it says what is drawn.
"use strict";
const ground = (() => {
  const { t, svg } = page;
  const text = (words, x, y, look, anchor = "middle") => { const node = svg("text", { x, y, class: look, "text-anchor": anchor }); node.textContent = paper.upright(words); return node; };
  const widthOf = (n) => Math.min(13, 1.4 + 1.7 * Math.sqrt(n));
  const radius = (n) => 5 + Math.min(15, 1.7 * Math.sqrt(n));
  /** What lies under everything: `map` has its size, shapes or rings, and the length of a kilometre. */
  function under(map) {
    const made = [];
    for (const ring of map.around) made.push(svg("path", { d: ring, class: "m-around" }));
    for (const ring of map.rings) made.push(svg("path", { d: ring, class: "m-ring" }));
    map.lands.forEach((land) => made.push(svg("path", { d: land.path, class: `m-land${land.wide ? "" : " town"}` })));
    const kilometre = map.kilometre;
    made.push(svg("path", { d: `M24 ${map.height - 14}v6h${kilometre * 100}v-6`, class: "m-scale" }), text(t("scale"), 24 + kilometre * 50, map.height - 18, "m-small"));
    made.push(svg("path", { d: `M784 60l7 22l-7 -6l-7 6z`, class: "m-north" }), text(t("north"), 784, 54, "m-small"));
    return made;
  }
  /** An arc that bows to the right of its direction; states of one flow lie beside each other. */
  function arc(from, to, lane, ends) {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const away = Math.hypot(dx, dy) || 1;
    const bow = 0.16 + lane * 0.12 + Math.min(0.12, 14 / away);
    const control = [(from.x + to.x) / 2 - dy * bow, (from.y + to.y) / 2 + dx * bow];
    const toward = (x, y, r) => { const length = Math.hypot(control[0] - x, control[1] - y) || 1; return [x + ((control[0] - x) * r) / length, y + ((control[1] - y) * r) / length]; };
    const start = toward(from.x, from.y, ends[0] + 1);
    const tip = toward(to.x, to.y, ends[1] + 2);
    return { start, control, tip };
  }
  function head(shape, thick) {
    const [dx, dy] = [shape.tip[0] - shape.control[0], shape.tip[1] - shape.control[1]];
    const length = Math.hypot(dx, dy) || 1;
    const [ux, uy] = [dx / length, dy / length];
    const long = 7 + thick * 0.9;
    const half = 3.4 + thick * 0.55;
    const base = [shape.tip[0] - ux * long, shape.tip[1] - uy * long];
    return { base, points: [shape.tip, [base[0] - uy * half, base[1] + ux * half], [base[0] + uy * half, base[1] - ux * half]].map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" ") };
  }
  const free = (one, taken) => !taken.some((other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1]);
  const pointOn = (shape, part) => [0, 1].map((i) => (1 - part) ** 2 * shape.start[i] + 2 * part * (1 - part) * shape.control[i] + part ** 2 * shape.tip[i]);
  /** Where a name goes beside a mark of radius r: where it covers least of what is `taken`; letters are `big` times as large. */
  function spotFor(name, { x, y }, r, taken, big = 1) {
    const long = paper.textWidth(paper.upright(name), "600 13px") * big;
    const covers = (one) => taken.filter((other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1]).length;
    const under = 14 * big;
    const spots = [[0, r + under, "middle"], [r + 5, 4.5 * big, "start"], [-r - 5, 4.5 * big, "end"], [0, -r - 6, "middle"], [r, r + under - 4, "start"], [-r, r + under - 4, "end"], [r, -r - 2, "start"], [-r, -r - 2, "end"]].map(([dx, dy, anchor], i) => {
      const left = x + dx - (anchor === "middle" ? long / 2 : anchor === "end" ? long : 0);
      const box = [left - 1, y + dy - 12 * big, left + long + 1, y + dy + 3 * big];
      return { dx, dy, anchor, box, hidden: covers(box), cost: covers(box) * 10 + i };
    });
    return spots.sort((a, b) => a.cost - b.cost)[0];
  }
  /** What stands for a place: a circle in the region, a diamond beyond it. */
  const dot = ({ x, y, where }, r) => (where === "outside" ? svg("polygon", { points: `${x},${y - r - 2} ${x + r + 2},${y} ${x},${y + r + 2} ${x - r - 2},${y}`, class: "m-dot" }) : svg("circle", { cx: x, cy: y, r, class: "m-dot" }));

  return { text, under, arc, head, pointOn, free, widthOf, radius, spotFor, dot };
})();
