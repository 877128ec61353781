// The contradictions: a list with filters, and one of them with its arithmetic. #c=<id> leads to one.
"use strict";
(() => {
  const { model, t, say, number, h, bdi, announce, remember } = page;
  const { $ } = chart;
  const records = new Map(model.conflicts.map((record) => [record.id, record]));
  const shelf = { claims: model.claims, sources: model.sources };
  const sourcesOf = (record) => new Set(record.claims.map((claim) => model.claims[claim.claim].source));
  const reasonOf = (record) => record.explanations.find((one) => one.consistent);

  const state = { c: null, indicator: "", place: "", rule: "", size: "", text: "" };
  const SIZES = { 2: (n) => n === 2, 3: (n) => n === 3, 4: (n) => n >= 4 };
  const valuesOf = { indicator: (record) => record.claims.map((claim) => claim.indicator), place: (record) => record.claims.flatMap((claim) => claim.of.split(/[>+]/)).filter(Boolean), rule: (record) => [reasonOf(record)?.rule ?? "none"] };
  function readState() {
    const asked = page.address("c") ?? "";
    const found = model.conflicts.find((record) => record.id === asked) ?? (asked ? model.conflicts.find((record) => record.id.startsWith(asked)) : null);
    const among = (key) => { const value = page.address(key) ?? ""; return model.conflicts.some((record) => valuesOf[key](record).includes(value)) ? value : ""; };
    Object.assign(state, { c: found?.id ?? null, indicator: among("indicator"), place: among("place"), rule: among("rule"), size: Object.hasOwn(SIZES, page.address("size") ?? "") ? page.address("size") : "", text: page.address("q") ?? "" });
  }
  const writeState = () => remember({ c: state.c, indicator: state.indicator, place: state.place, rule: state.rule, size: state.size, q: state.text });

  const plain = (text) => String(text).normalize("NFKC").toLowerCase();
  const haystack = new Map(model.conflicts.map((record) => [record.id, plain(JSON.stringify([record.id, record.claims.map((claim) => {
    const one = model.claims[claim.claim];
    return [claim.printed, one.characters, one.id, model.sources[one.source], model.names[`indicator:${claim.indicator}`], model.names[`thing:${claim.of}`]];
  })]))]));
  const passes = (record, but) => ["indicator", "place", "rule"].every((key) => key === but || !state[key] || valuesOf[key](record).includes(state[key]))
    && (but === "size" || !state.size || SIZES[state.size](record.claims.length)) && (!state.text || haystack.get(record.id).includes(plain(state.text.trim())));
  const listed = () => model.conflicts.filter((record) => passes(record));
  const names = conflict.naming(model.names);

  function drawStrip() {
    const facts = [[model.conflicts.length, "f_conflicts"], [new Set(model.conflicts.flatMap((record) => record.claims.map((claim) => claim.id))).size, "f_claims"],
      [new Set(model.conflicts.flatMap(valuesOf.indicator)).size, "f_indicators"], [model.statements, "f_statements"], [model.conflicts.filter(reasonOf).length, "f_explained"]];
    $("strip").replaceChildren(...facts.map(([n, key]) => h("div", {}, h("b", {}, number(n)), t(key))));
  }
  function drawFilters() {
    const counted = (key) => { const sums = new Map(); for (const record of model.conflicts) if (passes(record, key)) for (const value of new Set(valuesOf[key](record))) sums.set(value, (sums.get(value) ?? 0) + 1); return sums; };
    const fill = (key, all, name) => {
      const sums = counted(key);
      const values = [...new Set(model.conflicts.flatMap(valuesOf[key]))].sort((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0) || (a < b ? -1 : 1));
      chart.options($(key), [["", all], ...values.map((value) => [value, `${name(value)} (${number(sums.get(value) ?? 0)})`])], state[key]);
    };
    fill("indicator", t("all_indicators"), names.indicator);
    fill("place", t("all_places"), names.thing);
    fill("rule", t("all_rules"), (value) => (value === "none" ? t("no_reason") : conflict.rule(value)));
    chart.options($("size"), [["", t("any_size")], ["2", t("size_two")], ["3", t("size_three")], ["4", t("size_more")]], state.size);
    if (document.activeElement !== $("search")) $("search").value = state.text;
  }
  function drawList() {
    const all = listed();
    $("shown").textContent = t("shown", { n: number(all.length), all: number(model.conflicts.length) });
    $("found").replaceChildren(...all.map((record) => {
      const reason = reasonOf(record);
      const printed = record.claims.slice(0, 3).map((claim) => conflict.printedOf(claim)).join("  ↔  ") + (record.claims.length > 3 ? " …" : "");
      return h("li", {}, h("button", { type: "button", "data-c": record.id, "aria-current": record.id === state.c ? "true" : "false", click: () => choose(record.id, true) },
        h("b", {}, bdi(conflict.about(record, model.names))), h("small", {}, bdi(printed)),
        h("small", {}, t("list_line", { n: number(record.claims.length), s: number(sourcesOf(record).size), why: reason ? conflict.rule(reason.rule) : t("no_reason") }))));
    }));
    if (!all.length) $("found").replaceChildren(h("li", { class: "empty" }, t("nothing")));
  }
  let drawn = null;
  function drawDetail() {
    const record = records.get(state.c);
    const all = listed();
    const at = all.indexOf(record);
    $("which").textContent = record ? (at < 0 ? t("outside") : t("which", { n: number(at + 1), all: number(all.length) })) : "";
    $("before").disabled = at < 1;
    $("after").disabled = at < 0 ? !all.length : at >= all.length - 1;
    if (!record) { drawn = null; $("detail").replaceChildren(h("p", { class: "empty" }, model.conflicts.length ? t("choose") : t("none_at_all"))); return; }
    const wide = Math.max(320, Math.min(980, $("detail").clientWidth - (chart.phone() ? 26 : 44)));
    const view = conflict.view(record, { names: model.names, shelf, wide, more: [h("p", { class: "other-name" }, t("see_command"), " ", h("code", {}, `jjj audit --explain ${record.id}`))] });
    drawn = view.querySelector(".bars svg");
    $("detail").replaceChildren(view);
    $("detail").dataset.conflict = record.id;
  }
  function choose(id, focus = false) {
    state.c = id;
    for (const button of document.querySelectorAll("[data-c]")) button.setAttribute("aria-current", String(button.dataset.c === id));
    drawDetail();
    writeState();
    $("detail").scrollTop = 0;
    const record = records.get(id);
    document.querySelector(`[data-c="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" });
    if (record) announce(t("chosen", { about: conflict.about(record, model.names), n: number(record.claims.length) }));
    if (focus) { $("detail").focus({ preventScroll: !chart.phone() }); if (chart.phone()) $("detail").scrollIntoView({ block: "start" }); }
  }
  function step(by) {
    const all = listed();
    const at = all.findIndex((record) => record.id === state.c);
    const next = all[at < 0 ? 0 : at + by];
    if (next) choose(next.id);
  }
  $("found").addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const buttons = [...document.querySelectorAll("[data-c]")];
    buttons[Math.min(buttons.length - 1, Math.max(0, buttons.indexOf(document.activeElement) + way))]?.focus();
  });
  $("before").addEventListener("click", () => step(-1));
  $("after").addEventListener("click", () => step(1));
  for (const key of ["indicator", "place", "rule", "size"]) $(key).addEventListener("change", () => { state[key] = $(key).value; update(); });
  $("search").addEventListener("input", () => { state.text = $("search").value; update(); });

  const drawTable = chart.twin($("table"), () => {
    const rows = listed().flatMap((record) => record.claims.map((claim, i) => {
      const one = model.claims[claim.claim];
      const unit = names.unit(claim.unit);
      const source = model.sources[one.source];
      return [record.id, `(${i + 1})`, names.indicator(claim.indicator), names.thing(claim.of), claim.period, claim.base, conflict.printedOf(claim), chart.interval(claim.low, claim.high, claim.unit, unit),
        chart.interval(claim.implied_low, claim.implied_high, claim.unit, unit), one.characters.join(" … "), [source.url ? page.link(source.url, source.title || source.id) : bdi(source.title || source.id), source.published ? ` ${source.published}` : ""],
        reasonOf(record) ? `${conflict.rule(reasonOf(record).rule)}: ${say(reasonOf(record).words)}` : t("no_reason")];
    }));
    chart.table($("table-body"), { name: "jjj-audit", caption: t("table_caption", { n: number(listed().length) }), columns: ["c_conflict", "c_claim", "indicator", "place", "c_period", "c_base", "c_printed", "c_says", "c_allows", "c_characters", "c_source", "rule"].map((key) => t(key)), rows });
  });
  const drawStanding = chart.twin($("standing"), () => {
    const rows = model.standing.map((row) => { const source = model.sources[row.source]; return [[source.url ? page.link(source.url, source.title || source.id) : bdi(source.title || source.id)], [source.publisher, source.published].filter(Boolean).join(" "), chart.grade(source.grade), number(row.claims), number(row.in_conflicts), number(row.confirmed)]; });
    chart.table($("standing-body"), { name: "jjj-sources", caption: t("standing_caption"), columns: ["c_source", "c_published", "c_grade", "c_numbers", "c_in_conflicts", "c_confirmed"].map((key) => t(key)), rows });
  });
  const REASONS = chart.lookup({ "unquoted": "out_unquoted", "denied": "out_denied", "target, planned or forecast": "out_planned", "count of a group told of in another kind of fact": "out_group", "no period, or an open one": "out_period",
    "a change whose base is not stated": "out_base", "a change whose base is its own period": "out_own_base", "neither bound": "out_bound" });
  const drawLeftOut = chart.twin($("left-out"), () => {
    const rows = Object.entries(model.leftOut).sort((a, b) => b[1] - a[1]).map(([why, n]) => [REASONS[why] ? t(REASONS[why]) : why, number(n)]);
    chart.table($("left-out-body"), { name: "jjj-left-out", caption: t("left_out_caption"), columns: [t("c_why"), t("c_numbers")], rows });
  });
  function cutWords() {
    return model.cut.map((text) => { const found = /^(.+): (\d+) conflicts found, there may be more$/.exec(text); return found ? t("cut", { what: names.indicator(found[1]), n: number(Number(found[2])) }) : text; });
  }
  function update() {
    drawStrip();
    drawFilters();
    if (state.c === null && listed().length) state.c = listed()[0].id;
    drawList();
    drawDetail();
    drawTable();
    drawStanding();
    drawLeftOut();
    writeState();
  }
  const footer = () => { chart.footer(); for (const words of cutWords()) $("source-note").append(h("br"), words); };
  chart.saving($("tools"), "jjj-contradiction", () => {
    const record = records.get(state.c);
    const texts = record ? record.claims.map((claim, i) => { const one = model.claims[claim.claim]; const source = model.sources[one.source]; return `(${i + 1}) “${one.characters.join(" … ")}” ${[source.title || source.id, source.publisher, source.published].filter(Boolean).join(", ")}`; }) : [];
    return { picture: drawn, title: record ? `${conflict.about(record, model.names)} (${record.id})` : page.title(), legend: conflict.legend(), notes: [...texts, chart.origin()] };
  });
  page.onChange((what) => {
    if (what === "address") readState();
    update();
    footer();
  });
  if (chart.phone()) $("filters").open = false;
  readState();
  update();
  footer();
  const current = document.querySelector("[data-c][aria-current=true]");
  if (current) $("found").scrollTop = current.offsetTop - $("found").offsetTop - 60;
  let lastWidth = $("detail").clientWidth;
  new ResizeObserver(() => { if (Math.abs($("detail").clientWidth - lastWidth) > 20) { lastWidth = $("detail").clientWidth; requestAnimationFrame(drawDetail); } }).observe($("detail"));
  document.body.dataset.ready = "yes";
})();
