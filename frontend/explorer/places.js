// Where places are, as the graph has it: their own coordinates, else the middle of their parts, else those of the
// place they lie in.

/** `where(iri)` is {lat, lon, at, how}: `at` the place that is drawn, `how` own, middle or within; null for what is no
 *  place or has no position. The graph is read when first asked. */
export function places(engine) {
  let reading = null;
  const known = new Map();

  async function read() {
    const pairs = async (sparql) => (await engine.rows(sparql)).map(({ x, y }) => [x.value, y.value]);
    const points = await engine.rows("SELECT DISTINCT ?x ?lat ?lon { ?x wgs84:lat ?lat ; wgs84:long ?lon } ORDER BY ?x");
    const kinds = await pairs("SELECT DISTINCT ?x (?x AS ?y) { { ?c rdfs:subClassOf* jjj:Place } UNION { VALUES ?c { jjj:AggregatePlace } } ?x a ?c }");
    const within = await pairs("SELECT DISTINCT ?x ?y { ?x jjj:locatedIn ?y } ORDER BY ?x ?y");
    const parts = await pairs("SELECT DISTINCT ?x ?y { ?x jjj:hasPart ?y } ORDER BY ?x ?y");
    const many = (list) => list.reduce((sums, [from, to]) => { (sums.get(from) ?? sums.set(from, []).get(from)).push(to); return sums; }, new Map());
    return {
      points: new Map(points.map(({ x, lat, lon }) => [x.value, { lat: Number(lat.value), lon: Number(lon.value) }])),
      kinds: new Set(kinds.map(([iri]) => iri)), above: many(within), below: many(within.map(([x, y]) => [y, x])), parts: many(parts),
    };
  }
  const middle = (points) => ({ lat: points.reduce((sum, { lat }) => sum + lat, 0) / points.length, lon: points.reduce((sum, { lon }) => sum + lon, 0) / points.length });
  function find(graph, iri, seen) {
    if (!graph.kinds.has(iri) || seen.has(iri)) return null;
    seen.add(iri);
    const own = graph.points.get(iri);
    if (own) return { ...own, at: iri, how: "own" };
    const parts = (graph.parts.get(iri) ?? []).map((part) => find(graph, part, new Set(seen))).filter(Boolean);
    const direct = (graph.below.get(iri) ?? []).map((part) => graph.points.get(part)).filter(Boolean);
    if (parts.length || direct.length) return { ...middle(parts.length ? parts : direct), at: iri, how: "middle" };
    for (const wider of graph.above.get(iri) ?? []) { const found = find(graph, wider, seen); if (found) return { ...found, how: "within" }; }
    return null;
  }
  return {
    /** Positions of these things; what is no place is not in it. */
    async of(iris) {
      reading ??= read();
      reading.catch(() => { reading = null; });
      const graph = await reading;
      for (const iri of iris) if (!known.has(iri)) known.set(iri, { place: graph.kinds.has(iri), spot: find(graph, iri, new Set()) });
      return new Map([...new Set(iris)].filter((iri) => known.get(iri).place).map((iri) => [iri, known.get(iri).spot]));
    },
  };
}
