// What every page shares: the view model, both languages, the theme, the state in the address, safe building blocks.
// Text always goes in as text: nothing here, nor in any view, makes HTML from a string (the content policy forbids it).
"use strict";
const page = (() => {
  const { lang: firstLang, texts, title, model } = JSON.parse(document.getElementById("view-model").textContent);
  const root = document.documentElement;
  const HTML_LANG = { zh: "zh-CN", en: "en" };
  const listeners = [];

  // --- the address: #n=…&lang=zh ; a "+" is a plus (ids of aggregate places have it)
  const decode = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const readAddress = () => new Map(location.hash.slice(1).split("&").filter(Boolean).map((part) => {
    const at = part.indexOf("=");
    return at < 0 ? [decode(part), ""] : [decode(part.slice(0, at)), decode(part.slice(at + 1))];
  }));
  let address = readAddress();
  const readable = (text) => encodeURIComponent(text).replace(/%2B/g, "+").replace(/%2C/g, ",");
  function remember(changes) {
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === undefined || value === "") address.delete(key); else address.set(key, String(value));
    }
    const hash = [...address].map(([key, value]) => `${readable(key)}=${readable(value)}`).join("&");
    try { history.replaceState(null, "", hash ? `#${hash}` : "#"); } catch { /* inside a srcdoc frame there is no address */ }
  }

  // --- language
  const validLang = (value) => (Object.hasOwn(HTML_LANG, value ?? "") ? value : firstLang);
  let lang = validLang(address.get("lang"));
  const t = (key, values = {}) => {
    const words = texts[key];
    if (!words) throw new Error(`no text for ${key}`);
    return words[lang].replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
  };
  const say = (words) => (words && (words[lang] || words.zh || words.en)) || "";
  /** A period as written, an open end of it in words: what is so by a day is not so since. */
  const period = (text) => { const [, last, first] = /^(?:\.\.\/(.+)|(.+)\/\.\.)$/.exec(text ?? "") ?? []; return last ? t("by_day", { day: last }) : first ? t("from_day", { day: first }) : text ?? ""; };
  const number = (value) => value.toLocaleString(HTML_LANG[lang]);
  function translatePage() {
    root.lang = HTML_LANG[lang];
    document.title = say(title);
    document.querySelector("#title bdi").textContent = say(title);
    for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
    for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
    for (const node of document.querySelectorAll("[data-t-placeholder]")) node.placeholder = t(node.dataset.tPlaceholder);
    for (const node of document.querySelectorAll("[data-lang]")) node.setAttribute("aria-pressed", String(node.dataset.lang === lang));
  }

  // --- theme
  const THEMES = ["auto", "light", "dark"];
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const themeBox = document.getElementById("theme");
  let theme = THEMES.includes(address.get("theme")) ? address.get("theme") : "auto";
  const setTheme = (value) => { theme = value; root.dataset.theme = value; themeBox.value = value; };
  const dark = () => (theme === "auto" ? systemDark.matches : theme === "dark");
  const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();

  const changed = (what) => { for (const listener of listeners) listener(what); };

  // --- building blocks
  /** An element; attributes that are functions become listeners, children that are strings become text. */
  function h(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") node.addEventListener(name, value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  }
  /** Text of the data, kept from turning the direction of what stands around it. */
  const bdi = (text) => h("bdi", { lang: foreign(text) }, text);
  /** The language of words that are plainly not in that of the page: read aloud and set as what they are. */
  function foreign(text) {
    const han = /\p{Script=Han}/u.test(text);
    if (lang === "zh") return !han && /[A-Za-z]{2,} [A-Za-z]{2,}/.test(text) ? HTML_LANG.en : false;
    return han && !/[A-Za-z]{2,}/.test(text) ? HTML_LANG.zh : false;
  }
  /** A link where the address is http or https; anything else stays text that one can read but not follow. */
  function link(url, label) {
    let parsed = null;
    try { parsed = new URL(url); } catch { /* not an address */ }
    if (!parsed || !["http:", "https:"].includes(parsed.protocol)) return h("span", { class: "no-link" }, bdi(url));
    return h("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer" }, bdi(label));
  }
  const svg = (tag, attributes, ...children) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const live = document.getElementById("live");
  const announce = (text) => { live.textContent = text; };
  function download(name, blob) {
    const url = URL.createObjectURL(blob);
    h("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => {
      lang = button.dataset.lang;
      remember({ lang });
      translatePage();
      changed("lang");
    });
  }
  themeBox.addEventListener("change", () => {
    setTheme(themeBox.value);
    remember({ theme: theme === "auto" ? null : theme });
    changed("theme");
  });
  systemDark.addEventListener("change", () => changed("theme"));
  addEventListener("hashchange", () => {
    address = readAddress();
    lang = validLang(address.get("lang"));
    setTheme(THEMES.includes(address.get("theme")) ? address.get("theme") : "auto");
    translatePage();
    changed("address");
  });
  document.getElementById("skip").addEventListener("click", () => document.getElementById("main").focus());
  // Print on white with nothing folded away, then as it was.
  let before = null;
  addEventListener("beforeprint", () => {
    before = { theme, open: [...document.querySelectorAll("details:not([open])")] };
    setTheme("light");
    for (const details of before.open) details.open = true;
    changed("print");
  });
  addEventListener("afterprint", () => {
    if (!before) return;
    setTheme(before.theme);
    for (const details of before.open) details.open = false;
    before = null;
    changed("theme");
  });

  setTheme(theme);
  translatePage();
  return {
    model, t, say, number, period, h, bdi, svg, link, announce, download, remember, dark, colour,
    lang: () => lang,
    title: () => say(title),
    address: (key) => address.get(key),
    onChange: (listener) => listeners.push(listener),
  };
})();
