// Pictures and tables as files, and the measuring of text that pictures need: the same for every page.
"use strict";
const paper = (() => {
  const { h, svg, download, colour } = page;
  const FONT = getComputedStyle(document.body).fontFamily;

  // --- text in pictures
  /** Marks that turn the direction of text would also turn ours: in a picture nothing isolates them (in cards they stay). */
  const upright = (text) => text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
  const ruler = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  /** How wide text is; `font` without its family: "400 12px". */
  function textWidth(text, font = "400 12px") {
    const key = `${font} ${text}`;
    if (!widths.has(key)) { ruler.font = `${font} ${FONT}`; widths.set(key, ruler.measureText(text).width); }
    return widths.get(key);
  }
  function wrapped(text, width, font = "400 12px") {
    const made = [""];
    for (const piece of text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/gu) ?? []) {
      if (made.at(-1) && textWidth(made.at(-1) + piece, font) > width) made.push("");
      made[made.length - 1] += piece;
    }
    return made;
  }
  /** Text cut with … where it is wider than `most`. */
  function cut(text, most, font = "400 12px") {
    if (textWidth(text, font) <= most) return text;
    const chars = [...text];
    let [low, high] = [0, chars.length];
    while (low < high) { const mid = (low + high + 1) >> 1; if (textWidth(`${chars.slice(0, mid).join("")}…`, font) <= most) low = mid; else high = mid - 1; }
    return `${chars.slice(0, low).join("").trimEnd()}…`;
  }

  const MOST_LONG = 32000;
  const MOST_AREA = 64e6;
  // --- the picture as a file, with title, legend and citation
  const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-opacity", "opacity", "font-size", "font-weight", "text-anchor", "paint-order"];
  /** A copy of a drawing that needs no style sheet: what is not shown goes, how the rest looks is written on it. */
  function standAlone(node) {
    const style = getComputedStyle(node);
    const unseen = ["defs", "pattern", "clipPath", "title"].includes(node.localName); // these are never drawn themselves
    if (!unseen && (style.display === "none" || style.visibility === "hidden")) return null;
    const copy = node.cloneNode(false);
    for (const name of ["class", "style", "tabindex", "role", "data-id"]) copy.removeAttribute(name);
    if (!unseen) for (const name of STYLES) { const value = style.getPropertyValue(name); if (value) copy.setAttribute(name, value.replace(/url\("(#[^"]+)"\)/, "url($1)")); }
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) copy.append(upright(child.data));
      else if (child.nodeType === Node.ELEMENT_NODE) { const made = standAlone(child); if (made) copy.append(made); }
    }
    return copy;
  }
  function words(text, x, y, size, weight, fill, anchor = "start") {
    const node = svg("text", { x, y, "font-size": size, "font-weight": weight, fill, "text-anchor": anchor });
    node.textContent = upright(text);
    return node;
  }
  /** The drawing as it is seen, under its title and above its signs (`keys`: [drawing of 30 × 16, words]) and notes. */
  function sheet(drawing, { wide, high, title = page.title(), keys = [], notes = [] }) {
    const width = Math.max(wide, 640);
    const [ink, host] = [colour("ink"), drawing.parentElement ?? document.body];
    const pad = 20;
    const rows = [[]];
    let x = pad;
    for (const [mark, text] of keys) {
      const room = textWidth(upright(text)) + 58;
      if (x + room > width - pad && rows.at(-1).length) { rows.push([]); x = pad; }
      rows.at(-1).push({ mark, text, x });
      x += room;
    }
    const heads = wrapped(upright(title), width - 2 * pad, "650 19px");
    const lines = notes.filter(Boolean).flatMap((text) => wrapped(upright(text), width - 2 * pad));
    const above = 22 + heads.length * 25;
    const below = 14 + rows.length * 24 + lines.length * 18;
    const height = above + high + below;
    const all = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT });
    all.append(svg("rect", { width, height, fill: colour("card") }), ...heads.map((line, i) => words(line, pad, 32 + i * 25, 19, 650, ink)));
    const copy = standAlone(drawing);
    for (const [name, value] of Object.entries({ x: (width - wide) / 2, y: above, width: wide, height: high })) copy.setAttribute(name, value);
    all.append(copy);
    rows.forEach((row, i) => row.forEach(({ mark, text, x: left }) => {
      const y = above + high + 8 + i * 24;
      host.append(mark); // a sign has its look only where the style sheet finds it
      const sign = standAlone(mark);
      mark.remove();
      for (const [name, value] of Object.entries({ x: left, y, width: 30, height: 16 })) sign.setAttribute(name, value);
      all.append(sign, words(text, left + 38, y + 12.5, 12, 400, ink));
    }));
    lines.forEach((line, i) => all.append(words(line, pad, above + high + 20 + rows.length * 24 + i * 18, 12, 400, colour("soft"))));
    return { text: new XMLSerializer().serializeToString(all), width, height };
  }
  const saveSvg = (name, made) => download(`${name}.svg`, new Blob([made.text], { type: "image/svg+xml" }));
  function savePng(name, made) {
    const image = new Image();
    image.addEventListener("load", () => {
      // at the width of the page, sharper where there is room: what browsers can still draw is a matter of area and length
      const ratio = Math.min(2, MOST_LONG / Math.max(made.width, made.height), Math.sqrt(MOST_AREA / (made.width * made.height)));
      const canvas = h("canvas", { width: Math.round(made.width * ratio), height: Math.round(made.height * ratio) });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => download(`${name}.png`, blob), "image/png");
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(made.text)}`;
  }
  function csv(name, heads, rows) {
    const cell = (value) => { const text = String(value ?? ""); const safe = /^[=+\-@\t\r\n\0＝＋－＠]/.test(text) && !/^[+-]\d+(\.\d+)?$/.test(text) ? `'${text}` : text; return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe; };
    download(`${name}.csv`, new Blob(["\ufeff", [heads, ...rows].map((row) => row.map(cell).join(",")).join("\r\n"), "\r\n"], { type: "text/csv" }));
  }

  return { FONT, upright, textWidth, wrapped, cut, sheet, saveSvg, savePng, csv };
})();
