"""The door of checking: a folder of source files, a raw folder, or the shipped data with their graph."""

from __future__ import annotations

from pathlib import Path

from jjj_graph import paths
from jjj_graph.errors import InputError
from jjj_graph.facts.checks import run_checks
from jjj_graph.facts.collection import collect, collect_folder
from jjj_graph.facts.evidence import check_evidence
from jjj_graph.facts.findings import Finding, in_order
from jjj_graph.facts.located import read_yaml
from jjj_graph.facts.raw import import_facts
from jjj_graph.facts.registry import read_registry
from jjj_graph.facts.sources import source_files

RAW_KINDS = {"observation", "link", "benefit_sharing"}


def check(
    folder: Path | None = None, documents: Path | None = None, data: Path = paths.DATA
) -> list[Finding]:
    """Findings on a folder of source files, on a raw folder (what an import would do), or on the shipped data.

    With ``documents``, evidence is looked up in the texts found there. Errors first, then by file and line.
    Raises :class:`InputError` where the folder does not exist.
    """
    if folder is not None and is_raw(folder):
        return in_order(_check_raw(folder, data))
    collection = collect(data) if folder is None else collect_folder(folder, data)
    if documents is not None and not documents.is_dir():
        raise InputError(
            "there is no such folder", file=documents, remedy="give the folder with the texts of the sources"
        )
    findings = collection.findings + run_checks(collection)
    for source in collection.sources.values():
        facts = source.each_fact(collection.registry, findings)
        if documents is not None:
            findings += check_evidence(source, documents, facts)
        for _ in facts:  # what is wrong with the rows of a table is found by reading them
            pass
    if folder is not None:  # remarks on the registry are for its editors, not for who hands in a folder
        registry = data / "entities"
        findings = [f for f in findings if f.severity == "error" or not Path(f.file).is_relative_to(registry)]
    return in_order(findings)


def is_raw(folder: Path) -> bool:
    """Whether a folder holds files in the raw collecting shape: kinds that only this shape has."""
    for path in source_files(folder)[:40]:
        try:
            facts = read_yaml(path).get("facts") or []
        except InputError:
            continue
        for fact in facts:
            if isinstance(fact, dict) and (
                RAW_KINDS & fact.keys()
                or any(
                    isinstance(fact.get(kind), dict) and "id" in fact[kind]
                    for kind in ("policy", "project", "cluster")
                )
            ):
                return True
    return False


def _check_raw(folder: Path, data: Path) -> list[Finding]:
    registry, findings = read_registry(data)
    sources, more = import_facts(folder, registry)
    findings += more
    outcomes = [outcome for source in sources for outcome in source.outcomes]
    counts = {name: sum(o.outcome == name for o in outcomes) for name in ("converted", "twice", "left out")}
    made = sum(o.facts for o in outcomes)
    findings.append(Finding("info", "raw", str(folder), None, None,
                            f"a raw folder: {len(sources)} sources, {len(outcomes)} raw facts; an import makes {made} facts of {counts['converted']}, "
                            f"finds {counts['twice']} told twice and leaves {counts['left out']} out", "jjj import facts FOLDER -o NEW"))  # fmt: skip
    findings += [
        Finding("info", "told-twice", o.file, o.line, None, o.reason, "nothing: it becomes one fact")
        for o in outcomes
        if o.outcome == "twice"
    ]
    return findings
