// The SPARQL editor: CodeMirror in a shadow root, because there its styles are constructed style sheets, which the
// content policy of the page allows, and not <style> elements, which it does not.
import { EditorView, keymap, lineNumbers, highlightActiveLine, drawSelection } from "@codemirror/view";
import { EditorState, Compartment } from "@codemirror/state";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { syntaxHighlighting, HighlightStyle, bracketMatching } from "@codemirror/language";
import { autocompletion, completionKeymap, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { sparql } from "codemirror-lang-sparql";
import { tags } from "@lezer/highlight";

const KEYWORDS = ("SELECT DISTINCT WHERE OPTIONAL FILTER BIND VALUES GRAPH UNION MINUS GROUP ORDER BY DESC ASC HAVING LIMIT OFFSET CONSTRUCT DESCRIBE ASK "
  + "COUNT SUM AVG MIN MAX GROUP_CONCAT SAMPLE COALESCE CONTAINS STRSTARTS STR LANG LANGMATCHES REGEX IF EXISTS NOT BOUND YEAR").split(" ");
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--code-variable)" },
  { tag: [tags.number, tags.bool, tags.atom], color: "var(--code-number)" },
  { tag: [tags.namespace, tags.url, tags.labelName, tags.propertyName, tags.typeName], color: "var(--code-name)" },
  { tag: tags.invalid, color: "var(--bad)", textDecoration: "underline wavy" },
]);
const theme = EditorView.theme({
  "&": { backgroundColor: "var(--card)", color: "var(--ink)", fontSize: "13px", maxHeight: "46vh" },
  "&.cm-focused": { outline: "3px solid #f0a202", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace', lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--soft)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--active)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--selected)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--mark)", outline: "1px solid var(--soft)" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "6px", boxShadow: "var(--shadow)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.8" },
});

/** `options`: prefixes, terms ([name, sort, zh, en]), questions ([name, zh, en]), question (chooses one), names (find things
 *  by what they are called), label, run, leave, changed. */
export function editor(host, options) {
  const root = host.attachShadow({ mode: "open" });
  const labels = new Compartment();
  const box = document.createElement("div");
  root.append(box);

  const termOptions = options.terms.map(([name, sort, zh, en]) => ({ label: name, displayLabel: name, detail: [zh, en].filter(Boolean).join(" · "), type: { class: "class", property: "property" }[sort] ?? "constant", boost: 1 }));
  const prefixOptions = Object.keys(options.prefixes).map((name) => ({ label: `${name}:`, detail: options.prefixes[name], type: "namespace" }));
  // A named question takes the place of the whole text.
  const questionOptions = options.questions.map(([name, zh, en]) => ({ label: name, detail: [zh, en].join(" · "), type: "text", boost: -3, apply: () => options.question(name) }));
  const wordOptions = KEYWORDS.map((word) => ({ label: word, type: "keyword", boost: -1 }));

  async function complete(context) {
    const word = context.matchBefore(/[?$]?[\w\u3400-\u9fff:./+~\\-]*/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const text = word.text;
    if (/^[?$]/.test(text)) {
      const all = new Set(context.state.doc.toString().match(/[?$]\w+/g));
      all.delete(text);
      return { from: word.from, options: [...all].map((label) => ({ label, type: "variable" })) };
    }
    const [prefix, local] = text.includes(":") ? text.split(/:(.*)/s) : [null, text];
    if (prefix === "jjj" || prefix === "code") return { from: word.from, options: termOptions.filter(({ label }) => label.startsWith(`${prefix}:`)), validFor: /^[\w:./-]*$/ };
    const things = local.length >= (/[\u3400-\u9fff]/.test(local) ? 1 : 2) && (prefix === null || ["ent", "seg", "ind"].includes(prefix)) ? await options.names(local, prefix) : [];
    const named = things.map(({ short, label }) => ({ label: short, displayLabel: short, detail: label, type: "constant", boost: -2 }));
    if (prefix !== null) return { from: word.from, options: named, filter: false };
    const wanted = text.toLowerCase();
    const fits = ({ label, detail }) => label.toLowerCase().replace(/^jjj:/, "").startsWith(wanted) || (wanted && (detail ?? "").toLowerCase().includes(wanted) && wanted.length > 1);
    const begun = ({ label }) => local.length > 2 && label.startsWith(wanted);
    const asked = questionOptions.filter(fits);
    return { from: word.from, options: [...prefixOptions.filter(fits), ...wordOptions.filter(fits), ...asked.filter(begun), ...termOptions.filter(fits), ...named, ...asked.filter((one) => !begun(one))], filter: false };
  }

  const attributes = () => EditorView.contentAttributes.of({ "aria-label": options.label(), "aria-multiline": "true", tabindex: "0" });
  const view = new EditorView({
    root,
    parent: box,
    state: EditorState.create({
      doc: "",
      extensions: [
        lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(), sparql(), syntaxHighlighting(colours), theme,
        autocompletion({ override: [complete], maxRenderedOptions: 40 }), EditorView.lineWrapping, labels.of(attributes()),
        // Typing over a selection: left to itself Chromium keeps the style of what it replaces in a style attribute, which
        // the content policy forbids, with an error on the console.
        EditorView.domEventHandlers({
          beforeinput(event, v) {
            if (event.inputType !== "insertText" || event.isComposing || !event.data || v.state.selection.main.empty) return false;
            event.preventDefault();
            v.dispatch(v.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
            return true;
          },
        }),
        keymap.of([{ key: "Mod-Enter", run: () => { options.run(); return true; } }, { key: "Escape", run: (v) => { v.contentDOM.blur(); options.leave(); return true; } },
          ...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => { if (update.docChanged) options.changed(update.transactions.some((one) => one.isUserEvent("input") || one.isUserEvent("delete") || one.isUserEvent("undo") || one.isUserEvent("redo") || one.isUserEvent("move"))); }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    set(text) { if (text !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }); },
    /** Put the cursor where the engine found a mistake. */
    point(line, column) {
      const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({ selection: { anchor: Math.min(at.from + Math.max(column - 1, 0), at.to) }, scrollIntoView: true });
    },
    focus: () => view.focus(),
    relabel: () => view.dispatch({ effects: labels.reconfigure(attributes()) }),
    view,
  };
}
