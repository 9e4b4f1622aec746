"""What dispatch does when somebody may no longer serve their sessions; app.py connects it."""

from collections.abc import Collection
from datetime import date, timedelta

from dispatch.domain import endings
from dispatch.domain.eligibility import RuleCode
from dispatch.domain.states import OfferState
from dispatch.service.notices import SessionNotice
from dispatch.service.plans import automatic_repair
from dispatch.service.reactions import translations
from dispatch.service.rules import checks
from dispatch.service.rules.locks import sync_session_state
from dispatch.service.situation.reading import Pair
from dispatch.service.slots import assignments_ending, offers_ending
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.tables import CounsellingSession, Interpreter
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.domain.events import EligibilityLost, StandingMoved
from interpreters.domain.standing import Standing
from scheduling.domain.settings import SchedulingSettings

C = RuleCode
# What a person is, may and knows; time and travel were settled when they said yes.
ABOUT_THE_PERSON = frozenset(
    {C.STANDING, C.LANGUAGE, C.CERTIFICATION, C.VETTING, C.GENDER, C.MODALITY, C.RESTRICTION}
)


def on_standing_moved(uow: UnitOfWork, event: StandingMoved) -> None:
    """Only the active are sent: whoever is no longer, gives up what lies ahead."""
    if event.standing is not Standing.ACTIVE:
        on_eligibility_lost(uow, EligibilityLost(event.interpreter_id))
        translations.on_eligibility_lost(uow, EligibilityLost(event.interpreter_id))


def on_eligibility_lost(uow: UnitOfWork, event: EligibilityLost) -> None:
    """Ask the rules again for everything ahead; what no longer holds is freed in this transaction.

    A repair of those days is queued with it; its draft waits for a coordinator.
    """
    ahead = Span(
        uow.now, uow.now + timedelta(days=uow.settings.of(SchedulingSettings).horizon_days)
    )
    live = queries.list_live_of_interpreter(uow.db, event.interpreter_id, ahead)
    waiting = offer_queries.list_waiting(uow.db, event.interpreter_id, uow.now)
    ids = {row.session_id for row in live} | {row.session_id for row in waiting}
    sessions = queries.lock_sessions(uow.db, ids)
    people = queries.lock_interpreters(uow.db, [event.interpreter_id])
    freed: list[date] = []
    for session in sorted(sessions, key=lambda session: session.starts_at):
        rules = _rules_against(uow, session, people[0])
        if rules and _free(uow, session, people[0], rules):
            freed.append(session.day)
    automatic_repair.queue_repairs(uow, freed)


def _rules_against(
    uow: UnitOfWork, session: CounsellingSession, person: Interpreter
) -> list[RuleCode]:
    """The rules about the person that no longer hold."""
    found = checks.objections(uow, Pair(session, person, session.starts_at))
    return [each.code for each in found if each.code in ABOUT_THE_PERSON]


def _free(
    uow: UnitOfWork, session: CounsellingSession, person: Interpreter, rules: list[RuleCode]
) -> bool:
    """Take back what was asked of somebody and what they had accepted; whether there was anything."""
    found = False
    # A restriction may protect somebody else: its reason stays in the office.
    rule = rules[0]
    said = None if rule is C.RESTRICTION else SessionNotice.ENDED_BY_LOSS
    for offer in offer_queries.list_open_of_session(uow.db, session.id):
        if offer.interpreter_id == person.id and not _stands(person, rules, offer.overridden):
            offers_ending.end(
                uow, offer, OfferState.WITHDRAWN, said=said, reason=f"rule: {rule.value}"
            )
            found = True
    for assignment in queries.list_live_of_session(uow.db, session.id):
        # A coordinator's logged reason stands: it was given knowing what was missing.
        with_reason = rules if assignment.override_reason else ()
        stands = _stands(person, rules, [*assignment.overridden, *with_reason])
        if assignment.interpreter_id == person.id and not stands:
            assignments_ending.end(uow, assignment, endings.no_longer_eligible(rule))
            found = True
    sync_session_state(uow, session)
    return found


def _stands(person: Interpreter, rules: Collection[RuleCode], set_aside: Collection[str]) -> bool:
    """Whether all that does not hold was set aside; a gender was only while none was on record."""
    if C.GENDER in rules and person.gender is not None:
        return False
    return set(rules) <= set(set_aside)
