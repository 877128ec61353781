// The explorer: a graph and its engine in one page. State lives in the address, so that every view can be linked to
// and the browser's back and forward work; text of the data goes in as text only.
import { engine as startEngine } from "./engine.js";
import { bind, boundTerm, decimalTerm, literal, look } from "./sparql.js";
import { words as makeWords } from "./words.js";
import { table as makeTable } from "./table.js";
import { chart as makeChart } from "./chart.js";
import { picture as makePicture } from "./picture.js";
import { map as makeMap } from "./map.js";
import { places as makePlaces } from "./places.js";
import { panel as makePanel } from "./panel.js";
import { companion } from "./companion.js";
import { chooser, parameterFields } from "./fields.js";
import { read } from "./answer.js";
import { taking } from "./taking.js";

const { model, t, say, number, h, bdi, announce, remember } = page;
page.sparql = { literal, decimalTerm };
const $ = (id) => document.getElementById(id);
const questions = new Map(model.questions.map((question) => [question.name, question]));
const VIEWS = ["table", "chart", "network", "map"];

// --- the engine, and what it tells
let phase = "loading"; // loading, ready, running
let [readyNote, restarted, began, ticking] = [null, null, 0, 0];
const seconds = (ms) => (ms / 1000).toFixed(ms < 9950 ? 1 : 0);
const status = (text, bad = false) => { $("status").textContent = text; $("status").classList.toggle("error", bad); };

const engine = startEngine(model, (what, told) => {
  if (what === "progress") {
    $("progress").max = told.of;
    $("progress").value = told.progress;
    status(t("loading", { n: number(told.progress), of: number(told.of) }));
  } else if (what === "ready") {
    readyNote = told;
    phase = "ready";
    $("progress").hidden = true;
    document.body.dataset.ready = "yes";
    buttons();
    sayReady();
    if (restarted) announce(t(restarted === "cancelled" ? "cancelled_ready" : "broken_ready", { s: seconds(told.ms), n: number(told.quads) }));
    const again = wanted && restarted;
    if (!restarted) begin();
    restarted = null;
    if (again) run();
  } else if (what === "restart") {
    restarted = told;
    phase = "loading";
    clearInterval(ticking);
    status(t("starting"));
    $("progress").hidden = false;
    $("progress").value = 0;
    delete document.body.dataset.ready;
    buttons();
  } else if (what === "fatal") {
    $("progress").hidden = true;
    status(t("fatal", { text: told }), true);
  }
});
function sayReady() {
  if (readyNote) status(t("ready", { n: number(readyNote.quads), s: seconds(readyNote.ms) }));
}
const words = makeWords(model, engine, page.lang);
const buttons = () => {
  $("run").disabled = phase !== "ready" || state.odd.size > 0;
  $("run-why").textContent = [...state.odd.values()].map((text) => t("run_why", { text })).join(" ");
  $("cancel").disabled = phase !== "running";
  document.body.dataset.phase = phase;
};

