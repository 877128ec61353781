// Whoever shows this page in a frame and speaks to it (a notebook does): it may ask and select, and hears what is asked,
// answered and selected. Until it has spoken, it hears nothing.

const MOST = 8_000_000; // characters of an answer: what a notebook takes in one message

export function companion({ ask, select, state, tooLarge }) {
  let listener = null;
  const told = new Map();
  /** Say what has changed since it was last said. */
  function tell() {
    if (!listener) return;
    const news = Object.entries(state()).filter(([key, value]) => value !== null && told.get(key) !== value);
    for (const [key, value] of news) told.set(key, value);
    if (news.length) listener.postMessage({ jjj: "explorer", ...Object.fromEntries(news) }, "*");
  }
  if (window.parent !== window) {
    addEventListener("message", ({ source, data }) => {
      if (source !== window.parent || data?.jjj !== "explorer") return;
      listener = source;
      for (const [key, act] of [["query", ask], ["selected", select]]) {
        if (typeof data[key] !== "string") continue;
        told.set(key, data[key]);
        act(data[key]);
      }
      tell();
    });
  }
  return {
    tell,
    /** An answer in the format of SPARQL results, and what to say of it where it is too large. */
    answer({ columns, rows }) {
      const text = JSON.stringify({ head: { vars: columns }, results: { bindings: rows } });
      return text.length > MOST ? { answer: "", error: tooLarge() } : { answer: text, error: "" };
    },
  };
}
