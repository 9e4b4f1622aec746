"""The rules between one person and one session, asked inside the transaction that binds them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatch.domain.eligibility import Objection, RuleCode, reasons_against
from dispatch.domain.overrides import hard_among
from dispatch.domain.people import Duty, Need, Person
from dispatch.domain.states import BLOCKING, AssignmentState
from dispatch.service.situation.day import Situation, point_of
from dispatch.service.situation.duties import duties_beside
from dispatch.service.situation.reading import person_from, weeks_around
from dispatch.service.situation.travel import ways_of
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import plans as plan_queries
from dispatch.store.tables import Assignment, CounsellingSession, Interpreter
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, refuse
from foundation.text.message import LazyText, say
from foundation.times.spans import Span, subtract
from foundation.times.zones import day_span, local_day
from scheduling.service import availability
from training.service.catalogue import class_times
from training.service.certification import certifications

# What was served earlier in the week still counts towards its hours.
TAKES_TIME = BLOCKING | {AssignmentState.CHECKED_IN, AssignmentState.COMPLETED}


@dataclass(frozen=True)
class Pair:
    """Somebody for a session that starts at an instant."""

    session: CounsellingSession
    interpreter: Interpreter
    starts_at: datetime


def check(
    uow: UnitOfWork,
    pair: Pair,
    *,
    override_reason: str = "",
    settled: Collection[RuleCode] = (),
    may_override: bool = True,
) -> None:
    """Raise, in words, when a rule speaks against it.

    Hard rules always refuse. Softer ones ask for a reason, and pass once there is one; whoever may
    give none is refused. Rules that are `settled` are not asked.
    """
    person, need = read_pair(uow, pair)
    found = [o for o in reasons_against(person, need) if o.code not in settled]
    hard = hard_among(found, person, need)
    if hard:
        raise Conflict(_sentence(person, hard[0]))
    if found and not override_reason:
        sentence = _sentence(person, found[0])
        if not may_override:
            raise Conflict(sentence)
        raise refuse(
            "override_reason", say("%(reason)s Give a reason to do it anyway.", reason=sentence)
        )


def _sentence(person: Person, objection: Objection) -> LazyText:
    return say("%(name)s: %(reason)s", name=person.name, reason=objection.reason.text)


def objections(uow: UnitOfWork, pair: Pair) -> list[Objection]:
    """Every rule that speaks against it, in the order of the rules."""
    return reasons_against(*read_pair(uow, pair))


def read_pair(uow: UnitOfWork, pair: Pair) -> tuple[Person, Need]:
    """The two as the rules see them: only bound sessions fill the calendar, not open questions."""
    zone = uow.settings.zone
    day = local_day(pair.starts_at, zone)
    situation = Situation(
        first_day=day,
        last_day=day,
        now=uow.now,
        zone=zone,
        ways=ways_of(uow.settings),
        people={},
        sessions={},
        holdings={},
        declined=frozenset(plan_queries.declined_pairs(uow.db, [pair.session.id])),
        known={},
    )
    need = replace(
        situation.need(pair.session), day=day, earliest=pair.starts_at, latest=pair.starts_at
    )
    return _person(uow, pair, day_span(day, zone)), need


def _person(uow: UnitOfWork, pair: Pair, day: Span) -> Person:
    who = pair.interpreter
    zone = uow.settings.zone
    local = local_day(day.start, zone)
    weeks = weeks_around(local, local, zone)
    # A session may end after midnight.
    hours = Span(day.start, day.end + timedelta(hours=12))
    free = availability.free_spans(uow, [who.id], hours)[who.id]
    classes = class_times.class_spans(uow, [who.id], hours).get(who.id, ())
    rows = queries.list_live_of_interpreter(uow.db, who.id, weeks, TAKES_TIME)
    # Read in the transaction that binds: whoever takes a certification away waits for it or is seen.
    held = certifications.held_by(uow, [who.id]).get(who.id, ())
    duties = _duties(rows, pair.session, uow)
    duties += duties_beside(uow, [who.id], hours).get(who.id, [])
    return person_from(
        who,
        held,
        free=subtract(free, classes),
        duties=duties,
        max_violence=uow.settings.violence_sessions_per_day,
    )


def _duties(rows: Sequence[Assignment], session: CounsellingSession, uow: UnitOfWork) -> list[Duty]:
    return [
        Duty(
            session_id=row.session_id,
            span=Span(row.starts_at, row.ends_at),
            day=local_day(row.starts_at, uow.settings.zone),
            point=point_of(row.session, row.session.modality),
            pinned=row.pinned,
            domain=row.session.request.domain,
        )
        for row in rows
        if row.session_id != session.id
    ]
