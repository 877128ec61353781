// The page's side of the engine: start it, ask it, and stop it for good when a query does not end.
import { look, withPrefixes } from "./sparql.js";

const ENDED = "ended";
export class EngineError extends Error {}

/** An engine over what the page holds. `tell` hears of progress, of being ready, of restarts and of what went wrong. */
export function engine(model, tell) {
  const text = (name) => document.getElementById(`blob-${name}`).textContent;
  const policy = window.trustedTypes?.createPolicy("jjj-worker", { createScriptURL: (url) => url });
  const address = URL.createObjectURL(new Blob([text("worker")], { type: "text/javascript" }));
  const waiting = new Map();
  let [worker, module, number, ready, started] = [null, null, 0, false, 0];

  function start() {
    ready = false;
    started = performance.now();
    worker = new Worker(policy ? policy.createScriptURL(address) : address);
    worker.onerror = (event) => { event.preventDefault(); tell("fatal", event.message || "worker"); };
    worker.onmessage = ({ data }) => {
      if (data.progress !== undefined) tell("progress", data);
      else if (data.fatal !== undefined) tell("fatal", data.fatal);
      else if (data.ready) { ready = true; module = data.module; tell("ready", { ...data.ready, ms: performance.now() - started }); }
      else settle(data);
    };
    worker.postMessage({ boot: { engine: module ? null : text("wasm"), module, pieces: model.pieces.map((_, at) => text(`piece-${at}`)), quads: model.pieces } });
  }

  function settle(data) {
    const { resolve, reject } = waiting.get(data.id) ?? {};
    waiting.delete(data.id);
    if (!resolve) return;
    if (data.error === undefined) return resolve(data);
    reject(Object.assign(new EngineError(data.error), { broken: data.broken }));
    if (data.broken) restart("broken");
  }

  function restart(why) {
    worker.terminate();
    for (const { reject } of waiting.values()) reject(new EngineError(ENDED));
    waiting.clear();
    tell("restart", why);
    start();
  }

  /** The answer to a query: {kind, text, ms}. Refuses what the command line refuses too. */
  function ask(sparql) {
    const { kind, from, declared, refused } = look(sparql);
    if (refused) return Promise.reject(Object.assign(new EngineError(refused), { refused }));
    return new Promise((resolve, reject) => {
      number += 1;
      waiting.set(number, { resolve, reject });
      worker.postMessage({ id: number, kind, union: !from, sparql: withPrefixes(sparql, model.prefixes, declared) });
    });
  }

  start();
  return {
    ask,
    /** The rows of a SELECT as objects of terms. */
    rows: async (sparql) => JSON.parse((await ask(sparql)).text).results.bindings,
    /** End whatever runs: the worker goes, another one reads the graph anew. */
    cancel: () => restart("cancelled"),
    ready: () => ready,
    ended: (error) => error instanceof EngineError && error.message === ENDED,
  };
}
