// The search box: every name, alias and id; whoever is not in the picture is found too.
"use strict";
const search = (() => {
  const { t, number, h, bdi, announce } = page;
  const { byRank, look, nameOf, otherName } = graph;
  const box = document.getElementById("search");
  const list = document.getElementById("hits");
  const MOST = 12;
  const plain = (text) => String(text).normalize("NFKC").toLowerCase();
  let index = null;
  const readIndex = () => (index ??= byRank.map((node) => ({ node, keys: [node.zh, node.en, node.id, node.label, ...(node.aliases ?? [])].filter((key) => key !== undefined && key !== "").map(plain) })));
  let active = -1;
  let hits = [];
  function find(text) {
    const asked = plain(text.trim());
    if (!asked) return [];
    const grade = (key) => (key === asked ? 0 : key.startsWith(asked) ? 1 : key.includes(asked) ? 2 : 3);
    const graded = readIndex().map(({ node, keys }) => ({ node, grade: keys.reduce((best, key) => Math.min(best, grade(key)), 3) }));
    return graded.filter((entry) => entry.grade < 3).sort((a, b) => a.grade - b.grade || a.node.rank - b.node.rank).map((entry) => entry.node);
  }
  const close = () => { list.hidden = true; active = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const choose = (node) => { close(); box.value = ""; network.select(node.id, { look: true, focus: true }); };
  function mark(at) {
    const options = list.querySelectorAll("[role=option]");
    if (!options.length) return;
    active = (at + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    options[active].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", options[active].id);
  }
  function drawHits() {
    if (!box.value.trim()) { close(); return; }
    hits = find(box.value);
    const options = hits.slice(0, MOST).map((node, at) => h("li", { role: "option", id: `hit-${at}`, "aria-selected": "false", "data-id": node.id, pointerdown: (event) => { event.preventDefault(); choose(node); } },
      looks.glyph(look(node)), h("span", {}, bdi(nameOf(node)), " ", h("small", {}, bdi(otherName(node) || String(node.id))), network.isShown(node.id) ? null : h("small", {}, ` (${t("hit_hidden")})`))));
    const more = hits.length > MOST ? [h("li", { class: "more", role: "presentation" }, t("hits_more", { n: number(hits.length - MOST) }))] : [];
    list.replaceChildren(...options, ...more, ...(hits.length ? [] : [h("li", { class: "more", role: "presentation" }, t("hits_none"))]));
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    announce(hits.length ? t("hits_count", { n: number(hits.length) }) : t("hits_none"));
    if (hits.length) mark(0);
  }
  box.addEventListener("input", drawHits);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter that ends a pinyin input is not a choice
    if (event.key === "ArrowDown") { if (list.hidden) drawHits(); else mark(active + 1); }
    else if (event.key === "ArrowUp") mark(active - 1);
    else if (event.key === "Enter") { if (!list.hidden && hits[active]) choose(hits[active]); }
    else if (event.key === "Escape") { close(); box.value = ""; network.stopPicking(); }
    else return;
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select, textarea")) return;
    event.preventDefault();
    box.focus();
  });
  return { focus: () => box.focus() };
})();
