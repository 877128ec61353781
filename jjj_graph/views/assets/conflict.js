// One contradiction: what each claim says and what the others allow, as bars and as a person would reckon it on paper;
// the smallest mending; the explanations that were tried. All numbers are the audit's.
"use strict";
const conflict = (() => {
  const { t, say, number, h, bdi, svg } = page;
  const { label, interval, quantity, strong, textWidth, sign } = chart;
  const SAYS = "#0072b2";
  const ALLOWS = "#d55e00";
  const RULES = chart.lookup({
    magnitude: "rule_magnitude", "percent-or-point": "rule_percent_or_point", "by-or-to": "rule_by_or_to", "period-count": "rule_period_count", scope: "rule_scope",
    "base-year": "rule_base_year", "typing-slip": "rule_typing_slip", cumulative: "rule_cumulative", "price-basis": "rule_price_basis", vintage: "rule_vintage",
  });
  const HEDGES = chart.lookup({ about: "hedge_about", over: "hedge_over", "at-least": "hedge_at_least", under: "hedge_under", nearly: "hedge_nearly", "up-to": "hedge_up_to" });
  const MEASURES = chart.lookup({ growth: "m_growth", annual_growth: "m_annual_growth", ratio: "m_ratio", difference: "m_difference" });
  const rule = (name) => (RULES[name] ? t(RULES[name]) : name);

  /** Names of what the records speak of. `names` maps indicator:…, thing:…, unit:… to words. */
  const naming = (names) => {
    const one = (kind, id) => (names[`${kind}:${id}`] ? say(names[`${kind}:${id}`]) : id); // the prefix keeps ids from reaching what every object has
    const joined = (id) => id.split("+").map((part) => one("thing", part)).join(page.lang() === "zh" ? "、" : " + ");
    const thing = (id) => (names[`thing:${id}`] ? one("thing", id) : id.split(">").map(joined).join(" → "));
    return { indicator: (id) => one("indicator", id), thing, unit: (id) => names[`unit:${id}`] ?? { zh: id, en: id } };
  };
  const periodOf = (claim) => (claim.base ? t("against", { a: page.period(claim.period), b: claim.base }) : page.period(claim.period));
  /** What a conflict is about, in one line: indicator, places, periods. */
  function about(record, names) {
    const n = naming(names);
    const many = (values) => [...new Set(values)].join(page.lang() === "zh" ? "、" : ", ");
    const years = record.claims.flatMap((claim) => [claim.period, claim.base].filter(Boolean).flatMap((text) => text.match(/\d{4}/g) ?? [])).sort();
    const span = !years.length ? "" : years[0] === years.at(-1) ? years[0] : `${years[0]}–${years.at(-1)}`;
    return [many(record.claims.map((claim) => n.indicator(claim.indicator))), many(record.claims.map((claim) => n.thing(claim.of))), span].filter(Boolean).join(" · ");
  }
  const printedOf = (claim, names) => {
    const unit = claim.unit === "percent" && !/[%％]|per ?cent|pct/i.test(claim.printed) ? `${claim.printed}%` : claim.unit === "times" && /^[\d.]+$/.test(claim.printed) ? quantity(Number(claim.printed), "times") : claim.printed;
    return MEASURES[claim.measure] ? t("printed_measure", { n: unit, m: t(MEASURES[claim.measure]) }) : unit;
  };

  // --- bars -------------------------------------------------------------------------------------------------------------
  const variable = (claim) => [claim.indicator, claim.of, claim.period, claim.base, claim.measure, claim.unit, claim.population, claim.basis].join("|");
  /** The part of the number line that shows the gap: what the claim says, the near edge of what the others allow. */
  function domain(claims) {
    const ends = [];
    for (const claim of claims) {
      const own = [claim.low, claim.high].filter((end) => end !== null);
      ends.push(...own);
      // of what the others allow only the edge that faces the claim is wanted; the far one may be anywhere
      if (claim.implied_low !== null && claim.high !== null && claim.implied_low > claim.high) ends.push(claim.implied_low);
      else if (claim.implied_high !== null && claim.low !== null && claim.implied_high < claim.low) ends.push(claim.implied_high);
      else ends.push(...[claim.implied_low, claim.implied_high].filter((end) => end !== null).slice(0, 1));
    }
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const gap = high - low || Math.abs(high) * 0.01 || 1;
    return [low - gap * 0.45, high + gap * 0.45];
  }
  let patterns = 0;
  /** Bars of every claim of a conflict, numbered as in the list. */
  function bars(record, names, wide) {
    const n = naming(names);
    const colours = chart.palette();
    const [says, allows] = [strong(SAYS), strong(ALLOWS)];
    const hatch = `hatch${patterns += 1}`;
    const together = new Map();
    for (const claim of record.claims) together.set(variable(claim), [...(together.get(variable(claim)) ?? []), claim]);
    const [left, right] = [34, wide - 16];
    const made = svg("svg", { width: wide, height: 10, "font-family": chart.FONT, role: "img", "aria-label": t("bars_label", { n: number(record.claims.length) }) });
    made.append(svg("defs", {}, svg("pattern", { id: hatch, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: 6, height: 6, fill: colours.card }), svg("line", { x1: 0, x2: 0, y1: 0, y2: 6, stroke: allows, "stroke-width": 2.6 }))));
    let y = 6;
    record.claims.forEach((claim, i) => {
      const unit = n.unit(claim.unit);
      const [low, high] = domain(together.get(variable(claim)));
      const x = (value) => left + ((value - low) / (high - low)) * (right - left);
      const inside = (at) => Math.min(right, Math.max(left, at));
      const title = [n.indicator(claim.indicator), n.thing(claim.of), periodOf(claim)].join(" · ");
      made.append(label(`(${i + 1})`, 4, y + 14, { "font-weight": 650, fill: colours.ink }), label(chart.cut(chart.upright(title), 12, wide - left - 10), left, y + 14, { fill: colours.ink, "font-weight": 600 }));
      y += 22;
      for (const [a, b, fill, stroke, words] of [
        [claim.low, claim.high, says, says, `${t("says")} ${interval(claim.low, claim.high, claim.unit, unit)}`],
        [claim.implied_low, claim.implied_high, `url(#${hatch})`, allows, `${t("others")} ${interval(claim.implied_low, claim.implied_high, claim.unit, unit)}`],
      ]) {
        const [from, to] = [a === null ? left : inside(x(a)), b === null ? right : inside(x(b))];
        if (to - from < 5) {
          const mark = sign("diamond", 5.5, { fill: fill === says ? says : colours.card, stroke, "stroke-width": 2 });
          mark.setAttribute("transform", `translate(${(from + to) / 2},${y + 6})`);
          made.append(mark);
        } else made.append(svg("rect", { x: from, y, width: to - from, height: 12, rx: 2, fill, stroke, "stroke-width": 1.4 }));
        if (a === null || x(a) < left) made.append(svg("path", { d: `M${left + 1},${y + 1}l-7,5l7,5`, fill: "none", stroke, "stroke-width": 1.8 }));
        if (b === null || x(b) > right) made.append(svg("path", { d: `M${right - 1},${y + 1}l7,5l-7,5`, fill: "none", stroke, "stroke-width": 1.8 }));
        const width = textWidth(words, 12);
        const at = Math.min(right - width, Math.max(left, (from + to) / 2 - width / 2));
        made.append(label(words, at, y + 26, { fill: colours.ink }));
        y += 34;
      }
      const marks = chart.ticks(low, high, Math.max(2, (right - left) / 130));
      made.append(svg("line", { x1: left, x2: right, y1: y, y2: y, stroke: colours.edge }));
      for (const at of marks) made.append(svg("line", { x1: x(at), x2: x(at), y1: y, y2: y + 4, stroke: colours.edge }), label(quantity(at, claim.unit, unit), x(at), y + 15, { "text-anchor": x(at) > right - 30 ? "end" : "middle", "font-size": 10.5, fill: colours.soft }));
      y += 32;
    });
    made.setAttribute("height", y);
    made.setAttribute("viewBox", `0 0 ${wide} ${y}`);
    return made;
  }
  const legend = () => {
    const [says, allows] = [strong(SAYS), strong(ALLOWS)];
    return [[t("says_legend"), svg("rect", { x: -10, y: -5, width: 20, height: 10, rx: 2, fill: says })], [t("others_legend"), svg("g", {}, svg("rect", { x: -10, y: -5, width: 20, height: 10, rx: 2, fill: chart.palette().card, stroke: allows, "stroke-width": 1.4 }),
      svg("path", { d: "M-8,5l8,-10M-1,5l8,-10", stroke: allows, "stroke-width": 2 }))]];
  };

  // --- the arithmetic, as on paper ------------------------------------------------------------------------------------------
  /** "5.8 is 5.75 % to 5.85 %; over 10 years that is 1.749 to 1.766 times the base". */
  function meaning(claim, n) {
    const unit = n.unit(claim.unit);
    const hedge = HEDGES[claim.hedge] ? t("hedged", { w: t(HEDGES[claim.hedge]) }) : "";
    const made = [t("is_interval", { n: printedOf(claim), hedge, i: interval(claim.low, claim.high, claim.unit, unit) })];
    const times = interval(claim.factor_low, claim.factor_high, "times", null);
    if (claim.measure === "annual_growth") made.push(t("is_compound", { y: number(claim.years), i: times }));
    else if (claim.measure === "growth") made.push(t("is_factor", { i: times }));
    return made.join(page.lang() === "zh" ? "；" : "; ") + (page.lang() === "zh" ? "。" : ".");
  }
  function statement(record, claim, i, names, shelf, full) {
    const n = naming(names);
    const unit = n.unit(claim.unit);
    const scope = [claim.population, claim.basis].filter(Boolean).join(", ");
    return h("li", {},
      h("h3", {}, `(${i + 1}) `, bdi([n.indicator(claim.indicator), n.thing(claim.of), periodOf(claim), scope].filter(Boolean).join(" · "))),
      h("p", { class: "plain-words" }, bdi(meaning(claim, n))),
      h("p", { class: "plain-words" }, t("others_together"), h("b", {}, interval(claim.implied_low, claim.implied_high, claim.unit, unit)), page.lang() === "zh" ? "。" : "."),
      claim.copyCount ? h("p", { class: "plain-words" }, t("copies", { n: number(claim.copyCount) })) : null,
      full ? chart.card(claim.claim, shelf) : chart.sourceLine(shelf.sources[shelf.claims[claim.claim].source]),
      full && claim.copies.length ? h("details", { class: "fold" }, h("summary", {}, t("copies_list", { n: number(claim.copies.length) })), claim.copies.map((copy) => chart.card(copy, shelf))) : null);
  }
  function mending(record, names) {
    if (!record.mending) return h("p", {}, t("no_mending"));
    const n = naming(names);
    const at = record.claims.findIndex((claim) => claim.id === record.mending.claim);
    const by = quantity(Math.abs(record.mending.amount), record.mending.unit, n.unit(record.mending.unit), 4);
    return h("p", {}, t(record.mending.amount < 0 ? "mending_less" : "mending_more", { i: number(at + 1), n: by, part: `${chart.digits(record.mending.relative * 100, 3)}%` }));
  }
  function reasons(record) {
    if (!record.explanations.length) return h("p", {}, t("no_explanation"));
    const at = (id) => { const found = record.claims.findIndex((claim) => claim.id === id); return found < 0 ? "" : ` (${found + 1})`; };
    return h("ul", { class: "reasons" }, record.explanations.map((one) => h("li", {}, h("span", { class: one.consistent ? "verdict" : "verdict no" }, one.consistent ? t("possible") : t("does_not_help")),
      h("span", {}, h("b", {}, rule(one.rule)), at(one.claim), h("br"), bdi(say(one.words))))));
  }
  /** All of one conflict. `wide` is the width of the bars; `full` shows the cards too. */
  function view(record, { names, shelf, wide, full = true, level = "h2", more = [] }) {
    const picture = bars(record, names, wide);
    return h("article", { class: "conflict", "data-conflict": record.id },
      h(level, {}, bdi(about(record, names))),
      h("p", { class: "lead" }, t("cannot", { n: number(record.claims.length) }), " ", h("code", {}, record.id)), more,
      h("h3", { class: "part" }, t("part_bars")), h("div", { class: "bars", tabindex: 0, role: "region", "aria-label": t("part_bars") }, picture),
      h("h3", { class: "part" }, t("part_mending")), mending(record, names),
      h("h3", { class: "part" }, t("part_reasons")), reasons(record),
      h("h3", { class: "part" }, t("part_claims")), h("ol", { class: "says" }, record.claims.map((claim, i) => statement(record, claim, i, names, shelf, full))),
      record.paper ? h("details", { class: "fold" }, h("summary", {}, t("paper")), h("pre", { tabindex: 0 }, bdi(record.paper))) : null);
  }
  return { view, about, bars, legend, printedOf, rule, naming, interval };
})();
