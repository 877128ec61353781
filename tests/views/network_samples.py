"""Networks that the tests of the network view share."""

import random

from jjj_graph.views.network import ClaimCard, Edge, Fact, Node, Words, network_page

# in every one: markup, quotes, an attempt to run, a mark that turns the direction
HOSTILE = '"\'><script>window.hit=1;alert(1)</script></script><img src=x onerror="window.hit=1">\u202e{{7*7}}'


def card(number: int = 1, **more) -> ClaimCard:
    said = {
        "claim": f"https://w3id.org/jjj-graph/claim/{number:016x}",
        "text": Words("45 家供应商供货", "45 suppliers deliver"),
        "characters": ("45家",),
        "source_title": "六链进展",
        "publisher": "新华网",
        "published": "2024-04-30",
        "url": "https://example.org/six-chains?a=1&b=2",
    }
    return ClaimCard(**(said | more))


def small() -> tuple[list[Node], list[Edge]]:
    nodes = [
        Node(
            "xiaomi-auto",
            "enterprise",
            "organisation",
            "小米汽车",
            "Xiaomi Auto",
            [Fact("投产", "Opened", "2024-03", [card(7)])],
            ["小米汽车科技"],
            Words("企业", "Enterprise"),
        ),
        Node("foton", "enterprise", "organisation", "福田汽车", "Foton Motor"),
        Node("beijing", "municipality", "place", "北京", "Beijing"),
        Node("beijing+tianjin", "aggregate", "place", "北京和天津", "Beijing and Tianjin"),
        Node("nev", "chain", "chain", "新能源汽车", "New-energy vehicles"),
        Node("alone", "thing", "no-such-family", "孤点", ""),
    ]
    edges = [
        Edge(
            "foton",
            "xiaomi-auto",
            "supplies",
            "供货给",
            "supplies",
            [card(1), card(2, url="javascript:window.hit=1")],
        ),
        Edge("foton", "xiaomi-auto", "moves-to", "迁往", "moves to", [card(3)], "not-yet"),
        Edge("xiaomi-auto", "beijing", "in", "位于", "located in"),
        Edge("foton", "beijing", "in", "位于", "located in"),
        Edge("xiaomi-auto", "nev", "in-chain", "属于", "part of", [card(4, characters=())]),
        Edge("beijing", "beijing+tianjin", "in", "位于", "located in", state="denied"),
    ]
    return nodes, edges


def small_page(**more) -> str:
    nodes, edges = small()
    return network_page(
        nodes,
        edges,
        Words("关系网络", "Network"),
        **({"snapshot": "sha256:abcd", "of_nodes": 1371, "of_edges": 5820} | more),
    )


def many(count: int) -> tuple[list[Node], list[Edge]]:
    chance = random.Random(5)
    nodes = [
        Node(f"n{i}", "enterprise", "place" if i % 7 == 0 else "organisation", f"企业{i}号", f"Firm {i}")
        for i in range(count)
    ]
    edges = [
        Edge(f"n{i}", f"n{int(i * chance.random() ** 2)}", "supplies", "供货给", "supplies", [card(i)])
        for i in range(1, count)
    ]
    return nodes, edges