// --- the state, and the address
// `odd` has, by parameter, text that names nothing: with it nothing is asked.
const state = { q: "", terms: {}, odd: new Map(), sparql: null, view: "table", e: "" };
/** A new entry in the browser's history; what follows is written into it. Inside a srcdoc frame there is none. */
const push = () => { try { history.pushState(null, "", location.href); } catch { /* no history here */ } };
function readState() {
  const asked = page.address("q");
  state.sparql = page.address("sparql") ?? null;
  state.q = state.sparql !== null ? "" : questions.has(asked) ? asked : model.start;
  const question = questions.get(state.q);
  state.terms = {};
  state.odd = new Map();
  for (const { name } of question?.parameters ?? []) {
    const given = page.address(`p.${name}`) ?? (state.q === model.start ? model.given[name] : undefined);
    if (given && fitsBlock(given)) state.terms[name] = given;
    else if (given) state.odd.set(name, given);
  }
  state.view = VIEWS.includes(page.address("v")) ? page.address("v") : "table";
  state.e = page.address("e") ?? "";
}
/** One term and nothing else: what comes in by the address may not change what a question asks. */
const fitsBlock = (text) => /^("(?:[^"\\{}\n\r]|\\.)*"(\^\^(<[^<>"{}|^`\\\s]*>|\w+:\w+)|@[a-zA-Z-]+)?|<[^<>"{}|^`\\\s]*>|\w+:[\w\u00b7-\uffef.\\/+-]*|-?\d+(\.\d+)?)$/u.test(text);
/** What a link asks with: a name is taken for what it names; what this graph does not hold stays odd. */
async function settleLink() {
  for (const { name, kind, default: usual } of questions.get(state.q)?.parameters ?? []) {
    const [given, term] = [state.odd.get(name), state.terms[name]];
    if (["text", "number"].includes(kind)) {
      const made = given === undefined ? null : kind === "text" ? literal(given) : decimalTerm(given);
      if (made !== null) { state.terms[name] = made; state.odd.delete(name); }
      continue;
    }
    try {
      if (given !== undefined) {
        const { things: [thing], exact } = await words.find(given, kind);
        if (exact) { state.terms[name] = words.written(thing.iri); state.odd.delete(name); }
      } else if (term && term !== usual) {
        const iri = words.expand(term);
        if (iri) await words.load([iri]);
        if (!iri || !words.exists(iri)) { state.odd.set(name, term); delete state.terms[name]; }
      }
    } catch (error) { if (!engine.ended(error)) throw error; }
  }
}
function writeState() {
  const question = questions.get(state.q);
  const changes = { q: state.q || null, sparql: state.sparql, v: state.view === "table" ? null : state.view, e: state.e || null };
  for (const one of model.questions) for (const { name } of one.parameters) changes[`p.${name}`] = null;
  for (const { name, default: usual } of question?.parameters ?? []) if (state.odd.has(name)) changes[`p.${name}`] = state.odd.get(name); else if (state.terms[name] && state.terms[name] !== usual) changes[`p.${name}`] = state.terms[name];
  remember(changes);
  notebook.tell();
}
/** What a notebook shares with the page. A query is told when it is asked, with its answer or with what is wrong. */
let outcome = { query: null, answered: null, answer: null, error: null };
const notebook = companion({
  ask(sparql) { const same = model.questions.find((question) => question.sparql.trim() === sparql.trim()); if (same) choose(same.name); else ask(sparql); },
  select(iri) { if (iri !== state.e) { push(); state.e = iri; writeState(); showPanel(false); } },
  state: () => ({ ...outcome, selected: state.e }),
  tooLarge: () => t("answer_large"),
});
const currentText = () => state.sparql ?? bind(questions.get(state.q)?.sparql ?? "", state.terms);

// --- parts of the page
const open = (iri) => { if (iri === state.e) return focusPanel(); push(); state.e = iri; writeState(); showPanel(true); };
const showPanel = async (focus) => { document.body.classList.toggle("with-panel", Boolean(state.e)); await panel.show(state.e); if (focus) focusPanel(); };
const focusPanel = () => $("panel-title")?.focus();
let returnTo = null;
const panel = makePanel($("panel"), { page, words, model, engine, open: (iri) => { returnTo ??= document.activeElement; open(iri); }, close: () => { push(); state.e = ""; writeState(); showPanel(false); (returnTo?.isConnected ? returnTo : $("main")).focus(); returnTo = null; } });
const openFrom = (iri) => { returnTo = document.activeElement; open(iri); };
const results = makeTable($("view-table"), { page, words, model, open: openFrom, address: remember });
const graph = makeChart($("view-chart"), { page, words, tools: results, open: openFrom, address: remember });
const network = makePicture($("view-network"), { page, words, model, tools: results, open: openFrom });
const places = makeMap($("view-map"), { page, words, model, places: makePlaces(engine), tools: results, open: openFrom, address: remember });
const views = { table: results, chart: graph, network, map: places };
// The editor is made when it is first looked at: until then its text is only kept.
let [made, kept] = [null, ""];
const editor = {
  text: () => made?.text() ?? kept,
  set(text) { kept = text; made?.set(text); },
  relabel: () => made?.relabel(),
  async point(line, column) { $("sparql").open = true; await this.begin(); made.point(line, column); },
  async begin() {
    const { editor: makeEditor } = await import("./editor.js"); // in the bundle, but not run before
    if (made) return;
    made = makeEditor($("editor"), {
      prefixes: model.prefixes, terms: model.terms,
      questions: model.questions.map(({ name, words: said }) => [name, said.zh, said.en]), question: choose,
      names: async (text, prefix) => {
        const kind = { seg: "segment", ind: "indicator" }[prefix] ?? "entity";
        return (await words.find(text, kind, 20)).things.map((thing) => ({ short: words.written(thing.iri), label: words.thingName(thing) }));
      },
      label: () => t("editor"), run: () => run(), leave: () => $("run").focus(), changed: (byHand) => { if (byHand) edited(); },
    });
    made.set(kept);
  },
};
$("sparql").addEventListener("toggle", () => { if ($("sparql").open) editor.begin(); });
panel.onQuery((iri) => {
  ask(`# ${words.name(iri).replace(/[\n\r]/g, " ")}\nSELECT DISTINCT ?relation ?value ?source {\n  GRAPH ?source { ${words.written(iri)} ?relation ?value }\n}\nORDER BY ?relation ?value`);
});

