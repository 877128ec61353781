"""Terms and lines: what we write is what the engine reads, and already in canonical form."""

from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjj_graph.build.scenarios import scenario_lines
from jjj_graph.build.terms import day, decimal, flag, integer, iri, line, literal

characters = st.text(st.characters(exclude_categories=("Cs",)))
G = "http://g"


def parsed(text: str) -> ox.Quad:
    quads = list(ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS))
    assert len(quads) == 1
    return quads[0]


def canonical(text: str) -> bool:
    """Whether the engine writes the line as we did."""
    return ox.serialize([parsed(text)], format=ox.RdfFormat.N_QUADS).decode() == text


@given(
    characters | st.text('"\\\n\r\t\b\f\0\x1f\x7f\x85\u2028\ufffe<>@^ ."'),
    st.sampled_from([None, "zh", "en"]),
)
def test_any_text_survives_as_a_literal(text, lang):
    written = line("http://s", "http://p", literal(text, lang=lang), G)
    assert written.count("\n") == 1
    assert parsed(written).object == ox.Literal(text, language=lang)
    assert canonical(written)


@given(characters)
def test_any_text_makes_an_iri_that_ends_where_it_should(text):
    written = line("http://s", "http://p", iri("http://o/" + text), G)
    assert parsed(written).object.value.startswith("http://o/")
    assert canonical(written)


@pytest.mark.parametrize("character", [*'<>"{}|^`\\ \t\n\r\0\x1f\x7f\x85\xa0\u2028\u3000'])
def test_what_would_end_an_iri_is_no_subject(character):
    with pytest.raises(ValueError, match="no IRI"):
        line(f"http://a{character}b", "http://p", iri("http://o"), G)


def test_a_scenario_with_such_an_id_is_not_written():
    for identifier, entities in (("x> <y", {}), ("x", {"x> <y": ("", "New")})):
        with pytest.raises(ValueError, match="no IRI"):
            scenario_lines(identifier, {}, "ab" * 32, [], [], [], entities)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("1.00", "1"),
        ("1.74e12", "1740000000000"),
        ("-0.40", "-0.4"),
        ("1E-7", "0.0000001"),
        ("9" * 60, "9" * 60),
    ],
)
def test_decimals_have_one_form(number, text):
    assert decimal(Decimal(number)) == literal(text, datatype="decimal")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=2))
def test_a_store_keeps_our_decimals_as_they_are(number):
    store = ox.Store()
    store.load(line("http://s", "http://p", decimal(number), G).encode(), format=ox.RdfFormat.N_QUADS)
    assert str(next(iter(store)).object).startswith(decimal(number).partition("^")[0])


def test_dates_flags_and_integers():
    assert day(date(2024, 3, 5)).startswith('"2024-03-05"^^') and day(date(2024, 3, 5)).endswith("#date>")
    assert flag(True).startswith('"true"^^') and flag(False).startswith('"false"^^')
    assert integer(7).startswith('"7"^^')
