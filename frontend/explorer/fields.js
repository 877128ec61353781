// A field in which one chooses a thing by any of its names: for the parameters of questions and for the search.

let made = 0;
/** `find(text)` gives {things, more}; `chosen(iri)` hears of the choice. The field shows names, its value is an IRI. */
export function chooser({ page, words, input, list, find, chosen, label }) {
  const { h, t, bdi, number } = page;
  made += 1;
  const base = `choice-${made}`;
  let [things, active, turn, drawnFor] = [[], -1, 0, ""];
  input.setAttribute("aria-controls", list.id);
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); active = -1; };
  function mark(to) {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    active = (to + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }
  function choose(thing) { close(); if (thing) chosen(thing); }
  async function draw() {
    const text = input.value.trim();
    const mine = ++turn;
    if (!text) return close();
    let found;
    try { found = await find(text); } catch { return; }
    if (mine !== turn || document.activeElement !== input) return;
    things = found.things;
    drawnFor = text;
    const other = (thing) => [thing.zh, thing.en].filter((name) => name && name !== words.thingName(thing)).join(" ") || words.id(thing.iri);
    list.replaceChildren(...things.map((thing, at) => h("li", { role: "option", id: `${base}-${at}`, "aria-selected": "false", pointerdown: (event) => { event.preventDefault(); choose(thing); } }, h("span", {}, bdi(words.thingName(thing)), " ", h("small", {}, bdi(other(thing)))))),
      ...(things.length && !found.more ? [] : [h("li", { class: "more", role: "presentation" }, things.length ? t("hits_more", { n: number(found.more) }) : t("hits_none"))]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    page.announce(things.length ? t("hits_count", { n: number(things.length + found.more) }) : t("hits_none"));
    if (things.length) mark(0);
  }
  input.addEventListener("input", draw);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") { if (list.hidden) draw(); else mark(active + 1); }
    else if (event.key === "ArrowUp" && !list.hidden) mark(active - 1);
    else if (event.key === "Enter" && input.value.trim() && drawnFor !== input.value.trim()) draw().then(() => { if (!list.hidden && things[0]) choose(things[0]); }); // faster than the list
    else if (event.key === "Enter" && !list.hidden && things[active]) choose(things[active]);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { close };
}

/** The fields of a question's parameters. `changed(name, term)` hears of every valid value, `unsettled(name, text)` of
 *  text that names nothing (yet), and of "" when that is over; `odd` has such text by parameter. */
export function parameterFields({ page, words, question, terms, odd, title, changed, unsettled }) {
  const { h, t, bdi } = page;
  return question.parameters.map((parameter) => {
    const id = `p-${parameter.name}`;
    const term = terms[parameter.name] ?? parameter.default;
    const [name, kind] = [title(parameter.name), t(`kind_${parameter.kind}`)];
    const label = h("label", { for: id }, name, kind.slice(1, -1) === name ? "" : [" ", h("small", {}, kind)].flat());
    const wrong = h("span", { class: "wrong", id: `${id}-wrong`, role: "alert" });
    const literal = /^"((?:[^"\\]|\\.)*)"/.exec(term);
    if (["text", "number"].includes(parameter.kind)) {
      const input = h("input", { id, type: "text", value: literal ? JSON.parse(`"${literal[1]}"`) : term, "aria-describedby": `${id}-wrong`, inputmode: parameter.kind === "number" ? "decimal" : false });
      input.addEventListener("input", () => {
        const made_ = parameter.kind === "text" ? page.sparql.literal(input.value) : page.sparql.decimalTerm(input.value);
        wrong.textContent = made_ === null ? t("wrong_number") : "";
        input.setAttribute("aria-invalid", String(made_ === null));
        unsettled(parameter.name, made_ === null ? input.value : "");
        if (made_ !== null) changed(parameter.name, made_);
      });
      return h("div", { class: "field" }, label, input, wrong);
    }
    const iri = words.expand(term);
    const input = h("input", { id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false", value: iri ? words.name(iri) : term, "data-iri": iri ?? "", "aria-describedby": `${id}-wrong` });
    const list = h("ul", { id: `${id}-list`, role: "listbox", class: "hits", "aria-label": t("hits"), hidden: true });
    const say = (text) => { wrong.textContent = text ? t("wrong_thing", { text }) : ""; input.setAttribute("aria-invalid", String(Boolean(text))); };
    const settle = () => { const now = input.dataset.iri; input.value = now ? words.name(now) : input.value; say(""); unsettled(parameter.name, ""); };
    const open = () => input.value.trim() && input.value !== (input.dataset.iri ? words.name(input.dataset.iri) : term);
    async function leave() {
      if (!open()) return settle();
      const text = input.value.trim();
      const { things, exact } = await words.find(text, parameter.kind).catch(() => ({ things: [] }));
      if (input.value.trim() !== text || document.activeElement === input) return;
      if (exact) take(things[0]); else say(text);
    }
    const take = (thing) => {
      input.dataset.iri = thing.iri;
      if (!words.known.has(thing.iri)) words.known.set(thing.iri, { zh: thing.zh, en: thing.en, "": thing.zh || thing.en ? "" : thing.names[0] ?? "" });
      settle();
      changed(parameter.name, words.written(thing.iri));
    };
    chooser({ page, words, input, list, find: (text) => words.find(text, parameter.kind), chosen: take });
    if (odd.has(parameter.name)) { input.value = odd.get(parameter.name); say(input.value); }
    input.addEventListener("focus", () => input.select());
    input.addEventListener("input", () => { say(""); unsettled(parameter.name, open() ? input.value.trim() : ""); });
    input.addEventListener("keydown", (event) => { if (event.key === "Escape" && list.hidden) settle(); });
    input.addEventListener("blur", leave);
    return h("div", { class: "field" }, label, h("div", { class: "choice" }, input, list), wrong);
  });
}
