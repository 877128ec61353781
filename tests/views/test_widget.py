"""The explorer as a widget: the script of the cell in a browser with a model that stands for Jupyter's, and its Python."""

import json
from decimal import Decimal

import pytest

from jjj_graph import namespaces as ns
from jjj_graph.errors import JJJError, UnknownNameError
from jjj_graph.pages.explorer import explore
from jjj_graph.sessions import Session
from jjj_graph.store.embedded import GraphStore
from jjj_graph.views.page import HERE

#: What anywidget hands to a widget: a model with traits that can be listened to.
MODEL = """
window.makeModel = (traits) => {
  const [values, acts, dirty] = [{ ...traits }, new Map(), {}];
  return {
    values, saved: [],
    get: (key) => values[key],
    set(key, value) { if (values[key] === value) return; values[key] = value; dirty[key] = value; for (const act of acts.get(`change:${key}`) ?? []) act(); },
    save_changes() { this.saved.push({ ...dirty }); for (const key of Object.keys(dirty)) delete dirty[key]; },
    on(event, act) { (acts.get(event) ?? acts.set(event, new Set()).get(event)).add(act); },
    off(event, act) { acts.get(event)?.delete(act); },
  };
};
"""


@pytest.fixture(scope="module")
def small(small_store) -> Session:
    return Session(GraphStore(small_store))


@pytest.fixture
def cell(browser, small):
    """A page with the widget in it; ``model`` in the page stands for Python's side."""
    page = browser.new_context(offline=True, viewport={"width": 1200, "height": 900}).new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_content("<!doctype html><title>notebook</title><div id=cell></div>")
    page.evaluate(MODEL)
    script = (
        (HERE / "assets/widget.js").read_text(encoding="utf-8").replace("export default", "window.widget =")
    )
    page.add_script_tag(content=script)
    traits = {"_page": explore(small).page("en"), "_height": 700, "query": "", "selected": "", "error": "",
              "_answer": "", "_answered": ""}  # fmt: skip
    page.evaluate(
        "(traits) => { window.model = makeModel(traits); window.gone = widget.render({ model, el: document.getElementById('cell') }); }",
        traits,
    )
    yield page
    assert complaints == []
    page.context.close()


def until(page, expression: str, seconds: int = 20):
    page.wait_for_function(expression, timeout=seconds * 1000)
    return page.evaluate(expression)


@pytest.mark.browser
def test_what_is_asked_answered_and_selected_goes_both_ways(cell, small):
    # from the page: its first question with the answer
    until(cell, "model.get('_answer') && model.get('_answered') === model.get('query')")
    # from Python: a query of one's own
    sparql = "SELECT ?x { ?x a jjj:Municipality } ORDER BY ?x"
    cell.evaluate("(text) => model.set('query', text)", sparql)
    until(cell, f"model.get('_answered') === {json.dumps(sparql)}")
    answer = json.loads(cell.evaluate("model.get('_answer')"))
    asked = [str(row["x"]) for row in small.query(sparql)]
    assert [row["x"]["value"] for row in answer["results"]["bindings"]] == asked != []
    # from Python: the text of a named question is that question
    text = small.questions["suppliers-of"].sparql
    cell.evaluate("(text) => model.set('query', text)", text)
    until(cell, f"model.get('_answered') === {json.dumps(text)}")
    frame = cell.frame_locator("iframe")
    assert frame.locator("#question-name").inner_text() == "suppliers-of"
    # a thing, from Python and back
    thing = ns.entity_iri("xiaomi-auto")
    cell.evaluate("(iri) => model.set('selected', iri)", thing)
    frame.locator(f"#panel[data-shown='{thing}']").wait_for()
    frame.locator("#panel-close").click()
    until(cell, "model.get('selected') === ''")
    frame.locator("#view-table tbody .go").first.click()
    chosen = until(cell, "model.get('selected')")
    assert chosen.startswith("https://w3id.org/jjj-graph/")
    # what is wrong is said, and an answer comes again
    cell.evaluate("() => model.set('query', 'SELECT nonsense')")
    until(cell, "model.get('error').includes('error at')")
    cell.evaluate("(text) => model.set('query', text)", sparql)
    until(cell, "model.get('error') === '' && model.get('_answer')")


@pytest.mark.browser
def test_a_cell_that_is_shown_again_keeps_its_query_and_an_old_one_hears_nothing(cell):
    until(cell, "model.get('_answer')")
    sparql = "ASK { ?x a jjj:Source }"
    cell.evaluate(
        """(sparql) => { gone(); document.getElementById('cell').replaceChildren(); model.values.query = sparql;
        model.values._answered = ''; widget.render({ model, el: document.getElementById('cell') }); }""",
        sparql,
    )
    until(cell, f"model.get('_answered') === {json.dumps(sparql)}")
    assert (
        json.loads(cell.evaluate("model.get('_answer')"))["results"]["bindings"][0]["answer"]["value"]
        == "true"
    )


@pytest.mark.browser
def test_others_are_not_heard_and_text_stays_text(cell):
    until(cell, "model.get('_answer')")
    before = cell.evaluate("model.get('query')")
    cell.evaluate("postMessage({ jjj: 'explorer', query: 'x', selected: 'y', error: 'z' }, '*')")
    for text in ("<img src=x onerror=alert(1)>", "SELECT ?x { ?x ?y '</script><script>alert(1)</script>' }"):
        cell.evaluate("(text) => model.set('query', text)", text)
        until(cell, f"model.get('_answered') === {json.dumps(text)}")
        cell.evaluate("(text) => model.set('selected', text)", text)
    assert before != "x" and cell.evaluate("model.get('error')") != "z"
    frame = cell.frame_locator("iframe")
    assert frame.locator("main img, main script").count() == 0


# Python's side, without a browser


@pytest.fixture
def widget(small, monkeypatch):
    pytest.importorskip("anywidget", reason="pip install 'jjj-graph[notebook]'")
    from jjj_graph.notebook import explorer_widget

    return explorer_widget(graph=small)


def test_names_are_as_good_as_addresses(widget):
    widget.selected = "小米汽车"
    assert widget.selected == ns.entity_iri("xiaomi-auto")
    widget.selected = ""
    with pytest.raises(UnknownNameError):
        widget.selected = "no such thing at all"


def test_an_answer_is_a_table_of_python_values_and_only_of_the_query_that_is_shown(widget):
    with pytest.raises(JJJError, match="not answered"):
        _ = widget.result
    decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    row = {
        "place": {"type": "uri", "value": ns.entity_iri("beijing")},
        "value": {"type": "literal", "value": "1.50", "datatype": decimal},
    }
    widget.query = widget._answered = "SELECT …"
    widget._answer = json.dumps({"head": {"vars": ["place", "value"]}, "results": {"bindings": [row]}})
    assert list(widget.result) == [{"place": ns.entity_iri("beijing"), "value": Decimal("1.50")}]
    widget.query = "SELECT another"
    with pytest.raises(JJJError, match="not answered"):
        _ = widget.result
    widget.error = "error at 1:1"
    with pytest.raises(JJJError, match="error at 1:1"):
        _ = widget.result
