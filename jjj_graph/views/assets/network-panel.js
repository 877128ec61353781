// The details beside the picture: an entity, a relation, a group, a bundle of relations, or the ways between two entities.
// Every relation with its claims: the characters that state it, and the source.
"use strict";
const panel = (() => {
  const { t, say, number, h, bdi } = page;
  const { evidence, when } = desk;
  const { nodes, edges, ties, byRank, groups, look, nameOf, otherName, groupName, relation, factsOf } = graph;
  const { state } = choice;
  const box = document.getElementById("panel");
  const ROWS = 60;
  const join = (parts) => bdi(parts.join(page.lang() === "zh" ? "、" : ", "));

  const goTo = (id) => h("button", { type: "button", class: "go", "data-go": id, click: () => network.select(id, { look: true, focus: true }) }, bdi(nameOf(nodes.get(id))));
  const act = (key, run, attributes = {}) => h("button", { type: "button", "data-act": key, click: run, ...attributes }, t(key));
  const stateTag = ({ state: how, status }) => (how && how !== "stated" ? h("span", { class: "tag", "data-state": how, title: t(`state_${how}`) }, how === "denied" ? t("tag_denied") : bdi(say(status) || t(`tag_${how}`))) : null);
  const arrow = (out) => h("span", { class: "arrow", "aria-hidden": "true" }, out ? "→" : "←");
  const head = (title, under) => h("div", { class: "panel-head" }, h("div", {}, h("h2", {}, bdi(title)), under ? h("p", { class: "other-name" }, bdi(under)) : null), act("close", network.back));
  /** Long lists open in steps: nothing is dropped in silence. */
  function list(items, row, attributes = { class: "ties" }) {
    const body = h("ul", attributes, items.slice(0, ROWS).map(row));
    if (items.length <= ROWS) return [body];
    const more = h("button", { type: "button", click: () => { body.append(...items.slice(body.children.length, body.children.length + ROWS).map(row)); more.hidden = body.children.length >= items.length; more.textContent = t("list_more", { n: number(items.length - body.children.length) }); } }, t("list_more", { n: number(items.length - ROWS) }));
    return [body, more];
  }
  function tie(edge, id, open, bare) {
    const out = edge.from === id;
    return h("li", {}, h("div", { class: "tie" }, arrow(out), goTo(out ? edge.to : edge.from), stateTag(edge)), bare ? null : evidence(edge.claims, open, `${relation(edge)} ${nameOf(nodes.get(out ? edge.to : edge.from))}`));
  }
  /** A fact: its number and period, what is counted, and, where it is no fact yet, the source's word for that. */
  function factLine(fact) {
    const said = [say(fact.value), fact.period && when(fact.period)].filter(Boolean).join(page.lang() === "zh" ? "，" : ", ");
    return [
      h("dt", {}, bdi(say(fact.words))),
      h("dd", { class: fact.state === "stated" ? "fact" : "fact not-fact" }, bdi(said), say(fact.of) ? [" ", h("small", {}, bdi(say(fact.of)))] : null, [" ", stateTag(fact)],
        fact.claims.length ? evidence(fact.claims, false, `${say(fact.words)} ${said}`) : null),
    ];
  }
  function actions(node) {
    const ego = state.ego !== null;
    return h("p", { class: "acts" },
      state.ego === node.id ? null : act("ego", () => network.neighbours(node.id)),
      ego && state.ego !== node.id ? act(state.expanded.has(node.id) ? "collapse" : "expand", () => network.expand(node.id)) : null,
      node.hub && !ego ? act(state.folded.has(node.id) ? "unfold" : "fold", () => network.fold(node.id)) : null,
      state.by && state.open.has(node[state.by] ?? "") ? act("close_group", () => network.openGroup(node[state.by] ?? "")) : null,
      act("path_from", () => network.pickOtherEnd(node.id)));
  }
  function nodeCard(node) {
    const own = ties.get(node.id);
    const kinds = new Map();
    for (const edge of own) {
      const key = JSON.stringify([relation(edge), edge.from === node.id]);
      if (!kinds.has(key)) kinds.set(key, []);
      kinds.get(key).push(edge);
    }
    const aliases = node.aliases?.length ? [h("dt", {}, t("aliases")), h("dd", {}, join(node.aliases))] : [];
    const facts = factsOf(node).map(factLine);
    return [
      head(nameOf(node), otherName(node)),
      h("span", { class: "badge" }, looks.glyph(look(node)), say(look(node))),
      actions(node),
      h("dl", {}, h("dt", {}, t("type")), h("dd", {}, bdi(say(node.typeWords) || node.type || "")), h("dt", {}, t("id")), h("dd", {}, h("code", {}, bdi(String(node.id)))), aliases),
      facts.length ? [h("h3", {}, t("facts")), h("dl", {}, facts.flat())] : null,
      h("h3", {}, t("ties", { n: number(own.length) })),
      own.length ? null : h("p", {}, t("no_ties")),
      [...kinds].map(([key, kind]) => {
        const [words, out] = JSON.parse(key);
        const bare = kind.every((edge) => !edge.claims?.length); // said once for the group, not at each line
        return [
          h("h4", {}, out ? "" : "← ", bdi(words), out ? " →" : "", ` (${number(kind.length)})`), bare ? evidence([]) : null,
          ...list(kind, (edge) => tie(edge, node.id, own.length <= 10, bare)),
        ];
      }).flat(),
    ].flat();
  }
  const wholeTie = (edge, open) => h("li", {}, h("div", { class: "tie" }, goTo(edge.from), " → ", goTo(edge.to), stateTag(edge)), evidence(edge.claims, open, `${nameOf(nodes.get(edge.from))} ${relation(edge)} ${nameOf(nodes.get(edge.to))}`));
  function lineCard(line) {
    const [edge] = line.edges;
    if (line.directed) return [head(relation(edge), ""), h("p", {}, goTo(edge.from), " → ", goTo(edge.to)), stateTag(edge), evidence(edge.claims, true)];
    const marks = network.made().marks;
    const kinds = graph.count(line.edges, relation);
    return [
      head([line.from, line.to].map((id) => scene.nameOfMark(marks.get(id))).join(" — "), ""),
      h("h3", {}, t("ties", { n: number(line.edges.length) })),
      [...kinds].sort((a, b) => b[1] - a[1]).map(([words, n]) => [h("h4", {}, bdi(words), ` (${number(n)})`), ...list(line.edges.filter((one) => relation(one) === words), (one) => wholeTie(one, line.edges.length <= 5))]).flat(),
    ].flat();
  }
  function groupCard(group) {
    const members = byRank.filter((node) => (node[group.by] ?? "") === group.id);
    const kinds = graph.count(members, graph.familyOf);
    return [
      head(groupName(group), nodes.has(group.id) ? otherName(nodes.get(group.id)) : ""),
      h("p", { class: "acts" }, act(state.open.has(group.id) ? "close_group" : "open_group", () => network.openGroup(group.id)), nodes.has(group.id) ? act("ego", () => network.neighbours(group.id)) : null),
      h("p", { class: "note-in" }, t(`rule_${group.by}`)),
      h("h3", {}, t("members", { n: number(group.n) })),
      h("dl", {}, [...kinds].sort((a, b) => b[1] - a[1]).flatMap(([key, n]) => [h("dt", {}, say(page.model.families?.[key] ?? graph.REST)), h("dd", {}, number(n))])),
      ...list(members, (node) => h("li", {}, h("div", { class: "tie" }, goTo(node.id), h("span", { class: "n" }, ` ${number(node.degree)}`)))),
    ];
  }
  function wayCard(found) {
    const [start, goal] = state.path;
    const hubsThere = graph.hubs.filter((node) => node.id !== start && node.id !== goal);
    const passed = [...new Set(found.ways.flatMap((way) => way.slice(1, -1)))];
    const steps = found.ways.length ? found.ways[0].length - 1 : 0;
    const step = (one, two) => {
      const own = routes.between(one, two, state.terms);
      return own.map((edge) => h("li", {}, h("div", { class: "tie" }, goTo(one), arrow(edge.from === one), h("span", {}, bdi(relation(edge))), arrow(edge.from === one), goTo(two), stateTag(edge)), evidence(edge.claims, true, `${nameOf(nodes.get(one))} — ${nameOf(nodes.get(two))}`)));
    };
    return [
      head(t("path_title", { from: nameOf(nodes.get(start)), to: nameOf(nodes.get(goal)) }), ""),
      h("p", { id: "path-said" }, found.ways.length ? t("path_found", { n: number(steps), ways: number(found.ways.length) }) + (found.more ? t("path_more") : "") : t("path_none")),
      h("p", { class: "note-in" }, [hubsThere.length && !state.through ? t("path_avoids", { n: number(hubsThere.length), list: hubsThere.slice(0, 3).map(nameOf).join(page.lang() === "zh" ? "、" : ", ") }) : "", t("path_rule")].filter(Boolean).join(page.lang() === "zh" ? "" : " ")),
      h("p", { class: "acts" },
        hubsThere.length ? act(state.through ? "path_avoid" : "path_through", () => network.through(!state.through)) : null,
        act("path_turn", () => network.way([goal, start])),
        state.avoided.size ? act("path_allow", () => network.avoid(null)) : null),
      passed.length || state.avoided.size ? h("p", { class: "note-in" }, state.avoided.size ? t("path_avoided", { list: [...state.avoided].map((id) => nameOf(nodes.get(id))).join(page.lang() === "zh" ? "、" : ", ") }) : "") : null,
      passed.length ? h("details", { class: "evidence" }, h("summary", {}, t("path_avoid_more")), h("p", { class: "acts" }, passed.map((id) => h("button", { type: "button", "data-avoid": id, click: () => network.avoid(id) }, bdi(t("path_not", { name: nameOf(nodes.get(id)) })))))) : null,
      ...found.ways.map((way, i) => [h("h3", {}, t("path_way", { n: number(i + 1) }), " ", bdi(way.map((id) => nameOf(nodes.get(id))).join(" — "))), h("ol", { class: "ties way" }, way.slice(1).flatMap((id, at) => step(way[at], id)))]).flat(),
    ];
  }
  function overview() {
    const best = byRank.filter((node) => state.by || network.isShown(node.id)).slice(0, 12);
    const largest = state.by ? [...groups.get(state.by).values()].slice(0, 12) : [];
    return [
      h("p", { class: "note-in" }, t(state.by ? "panel_hint_groups" : "panel_hint")),
      ...(largest.length ? [h("h3", {}, t("panel_largest")), h("ol", { class: "ties" }, largest.map((group) => h("li", {}, h("div", { class: "tie" }, h("button", { type: "button", class: "go", "data-group": group.id, click: () => network.selectGroup(group.id, { look: true, focus: true }) }, bdi(groupName(group))), h("span", { class: "n" }, ` ${number(group.n)}`)))))] : []),
      h("h3", {}, t("panel_best")),
      h("ol", { class: "ties" }, best.map((node) => h("li", {}, h("div", { class: "tie" }, goTo(node.id), h("span", { class: "n" }, ` ${number(node.degree)}`))))),
    ];
  }
  function paint() {
    const made = network.made();
    const line = state.line === null ? undefined : made.lines.get(state.line);
    const content = state.node !== null ? nodeCard(nodes.get(state.node)) : state.group !== null ? groupCard(groups.get(state.by).get(state.group))
      : line ? lineCard(line) : state.path ? wayCard(made.ways) : overview();
    box.classList.toggle("chosen", state.node !== null || state.group !== null || Boolean(line) || Boolean(state.path));
    box.replaceChildren(...content.filter(Boolean));
  }
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { network.back(); return; }
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || !event.target.matches(".go")) return;
    const all = [...box.querySelectorAll(".go")];
    const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { next.focus(); event.preventDefault(); }
  });
  return { paint, focus: () => box.focus({ preventScroll: true }), top: () => { box.scrollTop = 0; }, stateTag };
})();
