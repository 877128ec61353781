"""What the tests of reading share: a registry, and a way to read one source from a text."""

from pathlib import Path

import pytest

from jjj_graph.facts.located import read_yaml_text
from jjj_graph.facts.registry import read_registry
from jjj_graph.facts.sources import read_tree

CARD = "source: {id: a-page, title: A page, publisher: P, published: 2024-04-30, language: zh}\n"


@pytest.fixture(scope="session")
def registry(small_data):
    found, findings = read_registry(small_data)
    assert findings == []
    return found


@pytest.fixture
def read(registry):
    """Return a function: text of a source file (without its card) → (source, findings)."""

    def reader(text: str, card: str = CARD):
        return read_tree(read_yaml_text(card + text, Path("a-page.yaml")), "a-page.yaml", registry)

    return reader


@pytest.fixture
def fact(read):
    """Return a function: the words of one fact → (the fact or None, findings)."""

    def reader(words: str, at: str = "某家企业", entities: str = "[]"):
        source, findings = read(f"entities: {entities}\nfacts:\n  - {words}\n    at: {at}\n")
        return (source.facts[0] if source and source.facts else None), findings

    return reader
