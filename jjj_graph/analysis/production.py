"""Production as an AND/OR graph: what stops when a segment stops.

A segment works if every essential input works, and one member of each group of inputs that can replace each
other. Reading inputs as alternatives (dominators, plain cuts) would be wrong for production. Cycles, such as
recycling, are read as: what runs goes on running until something it needs is gone (the least fixpoint of failing).

Minimal cut sets are those of fault trees (Vesely and others, Fault Tree Handbook, NUREG-0492, 1981).

>>> inputs = [Need("cell", "battery"), Need("lfp", "cell", "cathode"), Need("ncm", "cell", "cathode"), Need("cobalt", "ncm")]
>>> chain = Production(inputs, products=["battery"])
>>> chain.single_cuts()["battery"] == {"battery", "cell"}
True
>>> sorted(map(sorted, chain.double_cuts()["battery"]))
[['cobalt', 'lfp'], ['lfp', 'ncm']]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """``customer`` needs ``supplier``; members of one ``group`` of a customer can replace each other."""

    supplier: str
    customer: str
    group: str = ""
    essential: bool = True


class Production:
    """The inputs between segments, and the end products whose making is asked about."""

    def __init__(self, needs: Iterable[Need], products: Iterable[str], segments: Iterable[str] = ()) -> None:
        self.all_of: dict[str, list[str]] = defaultdict(list)
        self.one_of: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.needs = tuple(needs)
        names = set(segments) | set(products)
        for need in self.needs:
            names |= {need.supplier, need.customer}
            if not need.essential:
                continue
            if need.group:
                self.one_of[need.customer][need.group].append(need.supplier)
            else:
                self.all_of[need.customer].append(need.supplier)
        self.segments = sorted(names)
        self.products = sorted(set(products))
        self._bit = {name: 1 << place for place, name in enumerate(self.segments)}

    def fails(self, gone: Iterable[str]) -> set[str]:
        """Every segment that stops when these are gone."""
        down = set(gone)
        while True:
            more = {name for name in self.segments if name not in down and self._stops(name, down)}
            if not more:
                return down
            down |= more

    def _stops(self, name: str, down: set[str]) -> bool:
        return any(s in down for s in self.all_of.get(name, ())) or any(
            all(s in down for s in group) for group in self.one_of.get(name, {}).values()
        )

    def single_cuts(self) -> dict[str, set[str]]:
        """For each end product the segments any one of which stops it (itself among them)."""
        killers = self._killers(0)
        return {product: self._names(killers[product]) for product in self.products}

    def double_cuts(self) -> dict[str, set[frozenset[str]]]:
        """For each end product the pairs that stop it though neither does alone."""
        single = self._killers(0)
        pairs: dict[str, set[frozenset[str]]] = {product: set() for product in self.products}
        # only what stands in a group of substitutes, or feeds one, can matter in a pair
        for first in self.segments if self.one_of else ():
            with_first = self._killers(self._bit[first])
            for product in self.products:
                if not single[product] & self._bit[first]:
                    rest = with_first[product] & ~single[product] & ~self._bit[first]
                    pairs[product] |= {frozenset((first, second)) for second in self._names(rest)}
        return pairs

    def _killers(self, gone: int) -> dict[str, int]:
        """For each segment the set (as bits) of segments that stop it, when those in ``gone`` are gone already.

        What is gone is stopped by anything. Sets grow until nothing changes: the least fixpoint.
        """
        everything = (1 << len(self.segments)) - 1
        killers = {name: everything if gone & bit else bit for name, bit in self._bit.items()}
        customers: dict[str, set[str]] = defaultdict(set)
        for customer in self.segments:
            for supplier in (
                *self.all_of.get(customer, ()),
                *(s for group in self.one_of.get(customer, {}).values() for s in group),
            ):
                customers[supplier].add(customer)
        waiting = list(self.segments)
        queued = set(waiting)
        while waiting:
            name = waiting.pop()
            queued.discard(name)
            found = killers[name]
            for supplier in self.all_of.get(name, ()):
                found |= killers[supplier]
            for group in self.one_of.get(name, {}).values():
                common = everything
                for supplier in group:
                    common &= killers[supplier]
                found |= common
            if found != killers[name]:
                killers[name] = found
                for customer in customers[name] - queued:
                    waiting.append(customer)
                    queued.add(customer)
        return killers

    def _names(self, bits: int) -> set[str]:
        return {name for name, bit in self._bit.items() if bits & bit}

    def criticality(self) -> dict[str, float]:
        """Share of end products that a segment stops by itself, between 0 and 1 (0 where there is no end product)."""
        cuts = self.single_cuts()
        return {
            name: sum(name in cuts[product] for product in self.products) / len(self.products)
            if self.products
            else 0.0
            for name in self.segments
        }


def concentration(shares: Mapping[str, float]) -> float:
    """Herfindahl-Hirschman index of shares or counts, between 1/n and 1 (Hirschman 1945, Herfindahl 1950); 0 for none.

    >>> concentration({"a": 3, "b": 1})
    0.625
    """
    total = sum(shares.values())
    return sum((share / total) ** 2 for share in shares.values()) if total else 0.0
