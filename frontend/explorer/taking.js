// What one takes away of a result: cells for a spreadsheet, CSV, the picture, the address, and how to cite it.
import { csvBytes, sha256, toCsv, toTsv } from "./csv.js";

/** Sets the buttons to work. `result()` is the result that is shown, `tools` is its table, `settled()` writes the address. */
export function taking({ page, words, model, questions, tools, result, settled }) {
  const { t, say, number, h, announce, download } = page;
  const $ = (id) => document.getElementById(id);

  $("csv").addEventListener("click", () => { if (result()) { download(`${fileStem()}.csv`, new Blob([csvBytes(toCsv(result().columns, result().rows))], { type: "text/csv;charset=utf-8" })); announce(t("saved", { name: `${fileStem()}.csv` })); } });
  async function copy(text, said) {
    try { await navigator.clipboard.writeText(text); announce(said); flash(said); } catch {
      const area = h("textarea", { class: "unseen", "aria-hidden": "true" });
      area.value = text;
      const focused = document.activeElement;
      ($("cite").open ? $("cite") : document.body).append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      focused?.focus();
      flash(done ? said : t("copy_failed"));
    }
  }
  function flash(text) { $("flash").textContent = text; clearTimeout(flash.timer); flash.timer = setTimeout(() => { $("flash").textContent = ""; }, 4000); }
  $("copy").addEventListener("click", async () => {
    if (!result()) return;
    await words.load(tools.iris(result().rows));
    const columns = tools.visible();
    copy(toTsv(columns, tools.rows(), tools.shown).replace(/^[^\n]*/, columns.map(tools.title).join("\t")), t("copied_rows", { n: number(tools.rows().length) }));
  });
  $("link").addEventListener("click", () => { settled(); copy(location.href, t("copied_link")); });

  /** The picture that is seen, under the words of its question. */
  function drawn() {
    const picture = $(`view-${document.body.dataset.view}`).querySelector("figure svg");
    if (!picture) return null;
    const { width, height } = picture.viewBox.baseVal;
    const scale = Math.max(1, Math.min(1.6, 900 / width));
    const notes = [picture.closest("figure").querySelector("figcaption")?.textContent, citationLine()];
    return paper.sheet(picture, { wide: width * scale, high: height * scale, title: say(questions.get(result().asked.q)?.words) || t("own_query"), notes });
  }
  const citationLine = () => t("cite_text", { version: model.version, id: model.snapshot.slice(0, 16) });
  const fileStem = () => `jjj-${result().asked.q || "query"}`;
  $("svg").addEventListener("click", () => { const made = drawn(); if (made) paper.saveSvg(fileStem(), made); });
  $("png").addEventListener("click", () => { const made = drawn(); if (made) paper.savePng(fileStem(), made); });

  async function citation() {
    const question = questions.get(result().asked.q);
    const csv = toCsv(result().columns, result().rows);
    const hash = await sha256(csvBytes(csv));
    const parameters = (question?.parameters ?? []).map(({ name, default: usual }) => `${name} = ${result().asked.terms[name] ?? usual}`);
    return [
      citationLine(),
      `${t("cite_snapshot")} sha256:${model.snapshot}`,
      say(model.part) ? `${t("cite_part")} ${say(model.part)}` : "",
      question ? `${t("cite_question")} ${question.name}: ${say(question.words)}${parameters.length ? ` (${parameters.join("; ")})` : ""}` : "",
      `${t("cite_result")} ${t("rows", { n: number(result().rows.length) })}${hash ? `, sha256:${hash}` : ""}`,
      `${t("cite_query")}\n${result().sparql.trim()}`,
    ].filter(Boolean).join("\n");
  }
  $("cite-open").addEventListener("click", async () => {
    if (!result()) return;
    $("cite-text").value = await citation();
    $("cite").showModal();
    $("cite-text").focus();
    $("cite-text").setSelectionRange(0, 0);
    $("cite-text").scrollTop = 0;
  });
  $("cite-close").addEventListener("click", () => $("cite").close());
  $("cite-copy").addEventListener("click", () => copy($("cite-text").value, t("copied_citation")));
}
