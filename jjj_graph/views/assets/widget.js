// The explorer in a cell of a notebook: the page in a sandboxed frame, and messages between it and the model that Python
// shares. What the page says is plain data; what it shows, it shows by itself.
const SHARED = ["query", "selected"];
const SAID = { query: "query", selected: "selected", answer: "_answer", answered: "_answered", error: "error" };

function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.title = "jjj_graph";
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads");
  Object.assign(frame.style, { width: "100%", height: `${model.get("_height")}px`, border: "1px solid #8888" });
  frame.srcdoc = model.get("_page");

  const said = {}; // what the page has said last: it is not told that again
  const tell = (message) => frame.contentWindow?.postMessage({ jjj: "explorer", ...message }, "*");
  function hear({ source, data }) {
    if (source !== frame.contentWindow || data?.jjj !== "explorer") return;
    for (const [key, trait] of Object.entries(SAID)) {
      if (typeof data[key] !== "string") continue;
      said[key] = data[key];
      model.set(trait, data[key]);
    }
    model.save_changes();
  }
  const listeners = SHARED.map((key) => [`change:${key}`, () => { if (model.get(key) !== said[key]) tell({ [key]: model.get(key) }); }]);
  frame.addEventListener("load", () => tell(Object.fromEntries(SHARED.filter((key) => model.get(key)).map((key) => [key, model.get(key)]))));
  addEventListener("message", hear);
  for (const [event, act] of listeners) model.on(event, act);
  el.append(frame);
  return () => {
    removeEventListener("message", hear);
    for (const [event, act] of listeners) model.off(event, act);
  };
}
export default { render };
