// What things are called, in both languages: the registry's name first, else the one most sources give (as
// jjj_graph/claims.py has it); and numbers in the words of the language.

const REGISTRY = 1_000_000;
const LABELS = "rdfs:label skos:prefLabel dcterms:title jjj:what";

export function words(model, engine, lang) {
  const { prefixes } = model;
  const longest = Object.entries(prefixes).sort((a, b) => b[1].length - a[1].length);
  const known = new Map(); // iri → {zh, en, ""}
  const classes = new Map(); // iri → local name of its class
  const terms = new Map(model.terms.map(([name, sort, zh, en]) => [name, { sort, zh, en }]));
  const REGISTRIES = new Set(["registry", "ontology"].map((name) => prefixes.jjj.replace(/ontology#$/, name)));

  const shorten = (iri) => {
    for (const [name, base] of longest) if (iri.startsWith(base) && /^[\w.+/~\u00b7-\uffef-]*$/.test(iri.slice(base.length))) return `${name}:${iri.slice(base.length)}`;
    return iri;
  };
  /** As it can stand in a query: a prefixed name where that is possible without escapes, else in full. */
  const written = (iri) => {
    const short = shorten(iri);
    return short !== iri && /^\w+:[\w\u00b7-\uffef-]+$/.test(short) ? short : `<${iri}>`;
  };
  const expand = (text) => {
    if (text.startsWith("<") && text.endsWith(">")) return text.slice(1, -1);
    const [, prefix, local] = /^(\w*):(.*)$/s.exec(text) ?? [];
    return prefix !== undefined && Object.hasOwn(prefixes, prefix) ? prefixes[prefix] + local.replace(/\\(.)/g, "$1") : null;
  };
  const id = (iri) => {
    for (const name of ["ent", "ind", "seg", "unit", "src", "grp", "claim", "per"]) {
      if (iri.startsWith(prefixes[name])) return name === "per" ? iri.slice(prefixes.per.length).replace("--", "/") : iri.slice(prefixes[name].length);
    }
    return shorten(iri);
  };
  /** Fetch what is not known yet, in one query. */
  async function load(iris) {
    const wanted = [...new Set(iris)].filter((iri) => !known.has(iri) && !iri.startsWith(prefixes.claim) && !iri.startsWith(prefixes.ev) && /^[^<>"{}|^`\\\u0000-\u0020]+$/.test(iri));
    if (!wanted.length) return;
    const rows = await engine.rows(`SELECT ?x ?g ?p ?l { VALUES ?x { ${wanted.map((iri) => `<${iri}>`).join(" ")} } VALUES ?p { ${LABELS} rdf:type } GRAPH ?g { ?x ?p ?l } }`);
    const [labels, types] = [new Map(), new Map()];
    for (const { x, g, p, l } of rows) {
      const isType = p.value.endsWith("#type");
      if (isType && !l.value.startsWith(prefixes.jjj)) continue;
      const key = isType ? x.value : `${x.value} ${l["xml:lang"] ?? ""}`;
      const text = isType ? l.value.slice(prefixes.jjj.length) : l.value;
      const into = isType ? types : labels;
      if (!into.has(key)) into.set(key, new Map());
      into.get(key).set(text, (into.get(key).get(text) ?? 0) + (REGISTRIES.has(g.value) ? REGISTRY : 1));
    }
    const best = (counts) => [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0][0];
    for (const iri of wanted) known.set(iri, {});
    for (const [key, counts] of labels) { const at = key.indexOf(" "); known.get(key.slice(0, at))[key.slice(at + 1)] = best(counts); }
    for (const [iri, counts] of types) classes.set(iri, best(counts));
  }
  /** Whether the graph knows a thing; only of what was loaded. */
  const exists = (iri) => classes.has(iri) || Object.keys(names(iri)).length > 0;
  const names = (iri) => { const own = known.get(iri); return own && Object.keys(own).length ? own : terms.get(shorten(iri)) ?? {}; };
  /** The name in the language of the page, else in the other, else a short form of the IRI. */
  const name = (iri) => { const all = names(iri); return all[lang()] || all[""] || all.en || all.zh || id(iri); };
  const otherName = (iri) => { const all = names(iri); return [all.zh, all.en].filter((text) => text && text !== name(iri)).join(" · "); };
  const term = (local) => { const found = terms.get(`jjj:${local}`); return (found && (found[lang()] || found.en || found.zh)) || local.replace(/([A-Z])/g, (_, c) => ` ${c.toLowerCase()}`); };
  const typeName = (iri) => (classes.has(iri) ? term(classes.get(iri)) : "");
  const family = (iri) => (iri.startsWith(prefixes.seg) ? "segment" : iri.startsWith(prefixes.ind) ? "indicator" : iri.startsWith(prefixes.grp) ? "group" : model.typeFamilies[classes.get(iri)] ?? "other");
  /** A word of a code list ("completed" of "status") in the language, or null. */
  const code = (list, word) => { const found = terms.get(`code:${list}/${word}`); return found ? found[lang()] || found.en || found.zh || null : null; };

  // --- numbers, exactly: digits are moved, never computed with
  const group = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  function readable(text) {
    const [, sign, whole, part = ""] = /^([+-]?)0*(\d+)(?:\.(\d*?))?0*$/.exec(/^[+-]?\d+$/.test(text) ? `${text}.` : text) ?? [];
    if (whole === undefined) return text;
    const scales = lang() === "zh" ? [["万亿", 12], ["亿", 8], ["万", 4]] : [[" trillion", 12], [" billion", 9], [" million", 6]];
    for (const [word, power] of scales) {
      if (whole.length > power) {
        const rest = (whole.slice(-power) + part).replace(/0+$/, "");
        return `${sign === "-" ? "−" : ""}${group(whole.slice(0, -power))}${rest ? `.${rest}` : ""}${word}`;
      }
    }
    return `${sign === "-" ? "−" : ""}${lang() === "zh" && whole.length < 5 ? whole : group(whole)}${part ? `.${part}` : ""}`;
  }

  // --- every name, for searching: read once, when first wanted
  let index = null;
  const normal = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  function everyName() {
    index ??= (async () => {
      const [labels, types] = [await engine.rows("SELECT DISTINCT ?x ?l { VALUES ?p { rdfs:label skos:altLabel dcterms:identifier } ?x ?p ?l }"),
        await engine.rows("SELECT DISTINCT ?x ?c { { SELECT ?c { ?c rdfs:subClassOf* jjj:Entity } } UNION { VALUES ?c { jjj:ChainSegment jjj:Indicator jjj:Period } } ?x a ?c }")];
      const things = new Map();
      for (const { x, c } of types) {
        if (!things.has(x.value)) things.set(x.value, { iri: x.value, names: [], keys: [], types: new Set(), zh: "", en: "" });
        things.get(x.value).types.add(c.value.slice(prefixes.jjj.length));
      }
      for (const { x, l } of labels) {
        const thing = things.get(x.value);
        if (!thing) continue;
        thing.names.push(l.value);
        thing.keys.push(normal(l.value));
        const language = l["xml:lang"];
        if ((language === "zh" || language === "en") && !thing[language]) thing[language] = l.value;
      }
      return [...things.values()];
    })();
    index.catch(() => { index = null; });
    return index;
  }
  const KINDS = { chain: (t) => t.has("IndustrialChain"), segment: (t) => t.has("ChainSegment"), indicator: (t) => t.has("Indicator"), period: (t) => t.has("Period"), place: (t) => [...t].some((c) => model.typeFamilies[c] === "place" || c === "AggregatePlace") };
  const PERIODS = (t) => t.has("Period");
  /** Things whose names begin with or hold a text, best first; `exact` where the first one is called just so. */
  async function find(text, kind = "entity", many = 12) {
    const wanted = normal(text);
    const fits = KINDS[kind] ?? ((types) => !PERIODS(types));
    const scored = [];
    for (const thing of await everyName()) {
      if (!fits(thing.types)) continue;
      let score = Infinity;
      for (const [at, key] of thing.keys.entries()) {
        if (key === wanted) score = Math.min(score, 0);
        else if (key.startsWith(wanted)) score = Math.min(score, 1 + key.length / 100 + at / 1000);
        else if (key.includes(wanted)) score = Math.min(score, 3 + key.length / 100 + at / 1000);
      }
      if (score < Infinity) scored.push([score, thing]);
    }
    scored.sort((a, b) => a[0] - b[0] || (a[1].iri < b[1].iri ? -1 : 1));
    return { things: scored.slice(0, many).map(([, thing]) => thing), more: Math.max(0, scored.length - many), exact: scored[0]?.[0] === 0 };
  }
  const thingName = (thing) => thing[lang()] || thing.zh || thing.en || thing.names[0] || id(thing.iri);

  return { load, exists, name, names, otherName, term, typeName, family, code, id, shorten, written, expand, readable, find, everyName, thingName, classOf: (iri) => classes.get(iri), known };
}
