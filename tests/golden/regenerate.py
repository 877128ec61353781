"""Write the expected answers of the named questions anew: ``python tests/golden/regenerate.py``.

Every question of ontology/questions is asked with its defaults to a fresh graph of the shipped data.
``<name>.csv`` holds the first rows of the answer, ``rows.csv`` how many rows each answer has. Read the
difference before you commit it: a row that is gone or new must be what you meant.
"""

import csv
import io
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: A longer answer is kept up to here; its number of rows stands in rows.csv.
KEPT = 60
#: What every change of the data changes: tests/test_questions.py holds it against snapshot.json.
NOT_KEPT = ("cite-this",)


def golden_text(table) -> str:
    """Return the rows of an answer that are kept, as CSV."""
    return type(table)(table.columns, table.rows[:KEPT]).to_csv()


def rows_text(counts: dict[str, int]) -> str:
    """Return how many rows each answer has, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("question", "rows"))
    writer.writerows(sorted(counts.items()))
    return out.getvalue()


def main() -> None:
    """Ask every question and write its answer; delete the answers of questions that are gone."""
    sys.path.insert(0, str(HERE.parents[1]))
    from jjj_graph.building import build_graph
    from jjj_graph.sessions import Session
    from jjj_graph.store.embedded import GraphStore

    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        build_graph(store)
        session = Session(GraphStore(store))
        answers = {name: session.ask(name) for name in session.questions if name not in NOT_KEPT}
    for old in HERE.glob("*.csv"):
        old.unlink()
    for name, table in answers.items():
        (HERE / f"{name}.csv").write_text(golden_text(table), encoding="utf-8", newline="")
    (HERE / "rows.csv").write_text(rows_text({n: len(t) for n, t in answers.items()}), encoding="utf-8")
    print(f"{len(answers)} answers, {sum(map(len, answers.values()))} rows")


if __name__ == "__main__":
    main()
