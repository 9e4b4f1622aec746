"""What the demo does in waves: policies of the office, waves that are out, paused, and in vain."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

from accounts.service import organisations
from accounts.service.organisations import Organisation
from dispatch.domain.states import DeclineReason
from dispatch.domain.waves import PolicyScope, Wave, WaveKind
from dispatch.service.slots import offers
from dispatch.service.slots.offers import why_not_open
from dispatch.service.waves import cascades, choosing, going, policies
from dispatch.service.waves.choosing import WaveChoice
from dispatch.store.queries import offers as offer_queries
from dispatch.store.queries import waves_people as people_queries
from dispatch.store.tables import Cascade
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from scheduling.domain.needs import RequestNeed
from scheduling.domain.states import Priority
from scheduling.service import reading, requests

HOUR = 3600
# It employs an interpreter.
OWN_STAFF_AT = "YJU"
TWO_AN_HOUR = (
    Wave(kind=WaveKind.ORGANISATION, size=2, seconds=HOUR),
    Wave(kind=WaveKind.PROVINCE, size=2, seconds=HOUR),
)
# With fewer who can come there would be no second wave.
ENOUGH = 4
SHOWN = 3


def keep_policies(uow: UnitOfWork) -> None:
    """What the office asks in danger, and one organisation that has many people of its own."""
    quarter = HOUR // 4
    policies.add(
        uow,
        PolicyScope(priority=int(Priority.DANGER)),
        [
            Wave(kind=WaveKind.ORGANISATION, size=3, seconds=quarter),
            Wave(kind=WaveKind.PROVINCE, size=5, seconds=quarter),
        ],
    )
    policies.add(
        uow,
        PolicyScope(organisation_id=_organisation(uow, "SHG").id),
        [
            Wave(kind=WaveKind.STAFF, size=2, seconds=2 * HOUR),
            Wave(kind=WaveKind.ORGANISATION, size=3, seconds=HOUR),
            Wave(kind=WaveKind.PROVINCE, size=4),
        ],
    )
    policies.add(
        uow,
        PolicyScope(organisation_id=_organisation(uow, OWN_STAFF_AT).id),
        [
            Wave(kind=WaveKind.STAFF, size=1, seconds=2 * HOUR),
            Wave(kind=WaveKind.ORGANISATION, size=3, seconds=HOUR),
            Wave(kind=WaveKind.PROVINCE, size=4),
        ],
    )


def _organisation(uow: UnitOfWork, code: str) -> Organisation:
    return next(o for o in organisations.list_organisations(uow) if o.code == code)


def ask_own_staff_first(uow: UnitOfWork, first_day: date, days: int = 7) -> int:
    """A session of an organisation that employs an interpreter: she is asked alone at first; how many such."""
    home = _organisation(uow, OWN_STAFF_AT)
    for ahead in range(days):
        point = uow.db.begin_nested()
        need = RequestNeed(
            organisation_id=home.id,
            language=Language.VIETNAMESE,
            domain=Domain.GENERAL,
            modalities=(Modality.PHONE,),
            minutes=60,
            day=first_day + timedelta(days=ahead),
            start=time(10),
            meeting_link=home.phone,
        )
        session = reading.get_session_of(uow, requests.place(uow, need).id)
        ranked = choosing.rank(uow, session.id)
        kinds = {each.kind for each in choosing.askable(uow, session, ranked)}
        if WaveKind.STAFF in kinds:
            cascade = cascades.begin(uow, session.id, 1, is_urgent=True)
            going.go(uow, cascade.id, 1, ranked)
            point.commit()
            return 1
        point.rollback()
    return 0


def ask_in_waves(uow: UnitOfWork, first_day: date, days: int = 4) -> int:
    """Three sessions of some days: in the second wave with answers, paused, and asked in vain; how many."""
    found = _fillable(uow, first_day, days)
    for step, (session_id, ranked) in zip((_second_wave, _paused, _in_vain), found, strict=False):
        step(uow, session_id, ranked)
    return min(SHOWN, len(found))


def _fillable(uow: UnitOfWork, first_day: date, days: int) -> list[tuple[UUID, list[WaveChoice]]]:
    found: list[tuple[UUID, list[WaveChoice]]] = []
    for ahead in range(days):
        day = first_day + timedelta(days=ahead)
        for session_id, slot_no in people_queries.open_slots_of_day(uow.db, day, uow.now):
            if slot_no > 1:
                continue
            ranked = choosing.rank(uow, session_id)
            alike = [c for c in ranked if c.modality is ranked[0].modality]
            alike = [c for c in alike if c.starts_at == ranked[0].starts_at]
            if len(alike) >= ENOUGH:
                found.append((session_id, alike))
            if len(found) == SHOWN:
                return found
    return found


def _ago(uow: UnitOfWork, minutes: int) -> UnitOfWork:
    return replace(uow, now=uow.now - timedelta(minutes=minutes))


def _begun(
    uow: UnitOfWork,
    session_id: UUID,
    pool: list[WaveChoice],
    minutes: int,
    waves: Sequence[Wave] = TWO_AN_HOUR,
) -> Cascade:
    return cascades.begin(_ago(uow, minutes), session_id, 1, waves=waves, pool=pool, is_urgent=True)


def _second_wave(uow: UnitOfWork, session_id: UUID, ranked: list[WaveChoice]) -> None:
    """One said no, one was silent; the second wave has gone."""
    cascade = _begun(uow, session_id, ranked, 90)
    first = offer_queries.list_open_of_session(uow.db, session_id, 1)[0]
    offers.take_no(_ago(uow, 75), first, DeclineReason.BUSY, why_not_open)
    going.go(_ago(uow, 25), cascade.id, 2, ())


def _paused(uow: UnitOfWork, session_id: UUID, ranked: list[WaveChoice]) -> None:
    cascade = _begun(uow, session_id, ranked, 20)
    cascades.pause(uow, cascade.id)


def _in_vain(uow: UnitOfWork, session_id: UUID, ranked: list[WaveChoice]) -> None:
    cascade = _begun(uow, session_id, ranked[:2], 150, TWO_AN_HOUR[1:])
    going.go(_ago(uow, 80), cascade.id, 2, ())
