"""Whether the changes of a draft still fit, one by one, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.domain.eligibility import first_reason_against
from dispatch.service.situation.day import Holding, Situation, with_drafts
from dispatch.service.situation.questions import with_waves
from dispatch.service.situation.reading import read_situation
from dispatch.store.queries import sendings as queries
from dispatch.store.tables import CounsellingSession, DraftAssignment, PlanRun
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock
from interpreters.domain.standing import Standing
from interpreters.service import directory
from scheduling.domain.ids import SessionId


@dataclass(frozen=True)
class Misfit:
    """A change that can no longer be made, and why."""

    draft: DraftAssignment
    why: LazyText


class ChangesDoNotFit(Conflict):
    """Some changes of a draft no longer fit; nothing was sent."""

    def __init__(self, misfits: Sequence[Misfit]) -> None:
        """Keep which they are by id: what was read is void once nothing was done."""
        self.draft_ids = [misfit.draft.id for misfit in misfits]
        text = say(
            "Changes that no longer fit: %(n)s. Nothing was sent. %(first)s",
            n=len(misfits),
            first=misfits[0].why,
        )
        super().__init__(text, {str(misfit.draft.id): [misfit.why] for misfit in misfits})


def read_for(uow: UnitOfWork, run: PlanRun, drafts: Sequence[DraftAssignment]) -> Situation:
    """The days of a run as far as these changes are concerned: whom they name, and who has their slots."""
    sessions = {draft.session_id for draft in drafts}
    named = {d.interpreter_id for d in drafts} | {d.previous_interpreter_id for d in drafts}
    holding = queries.people_with(uow.db, sessions)
    rows = directory.list_by_ids(uow, sorted({who for who in named if who} | holding))
    active = [row for row in rows if row.standing is Standing.ACTIVE]
    return read_situation(uow, run.first_day, run.last_day, people=active)


def check_changes(situation: Situation, drafts: Sequence[DraftAssignment]) -> None:
    """Raise ChangesDoNotFit when any change no longer fits the situation with all of them made."""
    misfits = misfits_among(situation, drafts)
    if misfits:
        raise ChangesDoNotFit(misfits)


def misfits_among(situation: Situation, drafts: Sequence[DraftAssignment]) -> list[Misfit]:
    """Which changes no longer fit the situation with all of them made."""
    after = with_drafts(with_waves(situation), drafts)
    found = ((draft, _reason_against(after, draft)) for draft in drafts)
    return [Misfit(draft, reason) for draft, reason in found if reason is not None]


def _reason_against(situation: Situation, draft: DraftAssignment) -> LazyText | None:
    clock = local_clock(draft.starts_at, situation.zone)
    why = _why_slot_has_changed(situation, draft) or _why_person_cannot(situation, draft)
    if why is None:
        return None
    if draft.interpreter is None:
        return say("%(clock)s: %(why)s", clock=clock, why=why)
    return say(
        "%(clock)s, %(name)s: %(why)s", clock=clock, name=draft.interpreter.full_name, why=why
    )


def _why_slot_has_changed(situation: Situation, draft: DraftAssignment) -> LazyText | None:
    session = situation.sessions.get(draft.session_id)
    if session is None or not situation.is_open(session):
        return say("The session has been cancelled, moved to another day, or has begun.")
    if draft.starts_at <= situation.now:
        return say("This start has passed.")
    if not session.earliest_start_at <= draft.starts_at <= session.latest_start_at:
        return say("The session has been moved.")
    return _why_way_has_changed(situation, session, draft)


def _why_way_has_changed(
    situation: Situation, session: CounsellingSession, draft: DraftAssignment
) -> LazyText | None:
    if draft.modality not in situation.modalities(session):
        return say("The session is held in another mode now.")
    asked = _asked(situation, draft)
    if asked:
        return say("%(n)s people have been asked meanwhile.", n=asked)
    holding = holding_of(situation, draft.session_id, draft.slot_no)
    holder = None if holding is None else holding.interpreter_id
    if holder == draft.previous_interpreter_id:
        return None
    return _why_held(situation, holding)


def _why_held(situation: Situation, holding: Holding | None) -> LazyText:
    if holding is None:
        return say("The person assigned has changed.")
    person = situation.people.get(holding.interpreter_id)
    if person is None:
        return say("Somebody else has taken it meanwhile.")
    if holding.offered:
        return say("%(name)s has been asked meanwhile.", name=person.name)
    return say("%(name)s has taken it meanwhile.", name=person.name)


def _asked(situation: Situation, draft: DraftAssignment) -> int:
    asked = situation.waves.get(draft.session_id, ())
    return sum(holding.slot_no == draft.slot_no for holding in asked)


def _why_person_cannot(situation: Situation, draft: DraftAssignment) -> LazyText | None:
    if draft.interpreter_id is None:
        return None
    person = situation.people.get(draft.interpreter_id)
    if person is None:
        return say("Not active.")
    session = situation.sessions[draft.session_id]
    need = situation.need(session, draft.modality).starting_at(draft.starts_at)
    objection = first_reason_against(person, need)
    return None if objection is None else objection.reason.text


def holding_of(situation: Situation, session_id: SessionId, slot_no: int) -> Holding | None:
    """Who has a slot."""
    held = situation.holdings.get(session_id, ())
    return next((h for h in held if h.slot_no == slot_no), None)
