"""Groups of firms: what belongs to whom. A plant has an owner, a firm a parent, and these may have theirs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NO_GROUPS: Mapping[str, str] = MappingProxyType({})


def heads_of(who: str, groups: Mapping[str, str]) -> list[str]:
    """All to whom somebody belongs, the nearest first; each once, should a circle be told.

    >>> heads_of("plant", {"plant": "firm", "firm": "holding"})
    ['firm', 'holding']
    """
    found: list[str] = []
    while (who := groups.get(who, "")) and who not in found:
        found.append(who)
    return found


def head_of(who: str, groups: Mapping[str, str]) -> str:
    """The one at the top; somebody who belongs to nobody is that one.

    >>> head_of("plant", {"plant": "firm", "firm": "holding"}), head_of("lone", {})
    ('holding', 'lone')
    """
    return [who, *heads_of(who, groups)][-1]
