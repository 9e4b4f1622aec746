"""What keeps a session without anybody: the fewest rules whose lifting would fill it, and whom that gains."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement
from typing import NamedTuple

from dispatch.domain.causes import Cause, cause_of, effort
from dispatch.domain.crowd import Crowd
from dispatch.domain.eligibility import RULES, RuleCode
from dispatch.domain.people import Need, Person
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language

Rules = frozenset[RuleCode]
Serving = frozenset[InterpreterId]
# Nearly always one or two rules are enough, so whoever falls at more is looked at only when they are not.
FEW = 2
NO_RULES: Rules = frozenset()


@dataclass(frozen=True)
class StillWanted:
    """What is asked for still: the accepted ways, the first wish first; how many; and who serves already.

    Somebody alone may take any of the ways and starts. Those who are still missing from a team must share one of each.
    """

    needs: Sequence[Need]
    team: int = 1
    serving: Serving = frozenset()

    @property
    def missing(self) -> int:
        """How many are missing."""
        return max(0, self.team - len(self.serving))

    @property
    def languages(self) -> list[Language]:
        """The languages in which it may be served."""
        need = self.needs[0]
        return [lang for lang in (need.language, need.fallback_language) if lang is not None]

    def by_the_first_wish(self) -> "StillWanted":
        """The same, were nothing but the first wish accepted."""
        return replace(self, needs=self.needs[:1])

    def chances(self) -> Iterator[tuple[Need, ...]]:
        """The needs by what people must share: each one may take any need of its chance."""
        if self.missing <= 1:
            yield tuple(self.needs)
            return
        for need in self.needs:
            for start in need.starts():
                yield (need.starting_at(start),)


class Gained(NamedTuple):
    """Somebody who could serve by an accepted way, were it not for some of the rules."""

    person: Person
    need: Need
    rules: tuple[RuleCode, ...]


@dataclass(frozen=True)
class Shortage:
    """The fewest rules that stand between a session and its people, in the order of the rules.

    Without rules either enough people are free, or so few speak the language that no rule matters.
    """

    wanted: StillWanted
    rules: tuple[RuleCode, ...]
    gained: tuple[Gained, ...]
    # everybody whom no more rules than these keep from it, each by the way that is opened most easily
    closest: tuple[Gained, ...]
    # who serves already, and who could with nothing lifted
    found: int
    is_fillable: bool
    # who speaks the language at all, beside those who serve; counted where no rule matters
    speakers: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether it could be filled with nothing lifted."""
        return self.is_fillable and not self.rules

    @property
    def free(self) -> int:
        """How many could take it with nothing lifted."""
        return self.found - len(self.wanted.serving)

    def gained_by(self, rule: RuleCode) -> tuple[Gained, ...]:
        """Whom lifting one rule alone would gain; nobody unless they are enough to fill it."""
        either = {g.person.id: g for g in (*self.closest, *self.gained) if g.rules == (rule,)}
        return tuple(either.values()) if self.found + len(either) >= self.wanted.team else ()

    @property
    def cause(self) -> Cause:
        """The one code that it counts as."""
        if self.rules:
            return cause_of(self.rules)
        if self.is_fillable:
            return Cause.SOMEBODY_FREE
        someone = self.speakers or self.found
        return Cause.TOO_FEW_FOR_A_TEAM if someone else Cause.NO_SUCH_LANGUAGE


class _Way(NamedTuple):
    """What speaks against somebody in one way."""

    rules: Rules
    need: Need


