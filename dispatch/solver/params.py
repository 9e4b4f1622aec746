"""Every number of the method, with its meaning and unit, and the strategies that can be left out.

They are handed from `solve` down to whatever uses them; nobody keeps one of their own. A TOML file changes some of
them: a table for each group, a key for each number, and at its top `without`, a list of strategies. What a problem
costs belongs to the problem and not here, and neither do tolerances of floating-point numbers.

Shares are of the time limit unless said otherwise. Seconds are the deadline's: of the clock, of the processor, or
counted.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any, cast

# What can be left out, and what then happens instead. The plan stays lawful and the bound true without any of them.
STRATEGIES = {
    "ascent": "subgradient ascent before column generation: it begins with the best of a few guesses",
    "branching": "the tree of decisions beyond its root",
    "closing": "enumerating all routes within a small gap",
    "clusters": "large neighbourhood search",
    "coarse": "coarser starts where windows are very wide",
    "counts": "rows and decisions about how many sessions stay unfilled",
    "cuts": "subset-row cuts",
    "day-dives": "a plan for each of several days by a dive of its own",
    "dives": "dives into the relaxed plan of a single day, and by prices alone into a huge one",
    "groups": "groups of neighbours solved as problems of their own, on a huge day",
    "moving-prices": "the prices of what ties several days together stay those of the root",
    "pairs": "decisions about who serves what",
    "parts": "independent parts apart: everything is one problem",
    "sideways": "clusters exchanged for others that cost the same",
    "smoothing": "prices between the best known and the master's own",
    "warm-pool": "columns of the whole in the pool of each day",
}


@dataclass(frozen=True, slots=True)
class Stages:
    """When one stage of a search hands over to the next, converged or not."""

    # One day, and the root of several.
    ascend_until: float = 0.15
    generate_until: float = 0.5
    # When the simplex method must have solved the root's master: so late, and in times of what the root took.
    branch_until: float = 0.6
    simplex_until: float = 2.0
    # How long the tree is branched before the first dive, as a share of what the root took; and again later, at
    # most, as a share of the time left then.
    first_branching: float = 0.5
    later_branching: float = 0.3
    # When a dive takes larger steps, and when its last one, as shares of the time left at its start.
    dive_late_from: float = 0.4
    dive_until: float = 0.5
    # For how long cuts lift the bound, at most.
    cutting: float = 0.1
    # For how many seconds clusters may bring nothing, beside what the dive took.
    least_patience: float = 0.2
    # How long one programme over enumerated routes may take: so many seconds, or a share of the time so far.
    least_closing: float = 1.0
    closing: float = 0.2

    # Several days: until when each is dived into, and from which share of its own time a dive takes larger steps.
    dive_days_until: float = 0.8
    day_dive_late_from: float = 0.6
    # The first turn of proof and search, in seconds and as a share of the time so far, and how turns grow.
    first_turn: float = 0.3
    longer: float = 1.2
    # A turn of one day's tree, in seconds; and which share of its first time cuts may take.
    tree_turn: float = 0.1
    tree_cutting: float = 0.5

    # A huge day: how long prices climb, until when it is dived by them, until when groups are solved anew.
    climb_for: float = 0.2
    plunge_until: float = 0.3
    regroup_until: float = 0.75


@dataclass(frozen=True, slots=True)
class Ascent:
    """Subgradient ascent, towards a known cost or, on a huge day, in steps that shrink with the time."""

    rounds: int = 40  # pricings at most
    # First prices to try, as shares of what leaving a session unfilled costs.
    starts: tuple[float, ...] = (0.0, 0.003, 0.01, 0.03, 0.1)
    memory: float = 0.3  # of the direction before
    patience: int = 4  # steps without a better bound before they shrink
    shrink: float = 0.6
    least_step: float = 0.02  # as a share of the first; smaller ones are not worth a pricing
    minute_scale: float = 1e-4  # rows of minutes move so much less than rows of sessions

    # On a huge day: prices to begin with and the first and last step, in minutes of travel.
    begin: float = 15.0
    first_step: float = 5.0
    last_step: float = 0.1
    sparse_memory: float = 0.85
    most_at_once: float = 1.5  # seats lacking in one session that count in a step
    pricings_per_bound: int = 7
    nearly_over: float = 0.98  # of its time: from then on each step proves a bound


@dataclass(frozen=True, slots=True)
class Generation:
    """Column generation: which columns the master has, and which prices are asked."""

    routes_per_block: int = 3  # that one pricing brings
    # How near the best prices known to ask, from 0 at the master's own, and how that moves.
    smoothing: float = 0.5
    most_smoothing: float = 0.9
    least_smoothing: float = 0.05
    less: float = 0.15
    more: float = 0.25
    most_stalled: int = 8  # rounds without progress
    # Of the interior point method, relative.
    first_accuracy: float = 1e-5
    best_accuracy: float = 1e-9
    # How near bound and relaxed plan come, as a share of the bound: at the root, before days are dived into, and
    # where prices move for a bound.
    converged: float = 1e-4
    reconverged: float = 1e-4
    moved: float = 1e-5
    # Columns per block by interior point: at first, entering in one round, and so many that only those are kept
    # that the best prices call cheap.
    first_per_block: int = 12
    most_entering: int = 4
    most_per_block: int = 30
    kept_per_block: int = 20
    # The same for the simplex method, which keeps all.
    warm_per_block: int = 16
    most_entering_warm: int = 2


@dataclass(frozen=True, slots=True)
class Tree:
    """Branch and price."""

    # How near bound and relaxed cost come in a leaf, and in one where nothing is open, as a share of the bound.
    close_enough: float = 1e-4
    tight: float = 1e-7
    most_kinds: int = 12  # different costs of unfilled sessions that are counted each apart
    most_tried: int = 8  # pairs of session and person tried before one is branched on
    cut_together: float = (
        0.003  # leaves so near the lowest, as a share of its bound, are cut together
    )
    # Closing the gap: routes enumerated per block and in all, and nodes of the programme where work is counted.
    most_per_block: int = 1_500
    most_columns: int = 60_000
    nodes: int = 300
    shrunk: float = 0.8  # the gap of several days, before it is closed or prices move again, as a share of itself


@dataclass(frozen=True, slots=True)
class Cuts:
    """Subset-row cuts and the rounds in which they lift a bound."""

    largest: int = 9  # rows of a set
    least_violated: float = 0.04
    most_new: int = 250  # sets in a round
    most_sharing: int = 5  # of these, so many may share a row
    used: float = 1e-4  # columns of a smaller value are left out
    drawn_from: int = 3  # of so many rows that add most one is drawn
    first_per_block: int = 20  # columns of the master
    most_entering: int = 3  # new ones of a block in a round
    most_enumerated: int = 2_000  # routes of a block
    accuracy: float = 1e-6
    # As shares of the bound: how near it the relaxed cost comes before new cuts are looked for, and by how much a
    # round lifts it at least; after so many that lift it less no more are tried.
    near: float = 1e-5
    least_lift: float = 5e-6
    most_idle: int = 2


@dataclass(frozen=True, slots=True)
class Dives:
    """Dives: how many routes are fixed in one step, as shares of the blocks that have none yet."""

    share: float = 0.2
    interior_share: float = 0.1  # by interior point, whose undecided columns have many small values
    late_share: float = 0.5
    sure: float = 0.95  # a column of this value is fixed in any case
    pricings_per_step: int = 2
    worth_adding: float = 1e-3  # what a new route is worth at least, in cost

    # By prices alone, on a huge day: how often they move in one step, which share is fixed, how many at least, and
    # with how few left all are.
    moves_per_step: int = 10
    plunge_share: float = 0.12
    least_fixed: int = 10
    few_left: int = 40
    memory: float = 0.7
    step: float = 0.5  # in minutes of travel


@dataclass(frozen=True, slots=True)
class Clusters:
    """Large neighbourhood search, and the sub-MIP of a cluster."""

    # Blocks of a cluster: the fewest, at first, the most on a single day and over several.
    smallest: int = 8
    first: int = 12
    largest: int = 60
    largest_of_days: int = 100
    # By what the size is multiplied after an easy cluster, and after a hard one.
    grow: float = 1.01
    shrink: float = 0.9
    worth_trying: float = 1500.0  # a visit may fall short of its block's best by so much, in cost
    # From how many of the nearest blocks of a session some are drawn, and of the nearest sessions of a block.
    near_blocks: int = 12
    drawn_blocks: int = 3
    near_sessions: int = 8
    drawn_sessions: int = 3
    unfilled_first: float = 0.3  # how often a cluster begins with an unfilled session
    least_weight: float = (
        0.5  # what each block adds to its regret, in cost, where the first is drawn
    )
    most_days: int = 5  # other days of a person that come along

    # Of one integer master: seconds, or nodes of its tree where work is counted.
    seconds: float = 0.15
    nodes: int = 50
    most_rounds: int = 2  # of enumerating and relaxing
    few: int = 120  # routes of a block enumerated in the first round
    many: int = 300  # and in the last
    most_columns: int = 4_000  # of the integer master, those of least reduced cost
    perturbation: float = 0.4  # of all costs of a cluster together: of equal plans any may come


@dataclass(frozen=True, slots=True)
class Huge:
    """A day too large for linear programmes over all of it."""

    # So it is with more pairs of visits, and with more in a second of the time left.
    visit_pairs: int = 30_000_000
    pairs_per_second: int = 250_000
    nearest: int = (
        15  # interpreters of a session, and sessions of an interpreter, in the sparse graph
    )
    routes_per_block: int = 4
    group_size: int = 250  # interpreters at most
    regroupings: int = 2
    least_seconds: float = 1.0  # for which a group is worth solving
    seconds_between_offers: float = 3.0  # since judging a whole plan takes a while


@dataclass(frozen=True, slots=True)
class Coarse:
    """When starts are made coarser."""

    # Seconds of a processor, roughly: a visit as a node of the graph, a pair of visits in one pricing.
    seconds_per_visit: float = 5e-6
    seconds_per_pair: float = 1.5e-9
    # Which shares of the time left building the graph and one pricing of it may take.
    building: float = 0.15
    pricing: float = 0.02
    few_starts: float = 6.0  # with fewer on average it is the sessions that are many


@dataclass(frozen=True, slots=True)
class Parts:
    """Independent parts of a problem."""

    # A part with more pairs of session and candidate is worth a process of its own, which takes about two seconds
    # to start, unless there is less time than this in all.
    heavy_pairs: int = 3_000
    least_seconds_for_processes: float = 15.0
    least_seconds: float = (
        2.0  # of a part in a process: small ones are proven soon, but not in a share of a share
    )
    # The first turn of a part in this process, in seconds, and how turns grow.
    first_turn: float = 0.3
    longer: float = 1.3


@dataclass(frozen=True, slots=True)
class WorkCounted:
    """What a piece of work costs, roughly, in seconds of a processor, where work is counted and not timed."""

    interior_column: float = 4e-5  # of the master by interior point, solved once
    simplex_block: float = 5e-4  # of the warm master, solved once
    cluster: float = 0.05  # beside its programmes
    cluster_column: float = 1.5e-5  # of a cluster's relaxed master
    cluster_programme: float = 0.02  # the integer master of a cluster
    closing_column: float = 4e-4
    sparse_pricing: float = 1.3  # in times of its share of the nodes


@dataclass(frozen=True, slots=True)
class Params:
    """All numbers of the method, and the strategies left out (`without`, names of `STRATEGIES`)."""

    without: frozenset[str] = frozenset()
    stages: Stages = field(default_factory=Stages)
    ascent: Ascent = field(default_factory=Ascent)
    generation: Generation = field(default_factory=Generation)
    tree: Tree = field(default_factory=Tree)
    cuts: Cuts = field(default_factory=Cuts)
    dives: Dives = field(default_factory=Dives)
    clusters: Clusters = field(default_factory=Clusters)
    huge: Huge = field(default_factory=Huge)
    coarse: Coarse = field(default_factory=Coarse)
    parts: Parts = field(default_factory=Parts)
    counted: WorkCounted = field(default_factory=WorkCounted)

    def uses(self, strategy: str) -> bool:
        """Whether a strategy is not left out."""
        return strategy not in self.without

    def leaving_out(self, names: Iterable[str]) -> "Params":
        """The same without some strategies more; BadParams names one that is unknown."""
        names = list(names)
        for name in names:
            if name not in STRATEGIES:
                raise BadParams(f"{name}: known strategies are {', '.join(sorted(STRATEGIES))}")
        return replace(self, without=self.without | set(names))


DEFAULT = Params()


class BadParams(Exception):
    """A file of parameters that cannot be read; says which key is at fault."""


def params_from(text: str) -> Params:
    """The parameters of a TOML text: the usual ones but for what it says; BadParams where it says what is none."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadParams(f"no TOML: {error}") from None
    without = given.pop("without", [])
    groups = {one.name for one in fields(Params)} - {"without"}
    changed: dict[str, Any] = {}
    for name, table in given.items():
        if name not in groups or not isinstance(table, dict):
            raise BadParams(f"{name}: known tables are {', '.join(sorted(groups))}")
        changed[name] = _changed(name, getattr(DEFAULT, name), cast("dict[str, Any]", table))
    return replace(DEFAULT, **changed).leaving_out(map(str, without))


def _changed(name: str, group: Any, table: dict[str, Any]) -> Any:
    """One group with some numbers changed."""
    known = {one.name for one in fields(group)}
    for key, value in table.items():
        if key not in known:
            raise BadParams(f"{name}.{key}: known numbers are {', '.join(sorted(known))}")
        usual = getattr(group, key)
        if not _is_alike(value, usual):
            raise BadParams(f"{name}.{key}: {value} is no such number as {usual}")
        if isinstance(usual, tuple):
            table = {**table, key: tuple(value)}
    return replace(group, **table)


def _is_alike(value: Any, usual: Any) -> bool:
    """Whether a value could stand for the usual one: a number from 0 on, or some of them, whole where that is."""
    if isinstance(usual, tuple):
        return isinstance(value, list) and all(
            _is_alike(one, 0.0) for one in cast("list[Any]", value)
        )
    wanted = (int,) if isinstance(usual, int) else (int, float)
    return type(value) in wanted and value >= 0