/** A query of one's own: into the editor, into the address, to the engine. */
function ask(sparql) {
  push();
  Object.assign(state, { q: "", terms: {}, odd: new Map(), sparql });
  writeState();
  showQuestion();
  $("sparql").open = true;
  run();
}
function edited() {
  const text = editor.text();
  const question = questions.get(state.q);
  state.odd = new Map();
  buttons();
  if (question) {
    const terms = Object.fromEntries(question.parameters.map(({ name }) => [name, boundTerm(text, name)]));
    if (Object.values(terms).every((term) => term !== null && fitsBlock(term)) && bind(question.sparql, terms) === text) { state.terms = terms; state.sparql = null; }
    else { state.sparql = text; state.q = ""; }
  } else state.sparql = text;
  if (!state.q) $("fields").replaceChildren();
  drawHead();
  markQuestion();
}

// --- the questions
function choose(name) {
  push();
  Object.assign(state, { q: name, terms: {}, odd: new Map(), sparql: null });
  writeState();
  remember({ sort: null, f: null, cols: null, cx: null, cy: null, form: null, mfrom: null, mto: null, mby: null });
  readTools();
  showQuestion();
  if (matchMedia("(max-width: 760px)").matches) { $("questions").open = false; $("question-title").focus(); }
  document.querySelector(".ask").scrollIntoView({ block: "nearest" }); // the list may be longer than the window
  run();
}
function drawQuestions() {
  const wanted = $("question-filter").value.trim().toLowerCase();
  const fits = ({ name, words: said }) => !wanted || [name, said.zh, said.en].some((text) => text.toLowerCase().includes(wanted));
  const some = model.questions.filter(fits);
  $("question-list").replaceChildren(...some.map((question) => h("li", {}, h("button", { type: "button", "data-question": question.name, click: () => choose(question.name) }, bdi(say(question.words))))), ...(some.length ? [] : [h("li", { class: "hint" }, t("hits_none"))]));
  markQuestion();
}
function markQuestion() {
  for (const button of document.querySelectorAll("[data-question]")) {
    if (button.dataset.question === state.q) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
  }
}
function drawHead() {
  const question = questions.get(state.q);
  $("question-title").textContent = question ? say(question.words) : t("own_query");
  $("question-note").textContent = question ? [question.missing && t("missing", { text: question.missing }), question.mayBeEmpty && t("may_be_empty", { text: question.mayBeEmpty })].filter(Boolean).join(" ") : t("own_query_hint");
  $("question-name").textContent = question ? question.name : "";
}
async function drawFields() {
  const question = questions.get(state.q);
  $("fields").replaceChildren();
  if (!question?.parameters.length) return;
  if (engine.ready()) await words.load(question.parameters.map(({ name, default: usual }) => words.expand(state.terms[name] ?? usual)).filter(Boolean)).catch(() => {});
  if (questions.get(state.q) !== question) return;
  $("fields").replaceChildren(...parameterFields({ page, words, question, terms: state.terms, odd: state.odd, title: results.title,
    changed: (name, term) => { state.terms[name] = term; state.sparql = null; editor.set(currentText()); pending = true; },
    unsettled: (name, text) => { if (text) state.odd.set(name, text); else state.odd.delete(name); buttons(); } }));
}
let pending = false; // a parameter was changed and not yet asked with
function showQuestion() {
  drawHead();
  markQuestion();
  buttons();
  editor.set(currentText());
  drawFields();
}

