"""The page architecture: what is embedded stays data, the policy allows what is there, bytes are fixed."""

import base64
import hashlib
import json
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from jjj_graph.views import page
from jjj_graph.views.page import HERE, Words, clean_text, embed_json, render, write

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def policy(html: str) -> dict[str, str]:
    content = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1].replace("&#39;", "'")
    return dict(part.split(" ", 1) for part in content.split("; "))


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@given(JSON_VALUES)
def test_embedded_json_comes_back_the_same_and_cannot_leave_its_element(value):
    text = embed_json(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029")
    text.encode("utf-8")  # a lone surrogate would not go into a file


@given(st.sampled_from(["</script", "</SCRIPT >", "<!--", "]]>", "<script", "\u2028"]), ANY_TEXT)
def test_no_markup_survives_in_embedded_json(markup, around):
    text = embed_json({around: around + markup + around})
    assert "<" not in text and ">" not in text


def test_embedded_json_is_sorted_and_refuses_what_json_does_not_know():
    assert embed_json({"b": 1, "a": {"d": 1, "c": 2}}) == '{"a":{"c":2,"d":1},"b":1}'
    with pytest.raises(ValueError):
        embed_json(float("nan"))
    with pytest.raises(TypeError):
        embed_json({"when": __import__("datetime").date(2024, 1, 1)})


def test_the_policy_names_exactly_the_scripts_and_styles_of_the_page():
    html = render(
        "network.html", "试", {"nodes": [], "edges": []}, ["desk.js", "network.js"], ["network.css"]
    )
    rules = policy(html)
    assert rules["script-src"].split() == [digest(text) for text in SCRIPT.findall(html)]
    assert rules["style-src"].split() == [digest(text) for text in STYLE.findall(html)]
    assert (
        rules["default-src"] == rules["connect-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    )
    assert rules["img-src"] == "data: blob:"
    assert "unsafe" not in str(rules)


def test_the_page_has_one_heading_a_title_a_language_and_no_address_of_its_own():
    html = render("network.html", Words("试", "A trial"), {}, ["desk.js"], lang="en")
    assert html.count("<h1") == html.count("<title>A trial</title>") == html.count('<html lang="en"') == 1
    assert 'name="viewport"' in html
    assert "http" not in re.sub(SCRIPT, "", re.sub(STYLE, "", html)).replace("http-equiv", "")
    assert not re.search(r"\sstyle=|\son\w+=", re.sub(SCRIPT, "", html))


def test_titles_are_text():
    html = render("page.html", "</title><script>alert(1)</script>\x00\ud800", {})
    assert "<script>alert" not in html and "&lt;script&gt;alert" in html
    assert "\ufffd\ufffd" in html
    html.encode("utf-8")


def test_equal_input_gives_equal_bytes(tmp_path):
    one, two = ({"a": 1, "b": [1, 2]}, {"b": [1, 2], "a": 1})
    assert render("page.html", "试", one) == render("page.html", "试", two)
    write(tmp_path / "p.html", "试\n页")
    assert (tmp_path / "p.html").read_bytes() == "试\n页".encode()


def test_a_page_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "p.html"
    write(target, "old")
    with pytest.raises(UnicodeEncodeError):
        write(target, "new \ud800")
    assert target.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["p.html"]


def test_what_is_wrong_is_said():
    with pytest.raises(ValueError, match="zh, en"):
        render("page.html", "试", {}, lang="fr")
    with pytest.raises(UndefinedError):
        page._environment().from_string("{{ nowhere }}").render()


def test_assets_end_no_element_early():
    for name in (path.name for path in (HERE / "assets").iterdir() if path.suffix in {".js", ".css"}):
        text = page.asset(name)
        assert not re.search(r"</(script|style)|<!--|sourceMappingURL|\r", text, re.IGNORECASE), name


def test_vendored_files_are_what_the_manifest_says():
    manifest = json.loads((HERE / "assets/manifest.json").read_text(encoding="utf-8"))
    for name, said in manifest.items():
        assert hashlib.sha256((HERE / "assets" / name).read_bytes()).hexdigest() == said["sha256"]
        assert all((HERE / "assets" / file).is_file() for file in said["licence_files"])
        if name.endswith(".js"):
            assert said["version"] in (HERE / "assets" / name).read_text(encoding="utf-8")[:2000]


def test_every_text_that_a_page_asks_for_is_there_in_both_languages_and_none_is_idle():
    sections = json.loads((HERE / "assets/texts.json").read_text(encoding="utf-8"))
    assert all(words.get("zh") and words.get("en") for texts in sections.values() for words in texts.values())
    built = json.loads((HERE / "assets/manifest.json").read_text(encoding="utf-8"))
    for section, known in sections.items():
        if section == "columns":  # asked for by the names that columns have
            continue
        source = "".join(
            path.read_text(encoding="utf-8")
            for path in (
                *HERE.glob(f"*/{section}.*"),
                *HERE.glob(f"*/{section}-*.js"),
                *HERE.glob(f"../../frontend/{section}/*.js"),
            )
            if path.suffix in {".js", ".html"} and path.name not in built
        )
        asked = set(re.findall(r'\bt\(\s*"([\w-]+)"', source)) | set(
            re.findall(r'data-t(?:-\w+)?="([\w-]+)"', source)
        )
        pictures = "".join(path.read_text(encoding="utf-8") for path in HERE.glob(f"{section}*.py"))
        begun = tuple(re.findall(r"\bt\(`(\w+_)\$\{", source)) or ("state_",)  # such as t(`line_${look}`)
        shared = set(sections["page"]) | set(sections["desk"]) if section != "page" else set()
        assert asked <= set(known) | shared, section
        named = source + pictures
        assert {key for key in known if f'"{key}"' not in named and f"{key}:" not in named} <= {
            key
            for key in known
            if key.startswith((*begun, "state_", "tag_", "kind_", "verdict_", "refused_"))
        }, section


def test_each_family_has_a_sign_of_its_own():
    looks = page.families()
    assert len({(look["shape"], look["colour"]) for look in looks.values()}) == len(looks)
    for lang in ("zh", "en"):
        assert len({look["letter"][lang] for look in looks.values()}) == len(looks)
    assert all(re.fullmatch("#[0-9a-f]{6}", look["colour"]) for look in looks.values())


@given(ANY_TEXT)
def test_clean_text_can_stand_in_xml(text):
    from xml.etree import ElementTree

    element = ElementTree.Element("t")
    element.text = clean_text(text)
    back = ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8")).text or ""
    assert back == clean_text(text).replace("\r\n", "\n").replace("\r", "\n")
    assert clean_text(string.printable.replace("\x0b", "").replace("\x0c", "")).isascii()