@dataclass(frozen=True)
class _Chance:
    """What speaks against each person in each of the ways that they may choose from; by place in the crowd."""

    crowd: Crowd
    ways: dict[int, list[_Way]]

    @classmethod
    def of(cls, crowd: Crowd, needs: Sequence[Need], serving: Serving, most: int) -> "_Chance":
        """Of whoever falls at `most` rules, the others stay out of it."""
        ways: dict[int, list[_Way]] = defaultdict(list)
        for need in needs:
            for place, rules in crowd.rules_against(need, most).items():
                if crowd.people[place].id not in serving:
                    ways[place].append(_Way(frozenset(rules), need))
        return cls(crowd, ways)

    def able(self, rules: Rules) -> int:
        """How many could serve with these rules lifted."""
        return sum(any(way.rules <= rules for way in ways) for ways in self.ways.values())

    def gained(self, rules: Rules) -> Iterator[Gained]:
        """Those of them whom a rule keeps from it, each by the way that asks for the fewest."""
        for place, ways in self.ways.items():
            open_ = [way for way in ways if way.rules <= rules]
            if open_ and (way := min(open_, key=lambda each: len(each.rules))).rules:
                yield Gained(self.crowd.people[place], way.need, _in_order(way.rules))

    def closest(self, rules: Rules) -> Iterator[Gained]:
        """Everybody whom rules keep from it, but no more than these, each by the way that is opened most easily."""
        for place, ways in self.ways.items():
            way = min(ways, key=lambda each: (len(each.rules), effort(each.rules)))
            if 1 <= len(way.rules) <= len(rules):
                yield Gained(self.crowd.people[place], way.need, _in_order(way.rules))

    def sets(self, missing: int) -> set[Rules]:
        """What would have to be lifted for any so many people: the smallest set that fills is among these."""
        each = {way.rules for ways in self.ways.values() for way in ways}
        return {NO_RULES.union(*some) for some in combinations_with_replacement(each, missing)}


class _Lifted(NamedTuple):
    """A set of rules that fills a session by a chance."""

    rules: Rules
    able: int
    chance: _Chance

    @property
    def rank(self) -> tuple[int, int, tuple[int, ...], int]:
        """To compare by: few rules, many people, easily lifted, and then people who are free already."""
        return len(self.rules), -self.able, effort(self.rules), -self.chance.able(NO_RULES)


def shortage_of(people: Iterable[Person], wanted: StillWanted) -> Shortage:
    """What a session lacks, asked of these people alone."""
    return shortage_in(Crowd(people), wanted)


def shortage_in(crowd: Crowd, wanted: StillWanted) -> Shortage:
    """The same for many sessions and one crowd.

    Of equally small sets the one that gains most people counts, then the one that is lifted most easily.
    """
    found = _answer(crowd, wanted, FEW)
    if found is None or len(found.rules) > FEW:
        found = _answer(crowd, wanted, len(RULES))
    if found is None:
        return _nobody(crowd, wanted)
    gained = tuple(found.chance.gained(found.rules))
    return Shortage(
        wanted=wanted,
        rules=_in_order(found.rules),
        gained=gained,
        closest=tuple(found.chance.closest(found.rules)),
        found=len(wanted.serving) + found.able - len(gained),
        is_fillable=True,
    )


def _nobody(crowd: Crowd, wanted: StillWanted) -> Shortage:
    """So few speak the language that not even all rules together are the reason."""
    everybody = [_Chance.of(crowd, each, wanted.serving, len(RULES)) for each in wanted.chances()]
    speakers = max((len(chance.ways) for chance in everybody), default=0)
    free = max((chance.able(NO_RULES) for chance in everybody), default=0)
    found = len(wanted.serving) + free
    return Shortage(wanted, (), (), (), found, is_fillable=False, speakers=speakers)


def _answer(crowd: Crowd, wanted: StillWanted, most: int) -> _Lifted | None:
    """The best set for people who each fall at `most` rules; None when there are too few of them."""
    best: _Lifted | None = None
    for needs in wanted.chances():
        chance = _Chance.of(crowd, needs, wanted.serving, most)
        for rules in chance.sets(wanted.missing):
            if best is not None and len(rules) > len(best.rules):
                continue
            able = chance.able(rules)
            answer = _Lifted(rules, able, chance)
            if able >= wanted.missing and (best is None or answer.rank < best.rank):
                best = answer
    return best


def _in_order(rules: Rules) -> tuple[RuleCode, ...]:
    return tuple(rule.code for rule in RULES if rule.code in rules)