// --- asking
let [result, running] = [null, 0];
/** Whether the rows on the page are those of the query before: then they are not given away as the answer to this one. */
function previous(on) {
  $("result").classList.toggle("previous", on);
  $("previous").hidden = !on;
  for (const id of ["svg", "png", "copy", "csv", "link", "cite-open"]) $(id).disabled = on;
}
/** Where a parameter names nothing, nothing is asked: no default in its place. */
function refuse() {
  previous(true);
  $("problem").hidden = true;
  writeState();
  status(t("failed"), true);
  announce($("run-why").textContent);
  document.body.dataset.answered = "yes";
}
async function run() {
  if (state.odd.size) return refuse();
  if (phase !== "ready") { wanted = true; return; } // asked when the engine is free
  wanted = false;
  if (pending) { push(); pending = false; }
  writeState();
  const sparql = editor.text();
  const mine = ++running;
  phase = "running";
  began = performance.now();
  buttons();
  $("problem").hidden = true;
  status(t("running", { s: "0.0" }));
  ticking = setInterval(() => { status(t("running", { s: seconds(performance.now() - began) })); previous(true); }, 200);
  document.body.dataset.answered = "no";
  try {
    const answer = await engine.ask(sparql);
    clearInterval(ticking);
    result = read(answer, sparql);
    result.asked = { q: state.sparql === null ? state.q : "", terms: { ...state.terms } };
    result.about = (questions.get(result.asked.q)?.parameters ?? []).map(({ name, default: usual }) => ({ name, iri: words.expand(state.terms[name] ?? usual) })).filter(({ iri }) => iri);
    phase = "ready";
    buttons();
    previous(false);
    await showResult();
    const took = performance.now() - began;
    status(t("answered", { n: number(result.rows.length), ms: number(Math.max(1, Math.round(answer.ms))), all: number(Math.round(took)) }));
    announce(t("rows", { n: number(result.rows.length) }));
    document.body.dataset.ms = Math.round(took);
    outcome = { query: sparql, answered: sparql, ...notebook.answer(result) };
  } catch (error) {
    clearInterval(ticking);
    if (engine.ended(error)) return;
    if (mine === running && phase === "running") phase = "ready";
    buttons();
    problem(error, sparql);
    outcome = { query: sparql, answered: sparql, answer: "", error: error.refused ? t(`refused_${error.refused}`) : error.message };
  } finally {
    if (mine === running) document.body.dataset.answered = "yes";
    notebook.tell();
    if (wanted && phase === "ready") run();
  }
}
let wanted = false;
async function begin() {
  await settleLink();
  showQuestion();
  await run();
  if (state.e) showPanel(false);
}

function cancel() {
  if (phase !== "running") return;
  const after = seconds(performance.now() - began);
  wanted = false;
  engine.cancel();
  previous(true);
  $("problem").hidden = false;
  $("problem").className = "problem calm";
  $("problem").replaceChildren(h("p", {}, t("cancelled", { s: after })));
  announce(t("cancelled", { s: after }));
  $("run").focus();
}
function problem(error, sparql) {
  const box = $("problem");
  previous(true);
  box.hidden = false;
  box.className = "problem";
  const [, line, column] = /error at (\d+):(\d+)/.exec(error.message) ?? [];
  const shift = Number(line) === 1 ? sparqlShift(sparql) : 0;
  const text = error.refused ? t(`refused_${error.refused}`) : error.broken ? t("broken") : line ? t("syntax", { line, column: Math.max(1, Number(column) - shift) }) : t("failed");
  box.replaceChildren(h("p", {}, text), ...(error.refused ? [] : [h("details", {}, h("summary", {}, t("engine_says")), h("p", {}, h("code", {}, error.message.slice(0, 1500))))]));
  if (!error.broken) status(t("failed"), true); // else the status tells of the new start
  announce(text);
  if (line) editor.point(Number(line), Number(column) - shift);
}
function sparqlShift(sparql) {
  const { declared } = look(sparql);
  return Object.entries(model.prefixes).filter(([name]) => !declared.has(name)).reduce((sum, [name, iri]) => sum + `PREFIX ${name}: <${iri}> `.length, 0) || 1;
}

