"""Hubs, homes and ways between entities: on networks small enough to see, and beside networkx."""

import itertools
import random

import networkx as nx
import pytest

from jjj_graph.analysis.routes import HUB_DEGREE, WAYS, degrees, homes, hubs, routes


def chance_ties(seed: int, nodes: int = 40, ties: int = 70) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    return [(f"n{chance.randrange(nodes)}", f"n{chance.randrange(nodes)}") for _ in range(ties)]


def test_a_relation_with_itself_counts_once():
    assert degrees([("a", "a"), ("a", "b")]) == {"a": 2, "b": 1}


def test_a_hub_has_as_many_relations_as_the_threshold():
    star = [("centre", f"n{n}") for n in range(HUB_DEGREE)]
    assert hubs(star) == {"centre"} and hubs(star[1:]) == set()


def test_an_entity_belongs_where_most_relations_tie_it():
    ties = [("firm", "beijing"), ("firm", "beijing"), ("firm", "park"), ("beijing", "tianjin")]
    assert homes(ties, {"beijing", "park", "tianjin"}) == {
        "beijing": "beijing",
        "firm": "beijing",
        "park": "park",
        "tianjin": "tianjin",
    }


def test_of_several_homes_the_narrower_one_counts_then_the_first_by_id():
    ties = [("firm", "city"), ("firm", "park"), ("other", "city"), ("third", "b"), ("third", "a")]
    found = homes(ties, {"city", "park", "a", "b"})
    assert (found["firm"], found["third"]) == ("park", "a")
    assert homes(ties[::-1], {"b", "a", "park", "city"}) == found


@pytest.mark.parametrize("seed", range(12))
def test_ways_are_as_short_as_networkx_finds_and_avoid_what_they_must(seed):
    ties = chance_ties(seed)
    graph = nx.Graph(ties)
    avoided = {node for node, degree in degrees(ties).items() if degree >= 5}
    for start, goal in itertools.islice(itertools.combinations(sorted(graph), 2), 0, 400, 7):
        allowed = graph.subgraph(set(graph) - (avoided - {start, goal}))
        for within, found in (
            (graph, routes(ties, start, goal)),
            (allowed, routes(ties, start, goal, avoided)),
        ):
            if not nx.has_path(within, start, goal):
                assert found.ways == () and found.steps == 0
                continue
            every = {tuple(way) for way in nx.all_shortest_paths(within, start, goal)}
            assert set(found.ways) <= every and len(set(found.ways)) == min(len(every), WAYS)
            assert found.more == (len(every) > WAYS) and found.steps == len(found.ways[0]) - 1


def test_ways_through_entities_with_few_relations_come_first():
    ties = [("a", "busy"), ("busy", "b"), ("a", "quiet"), ("quiet", "b"), ("busy", "c")]
    assert routes(ties, "a", "b").ways == (("a", "quiet", "b"), ("a", "busy", "b"))
    assert routes([(b, a) for a, b in ties[::-1]], "a", "b") == routes(ties, "a", "b")


def test_a_long_way_is_found_too_and_nowhere_leads_nowhere():
    line = [(f"{n:05}", f"{n + 1:05}") for n in range(5000)]
    assert routes(line, "00000", "05000").steps == 5000
    assert routes(line, "00000", "elsewhere").ways == routes(line, "00007", "00007").ways == ()
