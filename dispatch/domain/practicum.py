"""Whether a trainee may sit beside her mentor in a session, and to do what."""

from collections.abc import Callable
from dataclasses import replace

from dispatch.domain import calendar_rules, person_rules, signature_rules
from dispatch.domain.people import Need, Person
from dispatch.domain.reasons import Reason
from foundation.text.message import LazyText, say
from interpreters.domain.qualifications import Tier
from interpreters.domain.standing import Standing
from training.domain.practicum import PracticumKind

# Never where somebody is in danger, and never in court.
CLOSED_TO_TRAINEES = frozenset({Tier.T3, Tier.COURT})
# Where somebody with the first rung may speak under her mentor's eyes; elsewhere she only observes.
MAY_SPEAK_IN = frozenset({Tier.T0, Tier.T1})
COMES_ALONG = frozenset({Standing.TRAINEE, Standing.ACTIVE})
# The rules of a session that also hold for whoever only sits in. Level and hours do not: her
# mentor answers for the session, and a place in the practicum is no assignment.
RULES: tuple[Callable[[Person, Need], Reason | None], ...] = (
    signature_rules.has_signed,
    person_rules.has_the_required_gender,
    person_rules.works_this_way,
    person_rules.is_not_barred,
    person_rules.lives_near_enough,
    calendar_rules.is_available,
    calendar_rules.is_not_elsewhere,
    calendar_rules.arrives_in_time,
)


def reason_against(trainee: Person, need: Need, *, welcome: bool) -> LazyText | None:
    """Why she may not sit in; None when she may. `need` starts when the session does."""
    if need.tier in CLOSED_TO_TRAINEES:
        return say("Trainees do not attend sessions of this risk level.")
    if not welcome:
        return say("The requester has not agreed to a trainee.")
    if trainee.standing not in COMES_ALONG:
        return say("Not active: %(standing)s.", standing=trainee.standing)
    if trainee.speaks(need.language) is None and trainee.speaks(need.fallback_language) is None:
        return say("Does not speak %(language)s.", language=need.language)
    # Her mentor interprets: she needs no rest from it.
    unrested = replace(need, ways=replace(need.ways, rest_per_block=0))
    found = (rule(trainee, unrested) for rule in RULES)
    return next((reason.text for reason in found if reason is not None), None)


def kinds_for(trainee: Person, need: Need) -> frozenset[PracticumKind]:
    """What she may do there: listen; and speak where her own first certification reaches."""
    first_rung = replace(need, tier=Tier.T0)
    if need.tier in MAY_SPEAK_IN and person_rules.is_certified(trainee, first_rung) is None:
        return frozenset({PracticumKind.OBSERVE, PracticumKind.SUPERVISED})
    return frozenset({PracticumKind.OBSERVE})