// --- the result
async function showResult() {
  $("result").hidden = false;
  const empty = result.rows.length === 0;
  const question = questions.get(result.asked.q);
  $("empty").hidden = !empty;
  $("empty").textContent = empty ? [t("no_rows"), question?.missing && t("missing", { text: question.missing }), question?.mayBeEmpty && t("may_be_empty", { text: question.mayBeEmpty })].filter(Boolean).join(" ") : "";
  for (const view of VIEWS) $(`tab-${view}`).disabled = empty || (view !== "table" && !views[view].fits(result));
  const shown = $(`tab-${state.view}`).disabled ? "table" : state.view;
  for (const view of VIEWS) views[view].stale = true;
  await switchTo(shown);
}
async function switchTo(view) {
  for (const one of VIEWS) {
    $(`tab-${one}`).setAttribute("aria-selected", String(one === view));
    $(`tab-${one}`).tabIndex = one === view ? 0 : -1;
    $(`view-${one}`).hidden = one !== view;
  }
  $("filter-row").hidden = view !== "table";
  $("svg").hidden = $("png").hidden = view === "table";
  document.body.dataset.view = view;
  if (!result) return;
  if (view !== "table" && results.stale) { await results.show(result); results.stale = false; }
  if (views[view].stale !== false) { await views[view].show(result); views[view].stale = false; } else if (view !== "table") await views[view].draw();
}
const tabs = VIEWS.map((view) => $(`tab-${view}`));
for (const [at, tab] of tabs.entries()) {
  tab.addEventListener("click", () => { push(); state.view = VIEWS[at]; writeState(); switchTo(VIEWS[at]); });
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    let to = at;
    do to = (to + step + tabs.length) % tabs.length; while (tabs[to].disabled);
    tabs[to].focus();
    tabs[to].click();
  });
}

// --- wiring
taking({ page, words, model, questions, tools: results, result: () => result, settled: writeState });
$("form").addEventListener("submit", (event) => { event.preventDefault(); run(); });
$("run").addEventListener("click", () => run());
$("cancel").addEventListener("click", cancel);
$("question-filter").addEventListener("input", drawQuestions);
$("question-filter").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); document.querySelector("[data-question]")?.focus(); } });
$("filter").addEventListener("input", () => { remember({ f: $("filter").value || null }); if (result) results.filter($("filter").value); });
chooser({ page, words, input: $("search"), list: $("hits"), find: (text) => words.find(text), chosen: (thing) => { $("search").value = ""; openFrom(thing.iri); } });
addEventListener("keydown", (event) => {
  if ($("cite").open) return;
  const typing = event.target.matches?.("input, select, textarea") || event.composedPath()[0]?.isContentEditable;
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); $("search").focus(); }
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
  else if (event.key === "Escape" && !typing) { if (phase === "running") cancel(); else if (state.e) $("panel-close")?.click(); }
});
let [resized, wide] = [0, 0]; // pictures are made for the width there is
new ResizeObserver(() => {
  cancelAnimationFrame(resized);
  resized = requestAnimationFrame(() => {
    const view = document.body.dataset.view;
    if ($("result").clientWidth === wide) return;
    wide = $("result").clientWidth;
    if (result && view !== "table" && views[view]?.stale === false) views[view].draw();
  });
}).observe($("result"));

function readTools() {
  results.set({ sort: page.address("sort"), filter: page.address("f"), cols: page.address("cols") });
  $("filter").value = page.address("f") ?? "";
  graph.set({ cx: page.address("cx"), cy: page.address("cy"), form: page.address("form") });
  places.set({ mfrom: page.address("mfrom"), mto: page.address("mto"), mby: page.address("mby") });
}
function drawAbout() {
  const { counts } = model;
  $("about").textContent = [say(model.part), t("about", { sources: number(counts.sources), claims: number(counts.claims), conflicts: number(counts.conflicts), quads: number(counts.quads) })].filter(Boolean).join(" · ");
  $("source-note").textContent = t("footer", { id: model.snapshot.slice(0, 16), version: model.version });
}
page.onChange(async (what) => {
  if (what === "address") {
    const before = currentText();
    const panelBefore = state.e;
    readState();
    readTools();
    pending = false;
    if (currentText() !== before || state.odd.size) { await settleLink(); showQuestion(); run(); } else if (result) await (state.view === document.body.dataset.view ? views[state.view].draw() : switchTo($(`tab-${state.view}`).disabled ? "table" : state.view));
    if (state.e !== panelBefore) showPanel(false);
  } else if (what === "lang") {
    drawAbout();
    drawQuestions();
    drawHead();
    drawFields();
    editor.relabel();
    if (phase === "ready") sayReady();
    for (const view of VIEWS) views[view].stale = true;
    if (result) await showResult();
    if (state.e) panel.redraw();
  } else if (result && document.body.dataset.view !== "table") views[document.body.dataset.view].draw();
});

if (matchMedia("(max-width: 760px)").matches) $("questions").open = false;
readState();
readTools();
drawAbout();
drawQuestions();
showQuestion();
buttons();
status(t("starting"));
