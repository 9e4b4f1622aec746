"""Case codes, requesters, and who is wished for or kept away."""

from dataclasses import dataclass, replace
from datetime import date

from dice import Dice
from needs import Need
from network import Site
from people import Interpreter
from places import kilometres
from signins import SignIn, counsellors_of
from topics import levels_for, tier_of

# More sessions than this belong to a new case.
LONGEST_CASE = 4


@dataclass
class Case:
    """One service user's matter, known by its code only."""

    code: str
    requester: str
    carer: Interpreter | None
    last_day: date
    sessions: int = 1


class Desk:
    """Opens cases and comes back to them, in the order the sessions take place."""

    def __init__(self, people: list[Interpreter], sites: list[Site], users: list[SignIn]) -> None:
        self._dice = Dice("cases")
        self._people = people
        self._where = {site.code: (site.latitude, site.longitude) for site in sites}
        self._counsellors = {u.organisation: counsellors_of(users, u.organisation) for u in users}
        self._open: dict[tuple[str, str, str], list[Case]] = {}
        self._numbers: dict[str, int] = {}

    def filed(self, need: Need) -> Need:
        """The need with its case, requester, wishes and exclusions."""
        if need.tier == "T0":  # a group has no case
            counsellor = self._dice.one_of(self._counsellors[need.organisation])
            return replace(need, requester=counsellor)
        known = self._open.setdefault((need.organisation, need.language, need.series), [])
        case = self._returning(need, known)
        wished = case is not None or self._dice.chance(0.06)
        if case is None:
            case = self._new(need)
            known.append(case)
        carer = case.carer
        preferred = (carer.code,) if carer and wished and self.may_serve(carer, need) else ()
        return replace(
            need,
            case=case.code,
            requester=case.requester,
            preferred=preferred,
            excluded=self._excluded(need, preferred),
        )

    def may_serve(self, person: Interpreter, need: Need) -> bool:
        """Whether somebody is fit for the need, hours aside."""
        ways = set(need.modalities.split(";")) & set(person.modalities.split(";"))
        near = not need.site or kilometres(person.home, self._where[need.site]) < (
            person.max_travel_km * 0.8
        )
        must, _, gender = need.gender.partition(":")
        return (
            person.standing == "active"
            and person.speaks(need.language)
            and person.holds(levels_for(need.domain, need.tier), need.language, need.day)
            and (must != "required" or person.gender == gender)
            and (near if "on_site" in ways else bool(ways))
            and (tier_of(need.domain, need.tier) != "T3" or person.vetted_until is not None)
        )

    def _returning(self, need: Need, known: list[Case]) -> Case | None:
        earlier = [
            case for case in known if case.last_day < need.day and case.sessions < LONGEST_CASE
        ]
        if not earlier or not (need.series or self._dice.chance(0.45)):
            return None
        case = self._dice.one_of(earlier)
        case.last_day, case.sessions = need.day, case.sessions + 1
        return case

    def _new(self, need: Need) -> Case:
        number = self._numbers.get(need.organisation, 400) + 1 + self._dice.below(3)
        self._numbers[need.organisation] = number
        code = f"{need.organisation}-2026-{number:04d}"
        requester = self._dice.one_of(self._counsellors[need.organisation])
        return Case(code, requester, self._carer(need), need.day)

    def _carer(self, need: Need) -> Interpreter | None:
        """Somebody fit who lives close by and carries a professional's load, if there is one."""
        fit = [
            p
            for p in self._people
            if p.group in ("staff", "core") and not p.is_walk_through and self.may_serve(p, need)
        ]
        if need.site:
            place = self._where[need.site]
            fit.sort(key=lambda p: (kilometres(p.home, place), p.code))
        return self._dice.one_of(fit[:4]) if fit else None

    def _excluded(self, need: Need, preferred: tuple[str, ...]) -> tuple[str, ...]:
        if not self._dice.chance(0.03):
            return ()
        others = [
            p.code
            for p in self._people
            if p.speaks(need.language) and p.code not in preferred and not p.is_walk_through
        ]
        return (self._dice.one_of(others),)
