// What the graph says of one thing: names, facts, claims with their characters and sources, other witnesses, and the
// contradictions that the audit found.

const FIELDS = ["who", "of", "indicator", "supplier", "customer", "move", "from", "to", "place", "segment", "chain", "sector", "project", "policy", "bottleneck", "cluster"];
const PLUMBING = new Set(["statedIn", "evidence", "numberEvidence", "value", "low", "high", "unit", "printed", "quoted", "measure", "period", "base", "qualifier", "note"]);
const SCOPE = ["population", "basis", "excluding"];
const SAME = ["indicator", "of", "whole", "from", "to", "who", "supplier", "customer", "place", "segment", "policy", "project", "cluster", "bottleneck"];
const STEP = 20;

export function panel(host, { page, words, model, engine, open, close }) {
  const { t, bdi, number } = page;
  const h = (tag, attributes, ...children) => page.h(tag, attributes, ...children.flat(Infinity));
  const { prefixes } = model;
  const conflictBase = prefixes.jjj.replace(/ontology#$/, "conflict/");
  let [asked, turn] = [null, 0];
  const local = (iri) => iri.slice(prefixes.jjj.length);
  const term = (iri) => `<${iri}>`;
  const go = (iri, text) => h("button", { type: "button", class: "go", title: words.shorten(iri), click: () => open(iri) }, bdi(text ?? words.name(iri)));

  // --- claims
  /** Claims by IRI with fields, characters and the card of their source. */
  async function claimsOf(iris) {
    if (!iris.length) return [];
    const values = `VALUES ?claim { ${iris.map(term).join(" ")} }`;
    const [facts, evidence, inConflict] = [await engine.rows(`SELECT DISTINCT ?claim ?p ?o { ${values} ?claim ?p ?o }`),
      await engine.rows(`SELECT DISTINCT ?claim ?words { ${values} ?claim jjj:evidence/oa:hasSelector/oa:exact ?words } ORDER BY ?words`),
      await engine.rows(`SELECT DISTINCT ?claim ?conflict { ${values} ?conflict jjj:involves ?claim ; a jjj:Conflict } ORDER BY ?conflict`)];
    const found = new Map(iris.map((iri) => [iri, { iri, type: "", fields: new Map(), evidence: [], conflicts: [] }]));
    for (const { claim, p, o } of facts) {
      const one = found.get(claim.value);
      if (p.value.endsWith("#type")) { if (o.value.endsWith("Claim")) one.type = local(o.value); }
      else if (p.value.startsWith(prefixes.jjj)) { const key = local(p.value); if (!one.fields.has(key)) one.fields.set(key, []); one.fields.get(key).push(o); }
    }
    for (const { claim, words: said } of evidence) found.get(claim.value).evidence.push(said.value);
    for (const { claim, conflict } of inConflict) found.get(claim.value).conflicts.push(conflict.value);
    const claims = [...found.values()].filter((one) => one.fields.size);
    await words.load(claims.flatMap((one) => [...one.fields.values()].flat().filter((o) => o.type === "uri").map((o) => o.value)));
    await sourcesOf(claims.map((one) => one.fields.get("statedIn")?.[0].value).filter(Boolean));
    return claims;
  }
  const sources = new Map();
  async function sourcesOf(iris) {
    const wanted = [...new Set(iris)].filter((iri) => !sources.has(iri));
    if (!wanted.length) return;
    for (const iri of wanted) sources.set(iri, {});
    for (const { s, p, o } of await engine.rows(`SELECT DISTINCT ?s ?p ?o { VALUES ?s { ${wanted.map(term).join(" ")} } VALUES ?p { dcterms:title jjj:title jjj:publisher jjj:published jjj:url jjj:grade jjj:reprintOf jjj:language } ?s ?p ?o }`)) {
      sources.get(s.value)[p.value.split(/[#/]/).at(-1)] = o;
    }
    await words.load(wanted.flatMap((iri) => Object.values(sources.get(iri)).filter((o) => o.type === "uri").map((o) => o.value)));
  }
  const one = (claim, key) => claim.fields.get(key)?.[0];
  const isNumber = (claim) => ["value", "low", "high"].some((key) => claim.fields.has(key));
  function numberText(claim) {
    if (!isNumber(claim)) return "";
    const read = (key) => (one(claim, key) ? words.readable(one(claim, key).value) : "");
    const hedge = one(claim, "qualifier")?.value ?? "";
    const figure = one(claim, "value") ? read("value") : [read("low"), read("high")].join(page.lang() === "zh" ? "至" : " to ");
    const unitId = one(claim, "unit") ? words.id(one(claim, "unit").value) : "";
    const unit = unitId === "percent" ? "%" : unitId === "count" || !unitId ? "" : words.name(one(claim, "unit").value);
    const gap = page.lang() === "zh" || unit === "%" ? "" : " ";
    return [hedge && !hedge.endsWith("/exact") ? words.name(hedge) : "", `${figure}${gap}${unit}`.trim(), one(claim, "measure") ? words.name(one(claim, "measure").value) : ""].filter(Boolean).join(" ");
  }
  const value = (o) => (o.type === "uri" ? (o.value.startsWith(prefixes.code) || o.value.startsWith(prefixes.per) ? bdi(words.name(o.value)) : go(o.value)) : bdi(/#boolean$/.test(o.datatype ?? "") ? t(o.value === "true" ? "yes" : "no") : /^-?[\d.]+$/.test(o.value) && o.datatype ? words.readable(o.value) : o.value));
  const values = (objects) => objects.flatMap((o, at) => (at ? [page.lang() === "zh" ? "、" : ", ", value(o)] : [value(o)]));

  function sourceLine(iri) {
    const card = sources.get(iri) ?? {};
    const published = card.published ? words.name(card.published.value) : "";
    return h("p", { class: "from" }, go(iri, words.name(iri)), " ", h("span", {}, bdi([card.publisher?.value, published, card.grade ? words.name(card.grade.value) : ""].filter(Boolean).join(" · "))),
      card.url ? [" · ", page.link(card.url.value, t("open_source"))] : null);
  }
  function card(claim, { alone = false, note = null } = {}) {
    const order = [...claim.fields.keys()].filter((key) => !PLUMBING.has(key)).sort((a, b) => (FIELDS.indexOf(a) + 99) % 99 - (FIELDS.indexOf(b) + 99) % 99 || (a < b ? -1 : 1));
    const status = one(claim, "status");
    const denied = one(claim, "stance")?.value.endsWith("/denied");
    return h("article", { class: `card${denied ? " denied" : ""}` },
      h("p", { class: "card-head" }, h("span", { class: "kind" }, words.term(claim.type || "Claim")), one(claim, "period") ? h("span", { class: "when" }, [one(claim, "base") ? `${words.name(one(claim, "base").value)} → ` : "", words.name(one(claim, "period").value)].join("")) : null,
        status ? h("span", { class: "tag" }, words.name(status.value)) : null, denied ? h("span", { class: "tag bad" }, t("denied")) : null, claim.conflicts.length ? h("button", { type: "button", class: "tag bad", click: () => open(claim.conflicts[0]) }, t("in_conflict", { n: claim.conflicts.length })) : null),
      isNumber(claim) ? h("p", { class: "figure" }, bdi(numberText(claim)), one(claim, "quoted")?.value === "false" ? h("small", {}, ` ${t("unquoted")}`) : null) : null,
      h("dl", {}, order.filter((key) => key !== "status" && key !== "stance").map((key) => [h("dt", {}, words.term(key)), h("dd", {}, values(claim.fields.get(key)))])),
      one(claim, "note") ? h("p", { class: "remark" }, bdi(one(claim, "note").value)) : null,
      claim.evidence.length ? h("blockquote", {}, claim.evidence.flatMap((said, at) => [at ? " … " : null, h("q", {}, bdi(said))])) : h("p", { class: "no-evidence" }, t("no_evidence")),
      one(claim, "statedIn") ? sourceLine(one(claim, "statedIn").value) : null, note,
      alone ? null : h("p", { class: "claim-line" }, h("button", { type: "button", class: "go small", click: () => open(claim.iri) }, t("witnesses_of", { id: words.id(claim.iri).slice(0, 8) }))));
  }
  /** A list of claims, some at a time. */
  function list(iris) {
    const box = h("div", { class: "cards" });
    let at = 0;
    async function more(event) {
      const some = iris.slice(at, at + STEP);
      at += STEP;
      const cards = (await claimsOf(some)).map((claim) => card(claim));
      box.querySelector(".more")?.remove();
      box.append(...cards, ...(at < iris.length ? [h("button", { type: "button", class: "more", click: more }, t("claims_more", { n: number(Math.min(STEP, iris.length - at)), left: number(iris.length - at) }))] : []));
      if (event) cards[0]?.querySelector("button")?.focus();
    }
    return { box, more };
  }
  function group(title, iris, openNow) {
    const { box, more } = list(iris);
    let begun = false;
    const begin = () => { if (!begun) { begun = true; return more(); } };
    const details = h("details", { class: "group", toggle: () => details.open && begin() }, h("summary", {}, `${title} `, h("span", { class: "count" }, number(iris.length))), box);
    if (openNow) details.open = true;
    return { details, ready: openNow ? begin() : null };
  }
  async function groupsAbout(iri) {
    const rows = await engine.rows(`SELECT DISTINCT ?class ?claim ?period { ?claim ?about ${term(iri)} ; jjj:statedIn ?source ; a ?class . OPTIONAL { ?claim jjj:period ?period } } ORDER BY ?class DESC(?period) ?claim`);
    const byClass = new Map();
    for (const { class: c, claim } of rows) {
      if (!c.value.endsWith("Claim")) continue;
      if (!byClass.has(c.value)) byClass.set(c.value, new Set());
      byClass.get(c.value).add(claim.value);
    }
    const groups = [...byClass].sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1)).map(([c, iris], at) => group(words.term(local(c)), [...iris], at === 0));
    await Promise.all(groups.map(({ ready }) => ready));
    const total = [...byClass.values()].reduce((sum, iris) => sum + iris.size, 0);
    return [h("h3", {}, t("claims_about", { n: number(total) })), ...(total ? groups.map(({ details }) => details) : [h("p", { class: "hint" }, t("claims_none"))])];
  }

  // --- the sorts of thing
  async function ofThing(iri) {
    const facts = await engine.rows(`SELECT DISTINCT ?p ?o ?g { GRAPH ?g { ${term(iri)} ?p ?o } } ORDER BY ?p ?o`);
    const incoming = await engine.rows(`SELECT DISTINCT ?p ?s { ?s ?p ${term(iri)} MINUS { ?s jjj:statedIn ?source } } ORDER BY ?p ?s LIMIT 80`);
    const conflicts = await engine.rows(`SELECT DISTINCT ?conflict { ?claim ?about ${term(iri)} ; jjj:statedIn ?source . ?conflict jjj:involves ?claim ; a jjj:Conflict } ORDER BY ?conflict`);
    const conflictWords = await conflictNames(conflicts.slice(0, 30).map(({ conflict }) => conflict.value));
    const aliases = new Map();
    const plain = new Map();
    for (const { p, o } of facts) {
      const key = p.value.split(/[#/]/).at(-1);
      if (["label", "altLabel", "prefLabel", "identifier", "title"].includes(key)) aliases.set(o.value, true);
      else if (key === "type") { if (o.value.startsWith(prefixes.jjj)) (plain.get(p.value) ?? plain.set(p.value, new Map()).get(p.value)).set(o.value, o); }
      else (plain.get(p.value) ?? plain.set(p.value, new Map()).get(p.value)).set(o.value + (o["xml:lang"] ?? ""), o);
    }
    await words.load([...[...plain.values()].flatMap((some) => [...some.values()]), ...[...plain.keys()].map((p) => ({ type: "uri", value: p })), ...incoming.flatMap(({ p, s }) => [s, p])].filter(({ type }) => type === "uri").map((o) => o.value));
    const inLanguage = (objects) => { const tagged = objects.filter((o) => o["xml:lang"]); const mine = tagged.filter((o) => o["xml:lang"] === page.lang()); return tagged.length && mine.length ? mine : objects; };
    const rows = [...plain].filter(([p]) => !p.endsWith("#type")).map(([p, some]) => [h("dt", {}, words.name(p)), h("dd", {}, values(inLanguage([...some.values()]).slice(0, 30)), some.size > 30 ? ` … (${number(some.size)})` : null)]);
    const url = plain.get(`${prefixes.jjj}url`);
    const back = new Map();
    for (const { p, s } of incoming) (back.get(p.value) ?? back.set(p.value, []).get(p.value)).push(s);
    const others = [...aliases.keys()].filter((name) => ![words.name(iri), ...Object.values(words.names(iri)), words.id(iri)].includes(name));
    return [
      others.length ? h("p", { class: "aliases" }, `${t("aliases")} `, bdi(others.join(page.lang() === "zh" ? "、" : ", "))) : null,
      url ? h("p", {}, page.link([...url.values()][0].value, t("open_source"))) : null,
      rows.length ? [h("h3", {}, t("facts")), h("dl", {}, rows)] : null,
      back.size ? h("details", { class: "group" }, h("summary", {}, `${t("named_by")} `, h("span", { class: "count" }, incoming.length === 80 ? "80+" : number(incoming.length))), h("dl", {}, [...back].map(([p, some]) => [h("dt", {}, `← ${words.name(p)}`), h("dd", {}, values(some))]))) : null,
      conflicts.length ? [h("h3", {}, t("conflicts", { n: number(conflicts.length) })), h("ul", { class: "conflicts" }, conflicts.slice(0, 30).map(({ conflict }) => conflictLine(conflict.value, conflictWords))), conflicts.length > 30 ? h("p", { class: "hint" }, t("conflicts_more", { n: number(conflicts.length - 30) })) : null] : null,
      await groupsAbout(iri),
    ];
  }
  async function ofClaim(iri) {
    const [claim] = await claimsOf([iri]);
    if (!claim) return [h("p", { class: "hint" }, t("nothing_known"))];
    const bound = (key) => (one(claim, key) ? words.readable(one(claim, key).value) : t("open_end"));
    const unit = one(claim, "unit") ? words.name(one(claim, "unit").value) : "";
    const others = await witnesses(claim);
    return [card(claim, { alone: true }), isNumber(claim) ? h("p", { class: "interval" }, t("interval", { low: bound("low"), high: bound("high"), unit })) : null, await conflictCards(claim.conflicts),
      h("h3", {}, t("witnesses", { n: number(others.length) })), others.length ? others.map(({ claim: other, verdict }) => card(other, { note: h("p", { class: `verdict ${verdict}` }, t(`verdict_${verdict}`)) })) : h("p", { class: "hint" }, t("witnesses_none"))];
  }
  /** Claims of the same kind about the same, in the same scope (the rule of `jjj why`). */
  async function witnesses(claim) {
    const keys = SAME.filter((key) => claim.fields.has(key));
    if (["LevelClaim", "ShareClaim", "FlowClaim", "ChangeClaim"].includes(claim.type)) { if (claim.fields.has("period")) keys.push("period"); }
    if (claim.fields.has("measure")) keys.push("measure");
    const pattern = keys.flatMap((key) => claim.fields.get(key).filter((o) => o.type === "uri").map((o) => `?claim jjj:${key} ${term(o.value)} .`));
    if (!pattern.length) return [];
    const rows = await engine.rows(`SELECT DISTINCT ?claim { ${pattern.join(" ")} ?claim a jjj:${claim.type} ; jjj:statedIn ?any } ORDER BY ?claim LIMIT 200`);
    const text = (some, key) => one(some, key)?.value ?? "";
    const same = (await claimsOf(rows.map((row) => row.claim.value).filter((iri) => iri !== claim.iri))).filter((other) => text(other, "measure") === text(claim, "measure") && SCOPE.every((key) => text(other, key) === text(claim, key)));
    const denied = (some) => text(some, "stance").endsWith("/denied");
    const judge = (other) => {
      if (denied(claim) !== denied(other)) return "differs";
      if (!isNumber(claim) || !isNumber(other)) return "confirms";
      if (text(claim, "period") !== text(other, "period")) return "period";
      if (text(claim, "unit") !== text(other, "unit")) return "unit";
      const n = (some, key) => (one(some, key) ? Number(one(some, key).value) : null);
      const below = n(claim, "high") !== null && n(other, "low") !== null && n(claim, "high") < n(other, "low");
      const above = n(claim, "low") !== null && n(other, "high") !== null && n(claim, "low") > n(other, "high");
      return below || above ? "differs" : "confirms";
    };
    return same.map((other) => ({ claim: other, verdict: judge(other) })).sort((a, b) => (a.verdict !== "differs") - (b.verdict !== "differs"));
  }
  /** What each contradiction is about: the indicators, what they are of, and the periods. */
  async function conflictNames(iris) {
    if (!iris.length) return new Map();
    const rows = await engine.rows(`SELECT DISTINCT ?conflict ?indicator ?of ?period { VALUES ?conflict { ${iris.map(term).join(" ")} } ?conflict jjj:involves ?claim . ?claim jjj:indicator ?indicator ; jjj:of|jjj:whole|jjj:from ?of . OPTIONAL { ?claim jjj:period ?period } } ORDER BY ?conflict ?indicator ?of ?period`);
    await words.load(rows.flatMap(({ indicator, of, period }) => [indicator, of, period].filter(Boolean).map(({ value }) => value)));
    const named = (own, key) => [...new Set(own.filter((row) => row[key]).map((row) => words.name(row[key].value)))];
    const said = (own) => [...["indicator", "of"].map((key) => named(own, key).join(page.lang() === "zh" ? "、" : ", ")), named(own, "period").sort().filter((one, i, all) => i === 0 || i === all.length - 1).join(" – ")].filter(Boolean).join(" · ");
    return new Map(iris.map((iri) => { const own = rows.filter(({ conflict }) => conflict.value === iri); return [iri, own.length ? said(own) : t("conflict_name", { id: iri.slice(conflictBase.length) })]; }));
  }
  const conflictLine = (iri, names) => h("li", {}, h("button", { type: "button", class: "go", title: t("conflict_name", { id: iri.slice(conflictBase.length) }), click: () => open(iri) }, bdi(names.get(iri))));
  async function conflictCards(iris) {
    const made = [];
    const names = await conflictNames(iris);
    for (const iri of iris) made.push(h("details", { class: "group", open: iris.length === 1 }, h("summary", {}, bdi(names.get(iri))), await conflictBody(iri, false)));
    return made.length ? [h("h3", {}, t("conflicts", { n: number(iris.length) })), ...made] : null;
  }
  async function conflictBody(iri, full) {
    const rows = await engine.rows(`SELECT DISTINCT ?text ?ok ?rule { ?e jjj:explains ${term(iri)} ; jjj:explanationText ?text ; jjj:isConsistent ?ok ; jjj:rule ?rule } ORDER BY DESC(?ok) ?rule`);
    const findings = await engine.rows(`SELECT DISTINCT ?claim ?low ?high ?unit { ?f jjj:inConflict ${term(iri)} ; jjj:involves ?claim ; jjj:computedUnit ?unit . OPTIONAL { ?f jjj:computedLow ?low } OPTIONAL { ?f jjj:computedHigh ?high } } ORDER BY ?claim`);
    await words.load(findings.map(({ unit }) => unit.value));
    const claims = full ? await claimsOf(findings.map(({ claim }) => claim.value)) : [];
    const allowed = (claim) => { const f = findings.find((x) => x.claim.value === claim.iri); return h("p", { class: "allowed" }, t("allowed", { low: f.low ? words.readable(f.low.value) : t("open_end"), high: f.high ? words.readable(f.high.value) : t("open_end"), unit: words.name(f.unit.value) })); };
    const explanation = ({ text, ok, rule }) => h("li", { class: ok.value === "true" ? "possible" : "no-help" }, h("strong", {}, t(ok.value === "true" ? "explains" : "explains_not")), " ", bdi(text.value.replace(/^not by this: /, "")), h("small", {}, ` (${words.id(rule.value).split("/").at(-1)})`));
    const possible = rows.filter(({ ok }) => ok.value === "true");
    const no = rows.filter(({ ok }) => ok.value !== "true");
    return [full ? null : h("p", {}, h("button", { type: "button", class: "go", click: () => open(iri) }, t("conflict_open", { n: findings.length }))),
      h("ul", { class: "explanations" }, possible.map(explanation), possible.length ? null : h("li", {}, t("explained_by_none"))),
      no.length ? h("details", {}, h("summary", {}, t("explains_not_many", { n: no.length })), h("ul", { class: "explanations" }, no.map(explanation))) : null,
      full ? [h("h3", {}, t("conflict_claims", { n: number(claims.length) })), claims.map((claim) => card(claim, { note: allowed(claim) }))] : null];
  }

  async function show(iri) {
    asked = iri;
    const mine = ++turn;
    if (!iri) { host.hidden = true; host.replaceChildren(); return; }
    host.hidden = false;
    host.setAttribute("aria-busy", "true");
    try {
      await words.load([iri]);
      const isClaim = iri.startsWith(prefixes.claim);
      const isConflict = iri.startsWith(conflictBase);
      const body = isClaim ? await ofClaim(iri) : isConflict ? [h("p", { class: "hint" }, t("conflict_hint")), await conflictBody(iri, true)] : await ofThing(iri);
      if (mine !== turn) return;
      const name = isClaim ? t("claim_name", { id: words.id(iri) }) : isConflict ? t("conflict_name", { id: iri.slice(conflictBase.length) }) : words.name(iri);
      const look = model.families[words.family(iri)] ?? model.families.other;
      host.replaceChildren(
        h("div", { class: "panel-head" }, h("h2", { tabindex: -1, id: "panel-title" }, bdi(name)), h("button", { type: "button", id: "panel-close", "aria-label": t("close"), click: () => close() }, "✕")),
        ...[words.otherName(iri) && !isClaim ? h("p", { class: "other-name" }, bdi(words.otherName(iri))) : null,
          h("p", { class: "badges" }, words.typeName(iri) && !isClaim ? h("span", { class: "badge" }, h("i", { class: "dot", "data-colour": look.colour }), words.typeName(iri)) : null, h("code", {}, words.shorten(iri)),
            h("button", { type: "button", class: "quiet", click: () => show.query?.(iri) }, t("query_about")))].filter(Boolean),
        ...body.flat(3).filter(Boolean));
      for (const dot of host.querySelectorAll("[data-colour]")) dot.style.backgroundColor = dot.dataset.colour;
      host.dataset.shown = iri;
      host.scrollTop = 0;
    } catch (error) {
      if (mine === turn && !engine.ended(error)) host.replaceChildren(h("p", { class: "error" }, String(error.message)));
    } finally {
      if (mine === turn) host.setAttribute("aria-busy", "false");
    }
  }
  return { show, redraw: () => show(asked), shown: () => asked, onQuery: (act) => { show.query = act; } };
}
