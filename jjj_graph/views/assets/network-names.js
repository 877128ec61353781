// Names beside marks and on lines: placed so that they never lie on each other; closer up, more of them find room.
// What comes back is a plan, which the canvas paints and an SVG file writes down.
"use strict";
const names = (() => {
  const { FONT, upright } = desk;
  const { nameOfMark } = scene;
  const ruler = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  function measure(text, size, weight) {
    const key = `${weight} ${size} ${text}`;
    if (!widths.has(key)) { ruler.font = `${weight} ${size}px ${FONT}`; widths.set(key, ruler.measureText(text).width); }
    return widths.get(key);
  }
  const cut = new Map();
  /** At most two lines of a name, cut between words where it has them, with … where there is more. */
  function rowsOf(text) {
    if (cut.has(text)) return cut.get(text);
    const wide = (part) => [...part].reduce((sum, char) => sum + (char.codePointAt(0) > 0x2e7f ? 2 : 1), 0);
    const pieces = text.match(/[\u2e80-\u9fff\uf900-\uffef]|[^\s\u2e80-\u9fff\uf900-\uffef]+\s*|\s+/gu) ?? [text];
    const limit = wide(text) <= 22 ? 22 : Math.min(24, Math.max(16, Math.ceil(wide(text) / 2) + 2));
    const made = [""];
    for (const piece of pieces) {
      if (made.at(-1) && wide(made.at(-1) + piece.trimEnd()) > limit) made.push("");
      made[made.length - 1] += piece;
    }
    const kept = made.slice(0, 2).map((line) => { const chars = [...line.trim()]; return chars.length > 30 ? `${chars.slice(0, 29).join("")}…` : chars.join(""); });
    if (made.length > 2) kept[1] = `${kept[1].replace(/[…\s]+$/, "")}…`;
    cut.set(text, kept);
    return kept;
  }
  /** Room on the picture: rectangles already taken, found through a grid. */
  function room() {
    const cells = new Map();
    const each = (box, visit) => {
      for (let i = Math.floor(box[0] / 80); i <= Math.floor(box[2] / 80); i += 1) {
        for (let j = Math.floor(box[1] / 40); j <= Math.floor(box[3] / 40); j += 1) if (visit(i * 65537 + j)) return true;
      }
      return false;
    };
    const meets = (box, other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
    return {
      free: (box, own) => !each(box, (cell) => (cells.get(cell) ?? []).some((other) => other.own !== own && meets(box, other))),
      /** How many signs lie under a box; Infinity where a name does. */
      covers: (box, own) => {
        const under = new Set();
        each(box, (cell) => { for (const other of cells.get(cell) ?? []) if (other.own !== own && meets(box, other)) under.add(other); return false; });
        return [...under].some((other) => !other.glyph) ? Infinity : under.size;
      },
      take: (box, own, glyph = false) => { Object.assign(box, { own, glyph }); each(box, (cell) => { if (!cells.has(cell)) cells.set(cell, []); cells.get(cell).push(box); return false; }); },
    };
  }
  /** A name below, above, beside or at a corner of its mark, where there is room; the best connected may cover a sign. */
  function beside({ one, at, radius }, space, frame, { first, chosen, order }) {
    const heavy = chosen || one.group ? order < 14 || chosen : !looks.lit() && order < 8;
    const [size, weight] = [chosen ? 14.5 : heavy ? 13.5 : 11.5, heavy ? 650 : 450];
    const rows = rowsOf(upright(nameOfMark(one)));
    const width = Math.max(...rows.map((row) => measure(row, size, weight)));
    const height = rows.length * (size + 2);
    const near = radius * 0.72;
    const tries = [
      [-width / 2, radius + 3], [-width / 2, -radius - 3 - height], [radius + 4, -height / 2], [-radius - 4 - width, -height / 2],
      [near + 2, near], [-near - 2 - width, near], [near + 2, -near - height], [-near - 2 - width, -near - height],
    ].map(([dx, dy], place) => {
      const left = Math.min(Math.max(at.x + dx, 4), frame - width - 4); // names stay inside the frame
      return place > 1 && left !== at.x + dx ? null : [left - 2, at.y + dy - 1, left + width + 2, at.y + dy + height + 1];
    }).filter(Boolean);
    let box = tries.find((place) => space.free(place, one.id));
    if (!box && (first || order < 10)) {
      const [covered, least] = tries.map((place) => [space.covers(place, one.id), place]).sort((a, b) => a[0] - b[0])[0];
      if (first || covered < 5) box = least;
    }
    if (!box) return [];
    space.take(box, one.id);
    return rows.map((row, i) => ({ text: row, x: (box[0] + box[2]) / 2, y: box[1] + 1 + (i + 0.5) * (size + 2), size, weight, kind: "name" }));
  }
  function onLine(text, ends, bend, id, space, force) {
    const width = measure(text, 11, 500) + 8;
    const [a, b] = ends;
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const tries = [0.5, 0.36, 0.64, 0.25, 0.75].map((part) => {
      const bow = bend * 2 * part * (1 - part);
      const at = { x: a.x + dx * part + dy * bow, y: a.y + dy * part - dx * bow };
      return [at.x - width / 2, at.y - 8, at.x + width / 2, at.y + 8];
    });
    const box = tries.find((one) => space.free(one, id)) ?? (force ? tries[0] : undefined);
    if (!box) return [];
    space.take(box, id);
    return [{ text, x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 + 0.5, size: 11, weight: 500, kind: "line", box }];
  }
  /** What is written on a line: its relation, or how many relations a bundle holds. */
  const lineText = (line) => upright(line.directed ? graph.relation(line.edges[0]) : page.number(line.edges.length));

  /** All names for marks that are seen (`one`, `at` and `radius` on the screen) in a frame so wide; `endsOf` a line on the screen. */
  function plan({ seen, lines, endsOf, wide, hovered, hoveredLine }) {
    const space = room();
    const lit = looks.lit();
    if (seen.length <= 800) for (const { one, at, radius } of seen) if (looks.isLit(one)) space.take([at.x - radius, at.y - radius, at.x + radius, at.y + radius], one.id, true);
    const isFirst = (one) => one.id === lit?.chosen || one.id === hovered;
    const named = seen.filter(({ one }) => isFirst(one) || looks.isLit(one)).sort((a, b) => isFirst(b.one) - isFirst(a.one));
    const made = named.slice(0, 1500).flatMap((place, order) => beside(place, space, wide, { first: isFirst(place.one), chosen: place.one.id === lit?.chosen, order }));
    const write = (id, force) => { const line = lines.get(id); if (line && line.from !== line.to) made.push(...onLine(lineText(line), endsOf(line), line.bend, id, space, force)); };
    const told = lit?.all ? [...lines.keys()] : lit && lit.lines.size <= 40 ? [...lit.lines] : [];
    for (const id of told) write(id, id === choice.state.line);
    if (hoveredLine !== null && !told.includes(hoveredLine)) write(hoveredLine, true);
    return made;
  }
  return { plan, lineText, FONT };
})();
