"""The rules asked of many people about many sessions: the same rules, each asked as seldom as can be."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from dispatch.domain.eligibility import RULES, Rule, RuleCode
from dispatch.domain.people import Need, Person
from interpreters.domain.languages import Language

Places = list[int]
# What one rule after another sees of a session, as long as none has looked at this one alone.
Seen = tuple[object, ...]
# Where all rules are asked, those that many share come first: whoever falls at too many is not asked the others.
_CHEAP_FIRST = sorted(RULES, key=lambda rule: rule.alike is None)


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

    Each rule is asked as for a single pair, so that the answers are the same. One that looks only at some
    of what there is to know (`Rule.alike`) is asked once for people and sessions that are alike in it.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        """Take them in, in their order."""
        self.people = tuple(people)
        self._kinds = {
            rule.code: _Kinds(rule, self.people) for rule in RULES if rule.alike is not None
        }
        # Whoever is left after the first rules, by what these see of a session.
        self._left: dict[Seen, Places] = {}
        self._speaking: dict[tuple[Language, Language | None], Places] = {}

    def able(self, need: Need) -> list[Person]:
        """Whoever may serve a session, in their order."""
        left = list(range(len(self.people)))
        shared: Seen | None = ()
        for rule in RULES:
            if rule.alike is None:
                shared = None
                left = self._passing(rule, need, left)
            else:
                seen = rule.alike.of_need(need)
                shared = _longer(shared, seen)
                left = self._ask(rule, need, seen, left, shared)
        return [self.people[place] for place in left]

    def rules_against(self, need: Need, most: int) -> dict[int, set[RuleCode]]:
        """Every rule that the speakers of a session's languages do not meet, by place in `people`.

        Whoever does not speak them at all is left out, and whoever falls at more than `most`.
        """
        against: dict[int, set[RuleCode]] = {place: set() for place in self._speakers(need)}
        for rule in _CHEAP_FIRST:
            places = list(against)
            passed = set(self._passing(rule, need, places))
            for place in places:
                if place not in passed:
                    against[place].add(rule.code)
                    if len(against[place]) > most:
                        del against[place]
        return against

    def _speakers(self, need: Need) -> Places:
        key = need.language, need.fallback_language
        if key not in self._speaking:
            self._speaking[key] = [
                place
                for place, person in enumerate(self.people)
                if any(person.speaks(language) for language in key)
            ]
        return self._speaking[key]

    def _passing(self, rule: Rule, need: Need, places: Places) -> Places:
        if rule.alike is None:
            return [place for place in places if rule.passes(self.people[place], need)]
        return self._kinds[rule.code].ask(need, rule.alike.of_need(need), places)

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
