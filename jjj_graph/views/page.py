"""One way to make a page: one file that asks nobody for anything.

Every view hands ``render`` a template, a title, a view model (plain data) and the names of its scripts
and styles in ``assets/``. What comes back holds all of it inline, under a content policy that allows
exactly these scripts and styles, by hash, and no request at all. Equal input gives equal bytes.

>>> embed_json({"b": "</script>", "a": 1})
'{"a":1,"b":"\\\\u003c/script\\\\u003e"}'
>>> html = render("page.html", Words("试页", "A page"), {"n": 1})
>>> html.count("<h1"), "connect-src &#39;none&#39;" in html
(1, True)
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

HERE = Path(__file__).parent
LANGUAGES = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages. Where one is missing the other is shown.

    >>> Words("保定").to_json()
    {'zh': '保定', 'en': '保定'}
    """

    zh: str = ""
    en: str = ""

    def in_language(self, lang: str) -> str:
        """Return the words in ``zh`` or ``en``."""
        return (self.en or self.zh) if lang == "en" else (self.zh or self.en)

    def to_json(self) -> dict[str, str]:
        """Return both, as the scripts of a page expect them."""
        return {"zh": self.in_language("zh"), "en": self.in_language("en")}


def as_words(text: str | Words) -> Words:
    """A plain string is the same in both languages."""
    return text if isinstance(text, Words) else Words(text, text)


# --- text that is safe where it goes -------------------------------------------------------------

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def clean_text(text: str) -> str:
    """Characters that neither XML nor HTML can hold become U+FFFD, so that a reader sees they were there.

    >>> clean_text("a\\x00b\\ud800")
    'a\ufffdb\ufffd'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def embed_json(value: Any) -> str:
    """JSON that may stand inside a ``<script>``: no character in it can end the element or a line of it.

    Only what JSON knows is accepted: a date or a Decimal is a mistake in the view model, and NaN is not JSON.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text.translate(_ESCAPES))


# --- assets, texts, families ---------------------------------------------------------------------


@cache
def asset(name: str) -> str:
    """A script or style of ``assets/``, as it is put into a page.

    The browser hashes what it has parsed: line ends are therefore made "\\n" here, the pointer to a source
    map (a file that is not there) goes, and nothing in a script can end its element early.
    """
    text = (HERE / "assets" / name).read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"\n?//# sourceMappingURL=\S*", "", text)
    text = re.sub(r"</(?=script|style)", r"<\\/", text, flags=re.IGNORECASE)
    return text.replace("<!--", r"<\!--")


@cache
def _asset_json(name: str) -> Any:
    return json.loads((HERE / "assets" / name).read_text(encoding="utf-8"))


def texts(*sections: str) -> dict[str, dict[str, str]]:
    """The words of the user interface, from the one file that holds them in both languages.

    >>> texts("page")["language"]["en"]
    'Language'
    """
    every = _asset_json("texts.json")
    return {key: words for section in sections for key, words in every.get(section, {}).items()}


def families() -> dict[str, dict[str, Any]]:
    """How each family of types looks in every picture: name, letters, shape and colour.

    >>> families()["place"]["en"]
    'Places'
    """
    return _asset_json("families.json")


# --- the page ------------------------------------------------------------------------------------


def content_policy(scripts: Iterable[str], styles: Iterable[str], *, worker: bool = False) -> str:
    """The content policy for these inline scripts and styles, and nothing else.

    ``worker`` also allows WebAssembly and a worker made from what the page itself holds.

    >>> content_policy(["1"], []).split("; ")[1]
    "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"
    """

    def hashes(parts: Iterable[str]) -> str:
        digests = (hashlib.sha256(part.encode("utf-8")).digest() for part in parts)
        return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests) or "'none'"

    return "; ".join((
        "default-src 'none'",
        f"script-src {hashes(scripts)}" + (" 'wasm-unsafe-eval'" if worker else ""),
        *(["worker-src blob:"] if worker else []),
        f"style-src {hashes(styles)}",
        "img-src data: blob:",
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types jjj-worker" if worker else "trusted-types 'none'",
    ))  # fmt: skip


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _translator(words: dict[str, dict[str, str]], lang: str) -> Callable[[str], str]:
    return lambda key: words[key][lang]


def render(
    template: str,
    title: str | Words,
    view_model: Any,
    scripts: Iterable[str] = (),
    styles: Iterable[str] = (),
    *,
    lang: str = "zh",
    embedded: Mapping[str, str] | None = None,
    worker: bool = False,
) -> str:
    """The page. ``scripts`` and ``styles`` are names in ``assets/``, put after ``page.js``, ``paper.js`` and ``page.css``.

    ``lang`` is the language the page opens in; the reader can switch, and the address remembers it.
    The view model is what ``embed_json`` accepts; scripts find it as ``page.model``. ``embedded`` is text that a
    page carries as data (base64, the source of a worker), by the id of its element; it may not hold ``</script``.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"lang must be one of {', '.join(LANGUAGES)}, not {lang!r}")
    scripts, title = list(scripts), as_words(title)
    title = Words(clean_text(title.zh), clean_text(title.en))
    words = texts("page", *(Path(name).stem for name in scripts), Path(template).stem)
    script_texts = [asset(name) for name in ("page.js", "paper.js", *scripts)]
    style_texts = [asset(name) for name in ("page.css", *styles)]
    if wrong := [
        name for name, text in (embedded or {}).items() if re.search("</script|<!--", text, re.IGNORECASE)
    ]:
        raise ValueError(f"{wrong[0]} would end its element early")
    envelope = {"lang": lang, "texts": words, "title": title.to_json(), "model": view_model}
    return _environment().get_template(template).render(
        title=title.in_language(lang),
        lang=lang,
        html_lang=LANGUAGES[lang],
        t=_translator(words, lang),
        csp=content_policy(script_texts, style_texts, worker=worker),
        scripts=[Markup(text) for text in script_texts],
        styles=[Markup(text) for text in style_texts],
        data=Markup(embed_json(envelope)),
        embedded={name: Markup(text) for name, text in (embedded or {}).items()},
    )  # fmt: skip


def write(path: str | os.PathLike[str], html: str) -> None:
    """Write a page: UTF-8, ``\\n`` on every system, and whole or not at all."""
    target = Path(path)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with open(unfinished, "w", encoding="utf-8", newline="\n") as file:
            file.write(html)
        os.replace(unfinished, target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
