"""The one declaration of what a fact may say.

Reading, error messages, the JSON schema for editors, the columns of table-like sources, the triples
and the reference page all come from ``RECORDS``. To add a field or a kind, change this file and the
ontology (a test holds the two against each other); nothing else.

A field's ``key`` is the word in a source file, the column of a table, and, in lowerCamel, the local
name of the property in the ontology: ``said_by`` is ``jjj:saidBy``. Fields that hold a number are all
written as ``jjj:value``, ``jjj:low`` and ``jjj:high``, a change with the ``jjj:measure`` it is.

>>> RECORDS["supply"].field("customer").required
True
>>> RECORDS["change"].numbers
('growth', 'annual_growth', 'ratio', 'difference')
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property


class Kind(Enum):
    """What a field holds, and so how it is read, checked and written."""

    TEXT = "text"
    FLAG = "flag"
    CHOICE = "choice"
    PERIOD = "period"
    NUMBER = "number"
    UNIT = "unit"
    INDICATOR = "indicator"
    SEGMENT = "segment"
    ENTITY = "entity"
    GROUP = "entity or group"


#: Entity types, each with its class in the ontology and the wider type it belongs to.
ENTITY_TYPES: dict[str, tuple[str, str]] = {
    # type: (class, family)
    "country": ("Country", "place"),
    "region": ("Region", "place"),
    "municipality": ("Municipality", "place"),
    "province": ("Province", "place"),
    "prefecture-city": ("PrefectureCity", "place"),
    "district": ("District", "place"),
    "county": ("County", "place"),
    "town": ("Town", "place"),
    "new-area": ("NewArea", "place"),
    "development-zone": ("DevelopmentZone", "place"),
    "park": ("Park", "place"),
    "corridor": ("Corridor", "place"),
    "enterprise": ("Enterprise", "organisation"),
    "enterprise-group": ("EnterpriseGroup", "organisation"),
    "government-agency": ("GovernmentAgency", "organisation"),
    "university": ("University", "organisation"),
    "research-institute": ("ResearchInstitute", "organisation"),
    "consortium": ("Consortium", "organisation"),
    "fund": ("Fund", "organisation"),
    "person": ("Person", "person"),
    "plant": ("Plant", "site"),
    "campus": ("Campus", "site"),
    "market": ("Market", "site"),
    "hospital": ("Hospital", "site"),
    "facility": ("Facility", "site"),
    "logistics-hub": ("LogisticsHub", "site"),
    "chain": ("IndustrialChain", "chain"),
    "segment": ("ChainSegment", "segment"),
    "sector": ("Sector", "sector"),
    "cluster": ("Cluster", "cluster"),
    "product": ("Product", "product"),
    "platform": ("Platform", "platform"),
    "policy": ("Policy", "policy"),
    "project": ("Project", "project"),
    "relocation": ("Relocation", "move"),
    "expansion": ("Expansion", "move"),
    "closure": ("Closure", "move"),
    "bottleneck": ("Bottleneck", "bottleneck"),
    "indicator": ("Indicator", "indicator"),
    "group": ("Group", "group"),
}

PLACE, ORGANISATION, SITE = "place", "organisation", "site"
ACTOR = (ORGANISATION, SITE, "person", "platform", PLACE, "cluster", "sector", "product", "project")
CHAIN = ("chain", "sector", "cluster")

STANCES = ("asserted", "reported", "denied")
#: How far a thing has got. ``target`` and ``planned`` and ``forecast`` are not yet; the rest have begun to be true.
STATUSES = (
    "target", "planned", "forecast", "announced", "signed", "approved", "started", "under-way",
    "completed", "operating", "suspended", "cancelled",
)  # fmt: skip
QUALIFIERS = ("exact", "about", "over", "at-least", "under", "nearly", "up-to")
ACTIVITIES = (
    "rd",
    "manufacture",
    "test",
    "application",
    "supply",
    "storage-transport",
    "headquarters",
    "service",
)
STAGES = ("upstream", "midstream", "downstream", "service")
SCOPES = ("headquarters", "whole", "production", "rd-centre", "campus", "market", "branch", "institution")


@dataclass(frozen=True)
class Field:
    """One field of a kind of fact: its key, what it holds, and what it means."""

    key: str
    kind: Kind
    doc: str
    required: bool = False
    many: bool = False
    types: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    #: name of the code list of a choice; the key with hyphens where not given
    codes: str = ""

    @property
    def code_list(self) -> str:
        """Name of the code list that holds the words of a choice."""
        return self.codes or self.key.replace("_", "-")

    @property
    def term(self) -> str:
        """Local name of the property in the ontology.

        >>> Field("said_by", Kind.TEXT, "").term
        'saidBy'
        """
        return camel(self.key)


@dataclass(frozen=True)
class Shortcut:
    """A plain triple that a fact allows, for simple questions: subject field, property, object field.

    It is written to the graph of shortcuts unless the claim is denied, or its status is one of ``not_when``.
    """

    subject: str
    term: str
    object: str
    not_when: tuple[str, ...] = (
        "target",
        "planned",
        "forecast",
        "announced",
        "signed",
        "approved",
        "cancelled",
    )


@dataclass(frozen=True)
class Record:
    """A kind of fact: its class in the ontology, its fields, and the shortcuts it allows."""

    kind: str
    cls: str
    doc: str
    own_fields: tuple[Field, ...]
    shortcuts: tuple[Shortcut, ...] = field(default=())
    #: the field that names the thing told of; when absent in a fact an id is made from the claim
    thing: str | None = None

    @cached_property
    def fields(self) -> dict[str, Field]:
        """All fields by key, the common ones last."""
        return {f.key: f for f in self.own_fields + COMMON}

    def field(self, key: str) -> Field:
        """The field of that key. Raises ``KeyError`` when the kind has none."""
        return self.fields[key]

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Keys that every fact of the kind must give."""
        return tuple(f.key for f in self.own_fields if f.required)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Keys that hold the number of the fact; a fact gives exactly one of them (or one group with a count)."""
        return tuple(f.key for f in self.own_fields if f.kind is Kind.NUMBER)


def camel(key: str) -> str:
    """``snake_case`` to ``lowerCamel``.

    >>> camel("project_words")
    'projectWords'
    """
    head, *rest = key.split("_")
    return head + "".join(word.title() for word in rest)


def text(key: str, doc: str, **more: object) -> Field:
    """A field of free text."""
    return Field(key, Kind.TEXT, doc, **more)  # type: ignore[arg-type]


def choice(key: str, choices: tuple[str, ...], doc: str, **more: object) -> Field:
    """A field that holds one word of a code list."""
    return Field(key, Kind.CHOICE, doc, choices=choices, **more)  # type: ignore[arg-type]


def entity(key: str, types: tuple[str, ...], doc: str, **more: object) -> Field:
    """A field that names an entity of one of these types or families."""
    return Field(key, Kind.ENTITY, doc, types=types, **more)  # type: ignore[arg-type]


def actor(key: str, doc: str, types: tuple[str, ...] = ACTOR, **more: object) -> Field:
    """A field that names an entity, or a group that the source counts without naming."""
    return Field(key, Kind.GROUP, doc, types=types, **more)  # type: ignore[arg-type]


def number(key: str, doc: str, **more: object) -> Field:
    """A field that holds the number of the fact."""
    return Field(key, Kind.NUMBER, doc, **more)  # type: ignore[arg-type]


#: Fields that a fact of any kind may have.
COMMON = (
    choice("stance", STANCES, "How the source stands to it; asserted when not given."),
    entity(
        "said_by",
        (ORGANISATION, "person", PLACE, "policy", "project"),
        "Who says so, where the source only reports it.",
    ),
    text("note", "A remark for readers. Never holds a figure or a scope: those have fields."),
)

PERIOD = Field("period", Kind.PERIOD, "What the fact is about in time, not when it was said.")
STATUS = choice("status", STATUSES, "How far it had got; one fact per status, with the date of that status.")
INDICATOR = Field("indicator", Kind.INDICATOR, "What is counted or measured.", required=True)
UNIT = Field("unit", Kind.UNIT, "Unit of the number as it stands in the file.", required=True)
OF = actor(
    "of", "The place, organisation, site or other thing that the number is of.", required=True,
    types=(PLACE, ORGANISATION, SITE, "chain", "segment", "sector", "cluster", "product", "platform", "policy",
           "project", "move", "bottleneck", "person", "group"),
)  # fmt: skip
#: What narrows a number down. Two numbers can only contradict each other where all of these are equal.
SCOPE_OF_NUMBER = (
    choice("qualifier", QUALIFIERS, "The hedge that stands beside the number; exact when not given."),
    text("population", "Which units are counted: above-scale, listed, …"),
    text("excluding", "What is left out of the count."),
    text("basis", "Price basis or similar: current-prices, constant-prices, unstated."),
    choice("status", STATUSES, "target, planned or forecast for a number that is not yet so."),
)
CUMULATIVE = Field("cumulative", Kind.FLAG, "true for a total since the start, not of the period alone.")
CHAIN_FIELD = entity("chain", CHAIN, "The chain (or, outside the six, the sector) it belongs to.")
SEGMENT = Field("segment", Kind.SEGMENT, "The segment, by its name in that chain.")

MOVE_FIELDS = (
    actor("who", "Who moves: an organisation or site, or a group of them."),
    choice("scope", SCOPES, "What moves."),
    STATUS,
    PERIOD,
    entity(
        "member_of",
        ("group",),
        "The group, told of as a whole elsewhere, of which this is one: never counted twice.",
    ),
    entity("sector", ("sector", "chain", "cluster"), "The sector of who moves."),
    text("line", "The source's own words for the line of business, where no sector fits."),
    choice("qualifier", QUALIFIERS, "The hedge beside the count of a group."),
)

RECORDS: dict[str, Record] = {
    r.kind: r
    for r in (
        Record("level", "LevelClaim", "A value: of what, when, how much.", (
            INDICATOR, OF, PERIOD, number("value", "The number, or [low, high] where the source prints a range."),
            Field("unit", Kind.UNIT, "Unit of the number as it stands in the file."), *SCOPE_OF_NUMBER, CUMULATIVE,
            text("size_class", "A class word instead of a number: 千亿级."),
        )),
        Record("change", "ChangeClaim", "A comparison of two periods or places.", (
            INDICATOR, OF,
            Field("base", Kind.PERIOD, "The period compared with; not given where the source does not say."), PERIOD,
            entity("base_place", (PLACE, ORGANISATION, "sector"), "The place compared with, where two places are compared."),
            actor("from", "Where it comes from, for the change of a flow."), actor("to", "Where it goes, for the change of a flow."),
            number("growth", "Growth over the whole span, in percent."),
            number("annual_growth", "Average growth a year, in percent."),
            number("ratio", "The level as a multiple of the base level."),
            number("difference", "The difference in the unit given (percentage points too)."),
            Field("unit", Kind.UNIT, "percent, times, or the unit of the difference.", required=True),
            *SCOPE_OF_NUMBER,
        )),
        Record("share", "ShareClaim", "A part of a whole.", (
            INDICATOR, OF, actor("whole", "The whole; not given where the source does not say.", types=OF.types), PERIOD,
            number("value", "The share.", required=True), UNIT, *SCOPE_OF_NUMBER, CUMULATIVE,
        )),
        Record("flow", "FlowClaim", "A quantity from one place or actor to another.", (
            INDICATOR, actor("from", "Where it comes from.", types=ACTOR), actor("to", "Where it goes.", required=True, types=ACTOR),
            PERIOD, number("value", "The quantity.", required=True), UNIT, *SCOPE_OF_NUMBER, CUMULATIVE, CHAIN_FIELD,
        )),
        Record("relocation", "RelocationClaim", "An activity leaves an origin and starts at a destination.", (
            entity("move", ("move",), "The move that this and other facts tell of."),
            actor("from", "Origin.", types=(PLACE, SITE, ORGANISATION)), actor("to", "Destination.", types=(PLACE, SITE, ORGANISATION)),
            entity("via", ("platform", PLACE), "The receiving platform."), *MOVE_FIELDS, CHAIN_FIELD, SEGMENT,
        ), (Shortcut("who", "movedTo", "to"), Shortcut("who", "movedFrom", "from")), thing="move"),
        Record("expansion", "ExpansionClaim", "A branch or plant elsewhere; nothing leaves.", (
            entity("move", ("move",), "The expansion that this and other facts tell of."),
            actor("from", "Where the one who expands is at home.", types=(PLACE, SITE, ORGANISATION)),
            actor("to", "Where it expands to.", types=(PLACE, SITE, ORGANISATION)), *MOVE_FIELDS, CHAIN_FIELD, SEGMENT,
        ), (Shortcut("who", "expandedTo", "to"),), thing="move"),
        Record("closure", "ClosureClaim", "An activity ends; nothing starts elsewhere.", (
            entity("move", ("move",), "The closure that this and other facts tell of."),
            actor("from", "Where it ends.", types=(PLACE, SITE, ORGANISATION)), *MOVE_FIELDS, CHAIN_FIELD, SEGMENT,
        ), (Shortcut("who", "closedIn", "from"),), thing="move"),
        Record("activity", "ActivityClaim", "Who does which segment where.", (
            actor("who", "Who does it."), actor("place", "Where.", types=(PLACE, SITE, "platform")),
            CHAIN_FIELD, SEGMENT, choice("activity", ACTIVITIES, "What is done; not given where the source does not say."),
            choice("stage", STAGES, "Upstream, midstream or downstream, in the source's view."),
            text("product", "What is made, in the source's words."), PERIOD, STATUS,
        ), (Shortcut("who", "worksOn", "segment"), Shortcut("who", "activeIn", "place"))),
        Record("supply", "SupplyClaim", "Who supplies whom with what.", (
            actor("supplier", "Who supplies.", required=True), actor("customer", "Who is supplied.", required=True),
            text("product", "What is supplied, in the source's words."), CHAIN_FIELD, SEGMENT, PERIOD, STATUS,
            choice("qualifier", QUALIFIERS, "The hedge beside the count of a group."),
        ), (Shortcut("supplier", "supplies", "customer"),)),
        Record("bottleneck", "BottleneckClaim", "A weakness of a chain.", (
            entity("bottleneck", ("bottleneck",), "The bottleneck that this and other facts tell of."),
            CHAIN_FIELD, SEGMENT,
            choice("kind", ("choke-point", "blockage", "unspecified"), "choke-point 卡点: crack by research; blockage 堵点: attract.", required=True, codes="bottleneck-kind"),
            choice("status", ("open", "being-tackled", "resolved"), "How far it had got.", codes="bottleneck-status"),
            actor("by", "Who has it or works on it.", many=True), text("topic", "What is short, in a few words."), PERIOD,
            number("count", "How many, where the source counts bottlenecks instead of naming one."),
            choice("qualifier", QUALIFIERS, "The hedge beside the count."),
        ), thing="bottleneck"),
        Record("policy", "PolicyClaim", "A policy: who issues it, when, for whom.", (
            entity("policy", ("policy",), "The policy.", required=True),
            actor("issuers", "Who issues it.", many=True), actor("targets", "Whom or what it is for.", many=True, types=OF.types),
            choice("act", ("issued", "adopted", "in-force", "proposed", "pledged", "reported"), "What happened at the period given.", codes="policy-act"),
            PERIOD, Field("span", Kind.PERIOD, "The years it covers."),
            text("aim", "What it is for, in a few words without figures."),
        )),
        Record("role", "RoleClaim", "A part that a place or organisation plays.", (
            actor("who", "Who plays the part, where it is not the place itself."),
            actor("place", "The place that plays the part, or where it is played.", types=(PLACE, SITE, "platform")),
            choice("role", ("lead", "rd", "manufacture", "application", "headquarters", "logistics", "testing", "host", "receiver",
                            "chain-leader", "service", "location"), "The part played.", required=True),
            CHAIN_FIELD, SEGMENT, PERIOD, STATUS, text("aspect", "The part in a few words, where the role word is too wide."),
        )),
        Record("cluster", "ClusterClaim", "A cluster: where, of what, of which rank.", (
            entity("cluster", ("cluster",), "The cluster.", required=True),
            entity("places", (PLACE,), "Where it is.", many=True), entity("sectors", ("sector", "chain", "cluster", "product"), "What it makes.", many=True),
            choice("rank", ("world", "national", "provincial"), "By whom it is listed.", codes="cluster-rank"), PERIOD, STATUS,
        )),
        Record("project", "ProjectClaim", "A park, platform, plant, line or programme, and how far it has got.", (
            entity("project", ("project", "platform", SITE, PLACE, ORGANISATION), "The project.", required=True),
            actor("who", "Who builds, runs or joins it.", many=True), actor("places", "Where.", many=True, types=(PLACE, SITE)),
            CHAIN_FIELD, choice("kind", ("park", "platform", "plant", "corridor", "pilot-line", "joint-lab", "fund", "production-line",
                                         "facility", "branch", "consortium", "event", "report"), "What it is.", codes="project-kind"),
            STATUS, PERIOD, text("tier", "Rank among the receiving platforms."),
        )),
        Record("benefit-sharing", "BenefitSharingClaim", "How two places share what a project brings.", (
            entity("places", (PLACE,), "Who shares.", many=True, required=True), text("what", "What is shared.", required=True),
            entity("project", ("project", "platform", SITE, PLACE, ORGANISATION), "For which project."),
            text("project_words", "The project in the source's words, where it has no id."),
            PERIOD, Field("span", Kind.PERIOD, "The years for which it is shared."),
            text("receiver", "Whose part the number is: place-of-origin, place-of-destination, or words."),
            number("value", "Its part."), Field("unit", Kind.UNIT, "percent or years."), STATUS,
        )),
    )
}  # fmt: skip

#: Keys of a fact beside its kind.
EVIDENCE_KEYS = ("at", "nth")


@dataclass(frozen=True)
class CardField:
    """A field of a source card or of an entity."""

    key: str
    doc: str
    required: bool = False
    choices: tuple[str, ...] = ()


SOURCE_FIELDS = (
    CardField("id", "Name of the file without its suffix; never changes.", required=True),
    CardField("title", "Title of the page.", required=True),
    CardField("publisher", "Who published it.", required=True),
    CardField(
        "published",
        "Date of publication: 2024-04-30, 2024-04 or 2024; an interval such as 2023/.. where only the text bounds it; left out when not known.",
    ),
    CardField("url", "Address of the page."),
    CardField("language", "Language code: zh, en, ja …", required=True),
    CardField("file", "Name of the document under --documents, where the text is at hand."),
    CardField(
        "grade", "official, press, repost or mirror.", choices=("official", "press", "repost", "mirror")
    ),
    CardField("reprint_of", "Id of the source of which this page is a copy, mirror or translation."),
    CardField(
        "kind",
        "page, statistics, report or editorial.",
        choices=("page", "statistics", "report", "editorial"),
    ),
    CardField("licence", "Licence of the text or data, where stated."),
    CardField("note", "A remark for readers."),
)

ENTITY_FIELDS = (
    CardField("id", "Id: lower case letters, digits and hyphens.", required=True),
    CardField("type", "One of the entity types.", required=True, choices=tuple(ENTITY_TYPES)),
    CardField("zh", "Chinese name."),
    CardField("en", "English name."),
    CardField(
        "in", "For a place: the place it lies in. For others: where this source puts its seat, undated."
    ),
    CardField("parents", "For a group company or a collaboration: those it belongs to."),
    CardField("note", "A remark for readers."),
)

GROUP_FIELDS = (
    CardField("id", "Id, where several facts tell of the same group."),
    CardField("what", "What its members are, in the source's words.", required=True),
    CardField("count", "How many, or [low, high]."),
    CardField("in", "Where its members are."),
    CardField("parents", "Organisations its members belong to."),
    CardField("part_of", "The larger group it is a part of."),
)
