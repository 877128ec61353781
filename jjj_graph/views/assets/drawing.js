// A drawing that comes as plain data, built element by element; its size on the screen; saving it.
"use strict";
const drawing = (() => {
  const { svg } = page;
  const $ = (id) => document.getElementById(id);
  /** Elements of a tree for the language of the page. Text goes in as text; only the attributes of drawings are taken. */
  function build(tree) {
    if (tree.at.lang && tree.at.lang !== page.lang()) return null;
    const { lang, ...at } = tree.at;
    const made = svg(tree.tag, at);
    for (const child of tree.in) { const one = typeof child === "string" ? child : build(child); if (one !== null) made.append(one); }
    return made;
  }
  /** Fit and zoom of an SVG inside a box that scrolls; where `contain` holds, height counts too. Below `least` the map is not readable: then it scrolls instead. `scaled` hears of another scale. */
  function frame(box, size, { least = () => 0.62, readable = 0.95, contain = () => false, scaled = () => {} } = {}) {
    const { width } = size;
    let zoom = null;
    const fitting = () => Math.min((box.clientWidth - 2) / width, contain() ? (box.clientHeight - 4) / size.height : 1.15, 1.6);
    const natural = () => { const fit = fitting(); return fit < least() ? readable : fit; };
    const scale = () => zoom ?? natural();
    function apply() {
      const picture = box.querySelector("svg");
      if (!picture) return;
      picture.setAttribute("width", Math.round(width * scale()));
      picture.setAttribute("height", Math.round(size.height * scale()));
      box.classList.toggle("scrolls", box.scrollWidth > box.clientWidth + 4);
    }
    function by(factor) {
      const [x, y] = [(box.scrollLeft + box.clientWidth / 2) / scale(), (box.scrollTop + box.clientHeight / 2) / scale()];
      zoom = factor === null ? null : Math.min(4, Math.max(0.2, scale() * factor));
      scaled();
      apply();
      box.scrollTo(x * scale() - box.clientWidth / 2, y * scale() - box.clientHeight / 2);
    }
    function whole() { zoom = fitting(); scaled(); apply(); box.scrollTo(0, 0); }
    $("zoom-in").addEventListener("click", () => by(1.25));
    $("zoom-out").addEventListener("click", () => by(1 / 1.25));
    $("fit").addEventListener("click", whole);
    let before = "";
    new ResizeObserver(() => { const now = `${box.clientWidth} ${contain() ? box.clientHeight : ""}`; if (now !== before) { before = now; scaled(); apply(); } }).observe(box);
    return { scale, apply, by, whole, reset: () => { zoom = null; apply(); } };
  }
  return { build, frame };
})();
