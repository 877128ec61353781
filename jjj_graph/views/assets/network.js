// The network view. vis-network draws nodes and lines and handles mouse and touch; the letters in the nodes and the
// names beside them are drawn here, so that names never lie on each other: closer up, more of them find room.
"use strict";
(() => {
  const { model, t, say, number, h, bdi, svg, announce, download, remember, dark, colour } = page;
  const { FONT, set, listed, upright, evidence, sources } = desk;
  const $ = (id) => document.getElementById(id);
  const REST = { zh: "其他", en: "Other", letter: { zh: "他", en: "Ot" }, shape: "diamond", colour: "#7f8894" };
  const PAGE_OF_ROWS = 500;
  const DASHES = { stated: [], "not-yet": [6, 4], stopped: [10, 3, 2, 3], denied: [2, 4] };

  // --- the data ----------------------------------------------------------------------------------
  const nodes = new Map(model.nodes.map((node) => [node.id, node]));
  const edges = new Map(model.edges.map((edge, at) => [edge.id ?? `e${at}`, { ...edge, id: edge.id ?? `e${at}` }]));
  const ties = new Map([...nodes.keys()].map((id) => [id, []]));
  for (const edge of edges.values()) {
    ties.get(edge.from).push(edge);
    if (edge.to !== edge.from) ties.get(edge.to).push(edge);
  }
  const look = (node) => model.families?.[node.group] ?? REST;
  const nameOf = (node) => say({ zh: node.zh, en: node.en }) || String(node.label ?? node.id);
  const otherName = (node) => [node.zh, node.en].filter((name) => name && name !== nameOf(node)).join(" ");
  const relation = (edge) => say(edge.words) || edge.title || edge.label || "";
  const byRank = [...nodes.values()].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const count = (items, key) => items.reduce((sums, item) => sums.set(key(item), (sums.get(key(item)) ?? 0) + 1), new Map());
  const familyCounts = count([...nodes.values()], (node) => node.group ?? "other");
  const termCounts = count([...edges.values()], (edge) => edge.term ?? "");
  const stateCounts = count([...edges.values()], (edge) => edge.state ?? "stated");

  // --- what is chosen: all of it can stand in the address -----------------------------------------
  const state = { node: null, edge: null, only: false, families: new Set(), terms: new Set(), top: Infinity, lonely: false };
  function readState() {
    const id = page.address("n");
    state.node = nodes.has(id) ? id : null;
    state.edge = null;
    state.only = page.address("only") === "1" && state.node !== null;
    state.families = set(page.address("hide"));
    state.terms = set(page.address("hiderel"));
    state.lonely = page.address("lonely") === "0";
    const asked = page.address("top");
    const opening = nodes.size > (model.readable ?? Infinity) ? model.readable : Infinity;
    state.top = asked === "all" ? Infinity : Number(asked) > 0 ? Number(asked) : opening;
    state.opening = opening;
  }
  function writeState() {
    remember({
      n: state.node, only: state.only ? 1 : null, hide: listed(state.families), hiderel: listed(state.terms),
      lonely: state.lonely ? 0 : null, top: state.top === state.opening ? null : Number.isFinite(state.top) ? state.top : "all",
    });
  }

  // --- what is shown -------------------------------------------------------------------------------
  let shown = { nodes: new Set(), edges: new Set(), left: {} };
  function whatIsShown() {
    const left = { left_family: 0, left_top: 0, left_only: 0, left_lonely: 0 };
    const termOn = (edge) => !state.terms.has(edge.term ?? "");
    const near = state.only && state.node !== null
      ? new Set([state.node, ...ties.get(state.node).filter(termOn).flatMap((edge) => [edge.from, edge.to])]) : null;
    const inside = new Set();
    for (const node of byRank) {
      if (node.id === state.node) inside.add(node.id);
      else if (state.families.has(node.group ?? "other")) left.left_family += 1;
      else if (near) { if (near.has(node.id)) inside.add(node.id); else left.left_only += 1; }
      else if ((node.rank ?? 0) >= state.top) left.left_top += 1;
      else inside.add(node.id);
    }
    const drawn = new Set();
    const tied = new Set([state.node]);
    for (const edge of edges.values()) {
      if (termOn(edge) && inside.has(edge.from) && inside.has(edge.to)) { drawn.add(edge.id); tied.add(edge.from).add(edge.to); }
    }
    if (state.lonely) for (const id of inside) if (!tied.has(id)) { inside.delete(id); left.left_lonely += 1; }
    return { nodes: inside, edges: drawn, left };
  }

  // --- vis-network -----------------------------------------------------------------------------------
  const picture = $("picture");
  const visNodes = new vis.DataSet([...nodes.values()].map((node) => ({ id: node.id, x: node.x, y: node.y, shape: node.shape, size: node.size })));
  const visEdges = new vis.DataSet([...edges.values()].map((edge) => ({
    id: edge.id, from: edge.from, to: edge.to, arrows: edge.arrows,
    dashes: DASHES[edge.state]?.length ? DASHES[edge.state].map((length) => length * 1.3) : false,
    smooth: edge.bend ? { enabled: true, type: edge.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(edge.bend) } : false,
  })));
  const nodeView = new vis.DataView(visNodes, { filter: (node) => shown.nodes.has(node.id) });
  const edgeView = new vis.DataView(visEdges, { filter: (edge) => shown.edges.has(edge.id) });
  const physics = Boolean(model.options.physics?.enabled);
  const net = new vis.Network(picture, { nodes: nodeView, edges: edgeView }, {
    ...model.options,
    configure: { enabled: false },
    autoResize: true,
    physics: { ...model.options.physics, enabled: physics },
    layout: { ...model.options.layout, improvedLayout: false, randomSeed: 1 },
    interaction: { ...model.options.interaction, hover: true, keyboard: false, tooltipDelay: 1e9, selectConnectedEdges: false, hideEdgesOnDrag: edges.size > 4000, hideEdgesOnZoom: edges.size > 4000 },
    edges: { ...model.options.edges, arrows: { to: { scaleFactor: 0.45 } }, color: { inherit: false }, selectionWidth: 0, hoverWidth: 0, chosen: false, smooth: false, arrowStrikethrough: false },
    nodes: { chosen: false, font: { size: 0 } },
  });
  const canvas = picture.querySelector("canvas");

  // --- how it looks: only what changed is handed to vis again ------------------------------------------
  let palette = {};
  const mix = (one, two, part) => `#${[1, 3, 5].map((at) => Math.round(parseInt(one.slice(at, at + 2), 16) * (1 - part) + parseInt(two.slice(at, at + 2), 16) * part).toString(16).padStart(2, "0")).join("")}`;
  const bright = (hex) => [1, 3, 5].reduce((sum, at, i) => sum + [0.299, 0.587, 0.114][i] * parseInt(hex.slice(at, at + 2), 16), 0) > 150;
  function readPalette() {
    palette = Object.fromEntries(["card", "ink", "soft", "edge", "edge-faint", "accent", "line"].map((name) => [name, colour(name)]));
  }
  const styles = new Map();
  let strong = null; // ids of the chosen node or edge's ends and its neighbours; null: nothing chosen
  function paint() {
    strong = null;
    if (state.node !== null) strong = new Set([state.node, ...ties.get(state.node).filter((edge) => shown.edges.has(edge.id)).flatMap((edge) => [edge.from, edge.to])]);
    if (state.edge !== null) strong = new Set([edges.get(state.edge).from, edges.get(state.edge).to]);
    const changed = (id, style) => { const key = JSON.stringify(style); if (styles.get(id) === key) return false; styles.set(id, key); return true; };
    const nodeStyles = [];
    for (const node of nodes.values()) {
      const dim = strong && !strong.has(node.id);
      const own = look(node).colour;
      const fill = dim ? mix(palette.card, own, 0.22) : own;
      const border = node.id === state.node ? palette.ink : dim ? mix(palette.card, own, 0.35) : mix(own, dark() ? "#ffffff" : "#000000", 0.28);
      const style = { color: { background: fill, border }, borderWidth: node.id === state.node ? 3.5 : 1.2 };
      if (changed(`n ${node.id}`, style)) nodeStyles.push({ id: node.id, ...style });
    }
    const edgeStyles = [];
    const many = state.node !== null && ties.get(state.node).length > 30;
    for (const edge of edges.values()) {
      const lit = state.edge === edge.id || (state.node !== null && (edge.from === state.node || edge.to === state.node));
      const faint = strong ? !lit : edge.hub;
      const style = { color: { color: lit ? palette.accent : faint ? palette["edge-faint"] : palette.edge }, width: lit ? (many ? 1.3 : 2.6) : faint ? 1 : 1.5 };
      if (changed(`e ${edge.id}`, style)) edgeStyles.push({ id: edge.id, ...style });
    }
    visNodes.updateOnly(nodeStyles);
    visEdges.updateOnly(edgeStyles);
  }

  // --- names and letters on the canvas -----------------------------------------------------------------
  let hovered = null;
  let hoveredEdge = null;
  const lineCache = new Map();
  /** At most two lines of a name, cut between words where it has them, with … where there is more. */
  function lines(text) {
    if (lineCache.has(text)) return lineCache.get(text);
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
    lineCache.set(text, kept);
    return kept;
  }
  function letterIn(ctx, node, at, radius) {
    if (radius < 6.5) return;
    const { letter, shape, colour: own } = look(node);
    const dim = strong && !strong.has(node.id);
    const [factor, drop] = { dot: [1.1, 0], square: [1.3, 0], triangle: [0.82, 0.2], triangleDown: [0.82, -0.2], diamond: [0.9, 0], star: [0.7, 0.02], hexagon: [1.1, 0] }[shape] ?? [1, 0];
    const text = letter[page.lang()];
    ctx.font = `600 ${radius * factor * (text.length > 1 ? 0.85 : 1)}px ${FONT}`;
    ctx.fillStyle = dim ? palette.soft : bright(own) ? "#1b1b1b" : "#ffffff";
    ctx.globalAlpha = dim ? 0.5 : 1;
    ctx.fillText(text, at.x, at.y + radius * (drop + 0.04));
    ctx.globalAlpha = 1;
  }
  /** Room on the canvas: rectangles already taken, found through a grid. */
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
  /** A name below, above, beside or at a corner of its node, where there is room; the best connected may cover a sign. */
  function label(ctx, text, node, at, radius, space, edge, force) {
    const heavy = node.id === state.node || (!strong && (node.rank ?? 99) < 8);
    const size = node.id === state.node ? 14.5 : heavy ? 13.5 : 11.5;
    ctx.font = `${heavy ? 650 : 450} ${size}px ${FONT}`;
    const rows = lines(text);
    const width = Math.max(...rows.map((row) => ctx.measureText(row).width));
    const height = rows.length * (size + 2);
    const near = radius * 0.72;
    const tries = [
      [-width / 2, radius + 3], [-width / 2, -radius - 3 - height], [radius + 4, -height / 2], [-radius - 4 - width, -height / 2],
      [near + 2, near], [-near - 2 - width, near], [near + 2, -near - height], [-near - 2 - width, -near - height],
    ].map(([dx, dy], place) => {
      const left = Math.min(Math.max(at.x + dx, 4), edge - width - 4); // names stay inside the frame
      return place > 1 && left !== at.x + dx ? null : [left - 2, at.y + dy - 1, left + width + 2, at.y + dy + height + 1];
    }).filter(Boolean);
    const important = force || (node.rank ?? 99) < 10;
    const least = () => tries.map((one) => [space.covers(one, node.id), one]).sort((a, b) => a[0] - b[0])[0];
    let box = tries.find((one) => space.free(one, node.id));
    if (!box && important) { const [covered, one] = least(); if (force || covered < 5) box = one; }
    if (!box) return;
    space.take(box, node.id);
    ctx.lineWidth = 3.5;
    ctx.lineJoin = "round";
    ctx.strokeStyle = palette.card;
    ctx.fillStyle = palette.ink;
    rows.forEach((row, i) => {
      const y = box[1] + 1 + (i + 0.5) * (size + 2);
      ctx.strokeText(row, (box[0] + box[2]) / 2, y);
      ctx.fillText(row, (box[0] + box[2]) / 2, y);
    });
  }
  /** A point on a line, as far along as `part` says; a line that bows is followed closely enough for its name. */
  function pointOn(edge, part) {
    const [a, b] = [net.canvasToDOM(net.getPosition(edge.from)), net.canvasToDOM(net.getPosition(edge.to))];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const bow = (edge.bend ?? 0) * 2 * part * (1 - part);
    return { x: a.x + dx * part + dy * bow, y: a.y + dy * part - dx * bow };
  }
  function edgeLabel(ctx, edge, space, force) {
    ctx.font = `500 11px ${FONT}`;
    const text = upright(relation(edge));
    const width = ctx.measureText(text).width + 8;
    const tries = [0.5, 0.36, 0.64, 0.25, 0.75].map((part) => pointOn(edge, part)).map((at) => [at.x - width / 2, at.y - 8, at.x + width / 2, at.y + 8]);
    const box = tries.find((one) => space.free(one, edge.id)) ?? (force ? tries[0] : undefined);
    if (!box) return;
    space.take(box, edge.id);
    ctx.fillStyle = palette.card;
    ctx.strokeStyle = palette.line;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.roundRect(box[0], box[1], width, 16, 4);
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = palette.accent;
    ctx.fillText(text, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2 + 0.5);
  }
  net.on("afterDrawing", (ctx) => {
    const scale = net.getScale();
    const ratio = ctx.getTransform().a / scale; // of the drawing, not of the element: on paper they differ
    const [wide, high] = [canvas.width / ratio, canvas.height / ratio];
    const space = room();
    const places = [];
    for (const node of byRank) {
      if (!shown.nodes.has(node.id)) continue;
      const at = net.canvasToDOM(net.getPosition(node.id));
      if (at.x < -60 || at.y < -40 || at.x > wide + 60 || at.y > high + 40) continue;
      places.push([node, at, (node.size ?? 12) * scale]);
    }
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.direction = "ltr";
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    if (places.length <= 800) for (const [node, at, r] of places) if (!strong || strong.has(node.id)) space.take([at.x - r, at.y - r, at.x + r, at.y + r], node.id, true);
    for (const [node, at, r] of places) letterIn(ctx, node, at, r);
    const first = (node) => node.id === state.node || node.id === hovered;
    const named = places.filter(([node]) => first(node) || !strong || strong.has(node.id));
    named.sort((a, b) => first(b[0]) - first(a[0]));
    for (const [node, at, r] of named.slice(0, 1500)) label(ctx, upright(nameOf(node)), node, at, r, space, wide, first(node));
    if (state.node !== null && ties.get(state.node).length <= 40) {
      for (const edge of ties.get(state.node)) if (shown.edges.has(edge.id) && edge.from !== edge.to) edgeLabel(ctx, edge, space, false);
    }
    for (const id of new Set([state.edge, hoveredEdge])) if (id !== null && shown.edges.has(id)) edgeLabel(ctx, edges.get(id), space, true);
    ctx.restore();
  });

  // --- the legend, which filters --------------------------------------------------------------------------
  const SHAPES = {
    dot: () => svg("circle", { cx: 11, cy: 11, r: 9.5 }),
    square: () => svg("rect", { x: 2, y: 2, width: 18, height: 18, rx: 1 }),
    triangle: () => svg("polygon", { points: "11,1 21.5,20 0.5,20" }),
    triangleDown: () => svg("polygon", { points: "11,21 21.5,2 0.5,2" }),
    diamond: () => svg("polygon", { points: "11,0 22,11 11,22 0,11" }),
    hexagon: () => svg("polygon", { points: "5.5,1.5 16.5,1.5 22,11 16.5,20.5 5.5,20.5 0,11" }),
    star: () => svg("polygon", { points: "11,0 13.8,7.6 22,8 15.5,13 17.8,21 11,16.4 4.2,21 6.5,13 0,8 8.2,7.6" }),
  };
  function glyph(family) {
    const shape = (SHAPES[family.shape] ?? SHAPES.dot)();
    shape.setAttribute("fill", family.colour);
    shape.setAttribute("stroke", mix(family.colour, dark() ? "#ffffff" : "#000000", 0.28));
    const letter = svg("text", { x: 11, y: family.shape === "triangle" ? 17.5 : family.shape === "triangleDown" ? 12 : 15, "text-anchor": "middle", "font-size": page.lang() === "zh" ? 10.5 : 9.5, "font-weight": 600, fill: bright(family.colour) ? "#1b1b1b" : "#ffffff" });
    letter.textContent = family.letter[page.lang()];
    return svg("svg", { viewBox: "-1 -1 24 24", width: 22, height: 22, "aria-hidden": "true" }, shape, letter);
  }
  const redraw = () => { drawLegend(); update(); };
  const check = (into, hidden, key, words, sum, mark) => desk.check(into, hidden, key, words, sum, mark, update);
  const quick = (field, hidden, keys) => desk.quick(field, hidden, keys, redraw);
  function drawLegend() {
    const families = desk.clearField("families", "families");
    const known = Object.keys(model.families ?? {}).concat("other").filter((key, at, all) => familyCounts.has(key) && all.indexOf(key) === at);
    const keys = known.sort((a, b) => familyCounts.get(b) - familyCounts.get(a) || (a < b ? -1 : 1));
    quick(families, state.families, keys);
    for (const key of keys) check(families, state.families, key, say(model.families?.[key] ?? REST), familyCounts.get(key), glyph(model.families?.[key] ?? REST));
    const relations = desk.clearField("relations", "relations");
    const terms = [...termCounts.keys()].sort((a, b) => termCounts.get(b) - termCounts.get(a) || (a < b ? -1 : 1));
    const wordsOf = new Map([...edges.values()].map((edge) => [edge.term ?? "", relation(edge)]));
    relations.hidden = terms.length === 0;
    quick(relations, state.terms, terms);
    for (const term of terms) check(relations, state.terms, term, wordsOf.get(term), termCounts.get(term), null);
    const states = desk.clearField("states", "states");
    states.hidden = ![...stateCounts.keys()].some((key) => key !== "stated");
    for (const [key, dashes] of Object.entries(DASHES)) {
      if (!stateCounts.has(key)) continue;
      const line = svg("line", { x1: 0, y1: 6, x2: 30, y2: 6, stroke: palette.soft, "stroke-width": 2, "stroke-dasharray": dashes.join(" ") || "none" });
      states.append(h("div", { class: "row" }, svg("svg", { width: 30, height: 12, "aria-hidden": "true" }, line), h("span", {}, t(`state_${key}`)), h("span", { class: "count" }, number(stateCounts.get(key)))));
    }
    const steps = [...new Set([100, 300, 1000, 3000, state.opening, state.top])].filter((step) => step < nodes.size).sort((a, b) => a - b);
    $("top").replaceChildren(...steps.map((step) => h("option", { value: step }, number(step))), h("option", { value: "all" }, t("top_all", { n: number(nodes.size) })));
    $("top").value = state.top < nodes.size ? String(state.top) : "all";
    $("top-row").hidden = steps.length === 0;
    $("lonely").checked = state.lonely;
  }

  // --- the panel ----------------------------------------------------------------------------------------
  const goTo = (id) => h("button", { type: "button", class: "go", "data-go": id, click: () => select(id, { look: true, focus: true }) }, bdi(nameOf(nodes.get(id))));
  const stateTag = (edge) => (edge.state && edge.state !== "stated" ? h("span", { class: "tag", title: t(`state_${edge.state}`) }, t(`tag_${edge.state}`)) : null);
  function tie(edge, id, open, bare) {
    const out = edge.from === id;
    return h("li", {}, h("div", { class: "tie" }, h("span", { class: "arrow", "aria-hidden": "true" }, out ? "→" : "←"), goTo(out ? edge.to : edge.from), stateTag(edge)), bare ? null : evidence(edge.claims, open));
  }
  function head(title, under) {
    return h("div", { class: "panel-head" }, h("div", {}, h("h2", {}, bdi(title)), under ? h("p", { class: "other-name" }, bdi(under)) : null), h("button", { type: "button", click: () => { select(null); picture.focus(); } }, t("close")));
  }
  function nodeCard(node) {
    const own = ties.get(node.id);
    const groups = new Map();
    for (const edge of own) {
      const key = JSON.stringify([relation(edge), edge.from === node.id]);
      groups.set(key, [...(groups.get(key) ?? []), edge]);
    }
    const aliases = node.aliases?.length ? [h("dt", {}, t("aliases")), h("dd", {}, bdi(node.aliases.join(page.lang() === "zh" ? "、" : ", ")))] : [];
    const facts = (node.facts ?? []).map((fact) => [h("dt", {}, bdi(say(fact.words))), h("dd", {}, bdi(say(fact.value)), fact.claims.length ? evidence(fact.claims, false) : null)]);
    return [
      head(nameOf(node), otherName(node)),
      h("span", { class: "badge" }, glyph(look(node)), say(look(node))),
      h("dl", {}, h("dt", {}, t("type")), h("dd", {}, bdi(say(node.typeWords) || node.type || "")), h("dt", {}, t("id")), h("dd", {}, h("code", {}, bdi(String(node.id)))), aliases),
      facts.length ? [h("h3", {}, t("facts")), h("dl", {}, facts.flat())] : null,
      h("h3", {}, t("ties", { n: number(own.length) })),
      own.length ? null : h("p", {}, t("no_ties")),
      [...groups].map(([key, group]) => {
        const [words, out] = JSON.parse(key);
        const bare = group.every((edge) => !edge.claims?.length); // said once for the group, not at each line
        return [
          h("h4", {}, out ? "" : "← ", bdi(words), out ? " →" : "", ` (${number(group.length)})`), bare ? evidence([]) : null,
          h("ul", { class: "ties" }, group.map((edge) => tie(edge, node.id, own.length <= 10, bare))),
        ];
      }).flat(),
    ].flat();
  }
  function edgeCard(edge) {
    return [head(relation(edge), ""), h("p", {}, goTo(edge.from), " → ", goTo(edge.to)), stateTag(edge), evidence(edge.claims, true)];
  }
  function drawPanel() {
    const panel = $("panel");
    panel.classList.toggle("chosen", state.node !== null || state.edge !== null);
    if (state.node !== null) panel.replaceChildren(...nodeCard(nodes.get(state.node)).filter(Boolean));
    else if (state.edge !== null) panel.replaceChildren(...edgeCard(edges.get(state.edge)).filter(Boolean));
    else {
      const best = byRank.filter((node) => shown.nodes.has(node.id)).slice(0, 12);
      panel.replaceChildren(h("p", { class: "note-in" }, t("panel_hint")), h("h3", {}, t("panel_best")), h("ol", { class: "ties" }, best.map((node) => h("li", {}, h("div", { class: "tie" }, goTo(node.id), h("span", { class: "no-evidence" }, ` ${number(node.degree ?? ties.get(node.id).length)}`))))));
    }
  }
  $("panel").addEventListener("keydown", (event) => {
    if (event.key === "Escape") { select(null); picture.focus(); return; }
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || !event.target.matches(".go")) return;
    const all = [...$("panel").querySelectorAll(".go")];
    const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { next.focus(); event.preventDefault(); }
  });

  // --- the notes: what is shown, of how much, from where, how to cite --------------------------------------
  function drawNotes() {
    const left = Object.entries(shown.left).filter(([, n]) => n).map(([key, n]) => t(key, { n: number(n) }));
    const undrawn = edges.size - shown.edges.size;
    const parts = [
      t("shown", { n: number(shown.nodes.size), e: number(shown.edges.size), allN: number(nodes.size), allE: number(edges.size) }),
      left.length ? t("left", { list: left.join(page.lang() === "zh" ? "，" : ", ") }) : "",
      undrawn ? t("left_edges", { n: number(undrawn) }) : "",
      [...edges.values()].some((edge) => edge.hub) ? t("faint", { n: number(model.hub) }) : "",
    ];
    const gap = page.lang() === "zh" ? "" : " ";
    $("shown").textContent = parts.filter(Boolean).join(gap);
    $("about").textContent = say(model.about);
    desk.sourceNote(model.ofNodes === undefined ? "" : t("of", { n: number(model.ofNodes), e: number(model.ofEdges) }));
    Object.assign(picture.dataset, { nodes: shown.nodes.size, edges: shown.edges.size });
    $("nothing").hidden = shown.nodes.size > 0;
  }

  // --- the table -------------------------------------------------------------------------------------------
  let rowsListed = PAGE_OF_ROWS;
  function drawTable() {
    if (!$("table").open) return;
    const name = (id) => bdi(nameOf(nodes.get(id)));
    const all = [...edges.values()];
    const row = (edge) => h("tr", {}, h("td", {}, name(edge.from)), h("td", {}, bdi(relation(edge)), " ", stateTag(edge)), h("td", {}, name(edge.to)),
      h("td", {}, sources(edge.claims)), h("td", {}, t(shown.edges.has(edge.id) ? "yes" : "no")));
    const head = h("tr", {}, ["from", "relation", "to", "sources", "in_picture"].map((key) => h("th", { scope: "col" }, t(key))));
    const rest = all.length - rowsListed;
    const step = Math.min(rest, PAGE_OF_ROWS);
    const lonely = byRank.filter((node) => ties.get(node.id).length === 0);
    $("table-body").replaceChildren(...[
      h("table", {}, h("caption", {}, t("table_caption", { n: number(all.length), shown: number(shown.edges.size) })), h("thead", {}, head), h("tbody", {}, all.slice(0, rowsListed).map(row))),
      rest > 0 ? h("button", { type: "button", click: () => { rowsListed += PAGE_OF_ROWS; drawTable(); } }, t("table_more", { n: number(step), left: number(rest) })) : null,
      lonely.length ? h("p", {}, t("without"), bdi(lonely.map(nameOf).join(page.lang() === "zh" ? "、" : ", "))) : null,
    ].filter(Boolean));
  }
  $("table").addEventListener("toggle", drawTable);

  // --- choosing, moving, zooming ----------------------------------------------------------------------------
  const PADDING = 36;
  const TOOLS = 40; // the buttons over the picture
  /** The whole picture in the frame. vis' own fit leaves wide margins and knows nothing of our names. */
  function fit() {
    const points = [...shown.nodes].map((id) => net.getPosition(id));
    if (!points.length) return;
    const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)];
    const [left, right, top, bottom] = [xs, ys].flatMap((axis) => [axis.reduce((a, b) => Math.min(a, b)), axis.reduce((a, b) => Math.max(a, b))]);
    const across = Math.min(PADDING * 1.6, canvas.clientWidth * 0.1);
    const scale = Math.min((canvas.clientWidth - 2 * across) / Math.max(1, right - left), (canvas.clientHeight - 2 * PADDING - TOOLS) / Math.max(1, bottom - top), 1.25);
    net.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.max(scale, 0.02), offset: { x: 0, y: TOOLS / 2 }, animation: false });
  }
  function lookAt(id) {
    const at = net.canvasToDOM(net.getPosition(id));
    const sheet = matchMedia("(max-width: 760px)").matches;
    const away = at.x < 60 || at.y < 60 || at.x > canvas.clientWidth - 60 || at.y > canvas.clientHeight - 60;
    if (sheet) picture.scrollIntoView({ block: "start" }); // the details come up from below and cover the rest
    if (away || net.getScale() < 0.75 || sheet) net.moveTo({ position: net.getPosition(id), scale: Math.max(net.getScale(), 0.9), offset: { x: 0, y: sheet ? -innerHeight * 0.05 : 0 }, animation: false });
  }
  function update() {
    shown = whatIsShown();
    nodeView.refresh();
    edgeView.refresh();
    paint();
    $("only").disabled = state.node === null;
    $("only").setAttribute("aria-pressed", String(state.only));
    drawNotes();
    if (state.node === null && state.edge === null) drawPanel();
    drawTable();
    writeState();
    net.redraw();
  }
  function select(id, { look = false, focus = false } = {}) {
    const wasOnly = state.only;
    Object.assign(state, { node: id, edge: null, only: state.only && id !== null });
    update();
    drawPanel();
    $("panel").scrollTop = 0;
    if (state.only || wasOnly) fit();
    else if (look && id !== null) lookAt(id);
    if (focus) $("panel").focus({ preventScroll: true });
    announce(id === null ? t("cleared") : t("selected", { name: nameOf(nodes.get(id)), n: number(ties.get(id).length) }));
  }
  function selectEdge(id) {
    Object.assign(state, { node: null, edge: id, only: false });
    update();
    drawPanel();
  }
  net.on("click", (event) => {
    if (event.nodes.length) select(event.nodes[0]);
    else if (event.edges.length) selectEdge(event.edges[0]);
    else if (state.node !== null || state.edge !== null) select(null);
  });
  net.on("hoverNode", (event) => { hovered = event.node; picture.style.cursor = "pointer"; net.redraw(); });
  net.on("blurNode", () => { hovered = null; picture.style.cursor = ""; net.redraw(); });
  net.on("hoverEdge", (event) => { hoveredEdge = event.edge; net.redraw(); });
  net.on("blurEdge", () => { hoveredEdge = null; net.redraw(); });
  const zoom = (factor) => net.moveTo({ scale: Math.min(6, Math.max(0.02, net.getScale() * factor)), animation: false });
  $("zoom-in").addEventListener("click", () => zoom(1.3));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  $("fit").addEventListener("click", fit);
  $("only").addEventListener("click", () => { state.only = !state.only; update(); fit(); });
  $("top").addEventListener("change", () => { state.top = $("top").value === "all" ? Infinity : Number($("top").value); update(); fit(); });
  $("lonely").addEventListener("change", () => { state.lonely = $("lonely").checked; update(); });

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  /** The node nearest in a direction: distance counts, and being off the straight line counts double. */
  function nearest([dx, dy]) {
    const from = net.getPosition(state.node);
    let best = null;
    for (const id of shown.nodes) {
      const at = net.getPosition(id);
      const [along, across] = [(at.x - from.x) * dx + (at.y - from.y) * dy, Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx)];
      const cost = along + 2 * across;
      if (id !== state.node && along > 0 && along >= across && (!best || cost < best.cost)) best = { id, cost };
    }
    return best?.id;
  }
  picture.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (way && event.shiftKey) {
      const at = net.getViewPosition();
      net.moveTo({ position: { x: at.x + (way[0] * 90) / net.getScale(), y: at.y + (way[1] * 90) / net.getScale() }, animation: false });
    } else if (way) {
      const next = state.node === null ? byRank.find((node) => shown.nodes.has(node.id))?.id : nearest(way);
      if (next !== undefined) select(next, { look: true });
    } else if (event.key === "Enter" && state.node !== null) $("panel").focus();
    else if (event.key === "Escape") select(null);
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });

  // --- the search ---------------------------------------------------------------------------------------------
  const box = $("search");
  const list = $("hits");
  const plain = (text) => String(text).normalize("NFKC").toLowerCase();
  const index = byRank.map((node) => ({ node, keys: [node.zh, node.en, node.id, node.label, ...(node.aliases ?? [])].filter((key) => key !== undefined && key !== "").map(plain) }));
  let active = -1;
  function find(text) {
    const asked = plain(text.trim());
    if (!asked) return [];
    const grade = (key) => (key === asked ? 0 : key.startsWith(asked) ? 1 : key.includes(asked) ? 2 : 3);
    const graded = index.map((entry) => ({ node: entry.node, grade: Math.min(...entry.keys.map(grade)) }));
    return graded.filter((entry) => entry.grade < 3).sort((a, b) => a.grade - b.grade || a.node.rank - b.node.rank).map((entry) => entry.node);
  }
  const close = () => { list.hidden = true; active = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const choose = (id) => { close(); box.value = ""; select(id, { look: true, focus: true }); };
  function mark(at) {
    const options = list.querySelectorAll("[role=option]");
    if (!options.length) return;
    active = (at + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    options[active].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", options[active].id);
  }
  function drawHits() {
    const found = find(box.value);
    if (!box.value.trim()) { close(); return; }
    const options = found.slice(0, 12).map((node, at) => h("li", { role: "option", id: `hit-${at}`, "aria-selected": "false", "data-id": node.id, pointerdown: (event) => { event.preventDefault(); choose(node.id); } },
      glyph(look(node)), h("span", {}, bdi(nameOf(node)), " ", h("small", {}, bdi(otherName(node) || String(node.id))), shown.nodes.has(node.id) ? null : h("small", {}, ` (${t("hit_hidden")})`))));
    const more = found.length > 12 ? [h("li", { class: "more", role: "presentation" }, t("hits_more", { n: number(found.length - 12) }))] : [];
    list.replaceChildren(...options, ...more, ...(found.length ? [] : [h("li", { class: "more", role: "presentation" }, t("hits_none"))]));
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    announce(found.length ? t("hits_count", { n: number(found.length) }) : t("hits_none"));
    if (found.length) mark(0);
  }
  box.addEventListener("input", drawHits);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter that ends a pinyin input is not a choice
    if (event.key === "ArrowDown") { if (list.hidden) drawHits(); else mark(active + 1); }
    else if (event.key === "ArrowUp") mark(active - 1);
    else if (event.key === "Enter") { const option = list.querySelectorAll("[role=option]")[active]; if (option && !list.hidden) choose(find(box.value)[active].id); }
    else if (event.key === "Escape") { close(); box.value = ""; }
    else return;
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select, textarea")) return;
    event.preventDefault();
    box.focus();
  });

  // --- PNG of what is seen, with title, legend and citation -------------------------------------------------------
  $("png").addEventListener("click", () => {
    const ratio = canvas.width / canvas.clientWidth;
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    const sheet = document.createElement("canvas");
    const ctx = sheet.getContext("2d");
    const small = `400 12px ${FONT}`;
    ctx.font = small;
    const notes = [$("shown").textContent, $("source-note").textContent].flatMap((text) => desk.wrapped(upright(text), wide - 40, small));
    const shownFamilies = [...count([...shown.nodes].map((id) => nodes.get(id)), (node) => node.group ?? "other").keys()].map((key) => model.families?.[key] ?? REST);
    const drawnStates = Object.keys(DASHES).filter((key) => key !== "stated" && [...shown.edges].some((id) => edges.get(id).state === key));
    const keys = [...shownFamilies.map((family) => [say(family), (x, y) => stamp(ctx, family, x + 9, y)]), ...drawnStates.map((key) => [t(`state_${key}`), (x, y) => dashed(ctx, DASHES[key], x - 4, y)])];
    const keyRows = [[]];
    let x = 20;
    for (const [words, draw] of keys) {
      const width = ctx.measureText(words).width + 44;
      if (x + width > wide - 20 && keyRows.at(-1).length) { keyRows.push([]); x = 20; }
      keyRows.at(-1).push({ words, draw, x });
      x += width;
    }
    const [above, below] = [48, 14 + keyRows.length * 24 + notes.length * 18];
    sheet.width = Math.round(wide * ratio);
    sheet.height = Math.round((above + high + below) * ratio);
    ctx.scale(ratio, ratio);
    ctx.fillStyle = palette.card;
    ctx.fillRect(0, 0, wide, above + high + below);
    ctx.drawImage(canvas, 0, above, wide, high);
    ctx.textBaseline = "middle";
    ctx.fillStyle = palette.ink;
    ctx.font = `650 19px ${FONT}`;
    ctx.fillText(upright(page.title()), 20, above / 2, wide - 40);
    keyRows.forEach((row, i) => row.forEach(({ words, draw, x: left }) => {
      const y = above + high + 14 + i * 24;
      draw(left, y);
      ctx.font = small;
      ctx.textAlign = "left";
      ctx.fillStyle = palette.ink;
      ctx.fillText(words, left + 23, y);
    }));
    ctx.fillStyle = palette.soft;
    notes.forEach((line, i) => ctx.fillText(line, 20, above + high + 14 + keyRows.length * 24 + i * 18));
    sheet.toBlob((blob) => download("jjj-network.png", blob), "image/png");
  });
  function dashed(ctx, dashes, x, y) {
    ctx.beginPath();
    ctx.setLineDash(dashes);
    ctx.moveTo(x, y);
    ctx.lineTo(x + 24, y);
    ctx.lineWidth = 2;
    ctx.strokeStyle = palette.soft;
    ctx.stroke();
    ctx.setLineDash([]);
  }
  /** A family's sign on a canvas, the same as in the legend. */
  function stamp(ctx, family, x, y) {
    const points = { square: [[-8, -8], [8, -8], [8, 8], [-8, 8]], triangle: [[0, -9], [9.5, 8], [-9.5, 8]], triangleDown: [[0, 9], [9.5, -8], [-9.5, -8]], diamond: [[0, -10], [10, 0], [0, 10], [-10, 0]], hexagon: [[-5, -8.5], [5, -8.5], [10, 0], [5, 8.5], [-5, 8.5], [-10, 0]], star: [[0, -10], [2.8, -3], [10, -2.6], [4.4, 2], [6.2, 9], [0, 5], [-6.2, 9], [-4.4, 2], [-10, -2.6], [-2.8, -3]] }[family.shape];
    ctx.beginPath();
    if (points) points.forEach(([dx, dy]) => ctx.lineTo(x + dx, y + dy)); else ctx.arc(x, y, 8.5, 0, 7);
    ctx.closePath();
    ctx.fillStyle = family.colour;
    ctx.fill();
    ctx.font = `600 9px ${FONT}`;
    ctx.textAlign = "center";
    ctx.fillStyle = bright(family.colour) ? "#1b1b1b" : "#ffffff";
    ctx.fillText(family.letter[page.lang()], x, y + 0.5);
  }

  // --- begin ----------------------------------------------------------------------------------------------------
  function drawAll() {
    readPalette();
    drawLegend();
    update();
    drawPanel();
  }
  page.onChange((what) => {
    if (what === "address") readState();
    if (what === "print") rowsListed = Infinity;
    drawAll();
    $("paper")?.remove();
    if (what === "print") { // vis draws anew for the width of the sheet and cuts the sides off: a copy stays as it is
      const copy = h("canvas", { id: "paper", width: canvas.width, height: canvas.height });
      copy.getContext("2d").drawImage(canvas, 0, 0);
      picture.parentElement.append(copy);
    }
  });
  readState();
  drawAll();
  fit();
  if (state.node !== null) { if (state.only) fit(); else lookAt(state.node); }
  new ResizeObserver(() => requestAnimationFrame(() => net.redraw())).observe(picture);
  net.once("afterDrawing", () => { picture.dataset.ready = "yes"; });
  net.redraw();
})();
