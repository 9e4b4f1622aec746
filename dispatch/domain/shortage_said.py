"""What keeps a session without anybody, in words: how many it would gain, and what stands against them."""

from collections.abc import Sequence

from dispatch.domain.eligibility import RULES, RuleCode
from dispatch.domain.people import Need
from dispatch.domain.shortage import Gained, Shortage
from foundation.text.message import LazyText, say

C = RuleCode


def headline(shortage: Shortage) -> LazyText:
    """One sentence that is true of the session; nobody is named."""
    if not shortage.rules:
        return _without_rules(shortage)
    if C.LANGUAGE in shortage.rules:
        return _not_well_enough(shortage)
    told = _gained(shortage)
    if not shortage.found:
        return told
    return say(
        "%(found)s of %(team)s found. %(rest)s",
        found=shortage.found,
        team=shortage.wanted.team,
        rest=told,
    )


def why_not_yet(gained: Gained) -> LazyText:
    """What stands against somebody, each rule in its own sentence."""
    found = (rule.check(gained.person, gained.need) for rule in RULES if rule.code in gained.rules)
    told, *others = [reason.text for reason in found if reason is not None]
    for each in others:
        told = say("%(one)s %(two)s", one=told, two=each)
    return told


def _gained(shortage: Shortage) -> LazyText:
    if len(shortage.gained) == 1:
        why = why_not_yet(shortage.gained[0])
        return say("1 person could take it, but: %(why)s", why=why)
    first, *others = [_said(code, shortage.wanted.needs) for code in shortage.rules]
    for each in others:
        first = say("%(one)s and %(two)s", one=first, two=each)
    return say("%(n)s people could take it, but %(what)s.", n=len(shortage.gained), what=first)


def _not_well_enough(shortage: Shortage) -> LazyText:
    """Nobody can be sent in the language, whatever else is lifted."""
    language = shortage.wanted.needs[0].language
    if not shortage.found:
        return say("No active interpreter speaks %(language)s well enough.", language=language)
    return say(
        "%(found)s of %(team)s found. Nobody else speaks %(language)s well enough.",
        found=shortage.found,
        team=shortage.wanted.team,
        language=language,
    )


def _without_rules(shortage: Shortage) -> LazyText:
    """Enough people are free, or there are not enough to ask."""
    team, found, language = shortage.wanted.team, shortage.found, shortage.wanted.needs[0].language
    if shortage.is_fillable:
        if shortage.free == 1:
            return say("1 interpreter is available at this time.")
        return say("%(n)s interpreters are available at this time.", n=shortage.free)
    if found:
        return say(
            "%(found)s of %(team)s found. Nobody else speaks %(language)s.",
            found=found,
            team=team,
            language=language,
        )
    if shortage.speakers:
        return say(
            "%(team)s are needed, and %(n)s speaks %(language)s.",
            team=team,
            n=shortage.speakers,
            language=language,
        )
    return say("No active interpreter speaks %(language)s.", language=language)


def _said(code: RuleCode, needs: Sequence[Need]) -> LazyText:
    """What a rule says of several people at once."""
    need = needs[0]
    if code is C.CERTIFICATION:
        return say("lack the certification it needs (%(domain)s)", domain=need.domain)
    if code is C.GENDER:
        return say("are not known to be of the required gender (%(gender)s)", gender=need.gender)
    if code is C.MODALITY:
        first, *others = [say("%(modality)s", modality=each.modality) for each in needs]
        for each in others:
            first = LazyText("%(a)s · %(b)s", {"a": first, "b": each})
        return say("cannot serve in this mode (%(modality)s)", modality=first)
    return _ALIKE[code]


_ALIKE = {
    C.STANDING: say("are not active"),
    C.VETTING: say("have no valid background check"),
    C.SIGNATURE: say("have not signed the pledge or consent"),
    C.RESTRICTION: say("are excluded"),
    C.DISTANCE: say("live further away than they travel"),
    C.LONG_WAY: say("would need approval for the long way"),
    C.AVAILABILITY: say("are not available then"),
    C.DAY_CAP: say("would pass their daily limit"),
    C.WEEK_CAP: say("would pass their weekly limit"),
    C.HEAVY_CAP: say("would pass the limit of heavy sessions"),
    C.OVERLAP: say("are busy then"),
    C.ARRIVAL: say("have too little time before or after it"),
    C.AWAY: say("would be away from home too long"),
    C.DECLINED: say("have declined"),
}
