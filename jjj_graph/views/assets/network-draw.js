// What both renderers share: where things are on the screen, the letters in marks and the names beside them, which mark is how large.
"use strict";
const draw = (() => {
  const { FONT } = desk;
  const SEEN_AT_ONCE = 300; // marks drawn in full when the whole is in the frame

  /** Lines grow finer as one goes away, so that many of them leave the picture light. */
  const widthOf = (look, scale) => look.width * Math.min(1.3, Math.max(0.5, scale * 1.5));
  /** Radius in pixels: from afar still large enough to tell families and sizes apart, unless all marks are wanted. */
  const radiusOf = (one, scale) => Math.max(one.size * scale, one.size * 0.08 + (choice.state.top === "zoom" ? 2.4 : 0.6));
  /** How many marks, by rank, are drawn in full: as one comes closer, as many more as the frame now holds fewer. */
  function quota(top, scale, fitting) {
    return top === "zoom" ? Math.round(SEEN_AT_ONCE * Math.max(1, scale / fitting) ** 2) : Infinity;
  }
  /** The two ends of a line on the screen, and the point that a bow is drawn towards. */
  function bowed(a, b, bend) {
    return bend ? { x: (a.x + b.x) / 2 + (b.y - a.y) * bend, y: (a.y + b.y) / 2 - (b.x - a.x) * bend } : null;
  }
  /** The view in which all marks are in a frame. */
  function fitted(marks, [wide, high], at = (one) => one) {
    const [pad, tools] = [36, 40]; // room for names, and for the buttons over the picture
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const one of marks) { const { x, y } = at(one); left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y); }
    if (left > right) return { x: 0, y: 0, scale: 1 };
    const across = Math.min(pad * 1.6, wide * 0.1);
    const scale = Math.max(0.002, Math.min((wide - 2 * across) / Math.max(1, right - left), (high - 2 * pad - tools) / Math.max(1, bottom - top), 1.25));
    return { x: (left + right) / 2, y: (top + bottom) / 2 - tools / 2 / scale, scale };
  }
  /** Letters and names, as things to write. */
  function writing({ seen, ...rest }) {
    const palette = looks.palette();
    const letters = [];
    for (const { one, at, radius } of seen) {
      const text = looks.inMark(one);
      const [factor, drop] = looks.LETTERS[one.shape] ?? [1, 0];
      const size = one.group ? Math.min(radius * factor * 0.95, (radius * factor * 1.9) / text.length + 1.5) : radius * factor * (text.length > 1 ? 0.85 : 1);
      if (radius < 6.5 || size < 5.5) continue;
      const style = looks.ofMark(one);
      letters.push({ text, x: at.x, y: at.y + radius * (drop + 0.04), size, weight: 600, kind: "letter", colour: style.dim ? palette.soft : looks.onto(style.fill), opacity: style.dim ? 0.5 : 1 });
    }
    return [...letters, ...names.plan({ seen, ...rest })];
  }
  function write(ctx, texts) {
    const palette = looks.palette();
    ctx.direction = "ltr";
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    for (const { text, x, y, size, weight, kind, colour, opacity = 1, box } of texts) {
      ctx.font = `${weight} ${size}px ${FONT}`;
      ctx.globalAlpha = opacity;
      if (kind === "name") { ctx.lineWidth = 3.5; ctx.strokeStyle = palette.card; ctx.strokeText(text, x, y); }
      if (box) {
        [ctx.fillStyle, ctx.strokeStyle, ctx.lineWidth] = [palette.card, palette.line, 1];
        ctx.beginPath();
        ctx.roundRect(box[0], box[1], box[2] - box[0], 16, 4);
        ctx.fill();
        ctx.stroke();
      }
      ctx.fillStyle = colour ?? (kind === "line" ? palette.accent : palette.ink);
      ctx.fillText(text, x, y);
    }
    ctx.globalAlpha = 1;
  }
  return { radiusOf, widthOf, quota, bowed, fitted, writing, write };
})();
