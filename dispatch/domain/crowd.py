"""The rules asked of many people about many sessions: the same rules, each asked as seldom as can be."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from dispatch.domain.eligibility import RULES, Rule, RuleCode
from dispatch.domain.people import Need, Person
from interpreters.domain.ids import InterpreterId

Places = list[int]
# What one rule after another sees of a session, as long as none has looked at this one alone.
Seen = tuple[object, ...]


class _Kinds:
    """What one rule sees of each person of a crowd, numbered; whoever is of one kind is answered alike."""

    def __init__(self, rule: Rule, people: Sequence[Person]) -> None:
        self._rule, self._people = rule, people
        self._numbers: dict[object, int] = {}
        self._of: list[int | None] = [None] * len(people)
        # By what the rule sees of a session: its answer for each kind.
        self._answers: dict[object, dict[int, bool]] = defaultdict(dict)

    def ask(self, need: Need, seen: object, places: Places) -> Places:
        """Those of some people who pass."""
        rule, people, of, answers = self._rule, self._people, self._of, self._answers[seen]
        left: Places = []
        for place in places:
            kind = of[place]
            if kind is None:
                kind = of[place] = self._kind(people[place])
            if kind not in answers:
                answers[kind] = rule.passes(people[place], need)
            if answers[kind]:
                left.append(place)
        return left

    def _kind(self, person: Person) -> int:
        assert self._rule.alike is not None
        return self._numbers.setdefault(self._rule.alike.of_person(person), len(self._numbers))


class Crowd:
    """People who are asked together, as they are now; answers are kept as long as it is.

    One rule after another is asked of whoever is left, as for a single pair, so that whoever is able and
    the rule at which anybody falls are the same. A rule that looks only at some of what there is to know
    (`Rule.alike`) is asked once for people and sessions that are alike in it.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        """Take them in, in their order."""
        self.people = tuple(people)
        self._kinds = {
            rule.code: _Kinds(rule, self.people) for rule in RULES if rule.alike is not None
        }
        # Whoever is left after the first rules, by what these see of a session.
        self._left: dict[Seen, Places] = {}

    def able(self, need: Need) -> list[Person]:
        """Whoever may serve a session, in their order."""
        steps = [left for _, _, left in self._steps(need)]
        return [self.people[place] for place in steps[-1]] if steps else []

    def codes_against(self, need: Need, but: Collection[InterpreterId] = ()) -> list[RuleCode]:
        """The rules at which anybody falls first, some people not counted, in the order of the rules."""
        return [
            rule.code
            for rule, before, left in self._steps(need)
            if any(who.id not in but for who in self._fallen(before, left))
        ]

    def _fallen(self, before: Places, left: Places) -> Iterator[Person]:
        if len(before) > len(left):
            stays = set(left)
            yield from (self.people[place] for place in before if place not in stays)

    def _steps(self, need: Need) -> Iterator[tuple[Rule, Places, Places]]:
        """Rule by rule, whoever was left before it and after it, until nobody is."""
        left = list(range(len(self.people)))
        shared: Seen | None = ()
        for rule in RULES:
            if not left:
                return
            before = left
            if rule.alike is None:
                shared = None
                left = [place for place in before if rule.passes(self.people[place], need)]
            else:
                seen = rule.alike.of_need(need)
                shared = _longer(shared, seen)
                left = self._ask(rule, need, seen, before, shared)
            yield rule, before, left

    def _ask(
        self,
        rule: Rule,
        need: Need,
        seen: object,
        before: Places,
        shared: Seen | None,
    ) -> Places:
        """Those who pass; as long as no rule has looked at this one session, for all that are like it."""
        if shared is None:
            return self._kinds[rule.code].ask(need, seen, before)
        if shared not in self._left:
            self._left[shared] = self._kinds[rule.code].ask(need, seen, before)
        return self._left[shared]


def _longer(shared: Seen | None, seen: object) -> Seen | None:
    return None if shared is None else (*shared, seen)
