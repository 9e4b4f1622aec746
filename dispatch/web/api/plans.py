"""The desk's part of the API: who could take a session, a plan of some days, sending it, how a session went."""

from datetime import date, datetime
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from dispatch.domain.scopes import DISPATCH_READ, DISPATCH_WRITE, OUTCOMES_WRITE
from dispatch.domain.states import ChangeKind, RunState
from dispatch.service.explain import candidates
from dispatch.service.live import reports
from dispatch.service.live.seen import outcome_of
from dispatch.service.plans import runs, send
from dispatch.web.api.said import OutcomeShape, SaidShape
from foundation.web.api.door import ApiRoom, opens, state
from foundation.web.api.shapes import ApiShape, ListPart
from foundation.web.translation import words
from foundation.web.work import reading, unit_of_work
from interpreters.domain.qualifications import Modality

bp = ApiRoom("dispatch_api", __name__, "Dispatch")


class CandidateShape(ApiShape):
    """Somebody who could take a session, with what it adds to their way. The list stands best first."""

    interpreter: UUID
    name: str
    modality: Modality
    starts_at: datetime
    added_travel_minutes: int
    week_minutes: int
    """What they interpret in that week without it."""
    preferred: bool
    wishes_missed: list[str]


class NewPlanShape(ApiShape):
    """Days to be planned."""

    first_day: date
    last_day: date
    seconds: int | None = Field(default=None, ge=1, le=3600)
    """How long may be searched; the office's usual time when left out."""


class PlanShape(ApiShape):
    """A plan: a draft until it is sent. `unfilled` are sessions for which nobody was found, with the cause."""

    id: UUID
    state: RunState
    first_day: date
    last_day: date
    created_at: datetime
    finished_at: datetime | None
    sent_at: datetime | None
    unfilled: dict[UUID, str]
    error: str


class DraftShape(ApiShape):
    """One place of a session as the plan would have it."""

    id: UUID
    session: UUID
    slot: int
    change: ChangeKind
    starts_at: datetime
    modality: Modality
    interpreter: UUID | None
    sent_at: datetime | None


class SendShape(ApiShape):
    """Changes of a plan that are not to be sent."""

    without: list[UUID] = Field(default=[], max_length=500)


class SendingShape(ApiShape):
    """What was sent: so many changes, so many people asked."""

    id: UUID
    changes: int
    offers: int


@bp.get("/sessions/<uuid:session_id>/candidates")
@opens(DISPATCH_READ, 503)
@bp.answers(ListPart[CandidateShape])
def list_candidates(session_id: UUID) -> ResponseReturnValue:
    """Everybody who could take the session now, best first."""
    with reading() as uow:
        items = [
            CandidateShape(
                interpreter=each.person.id,
                name=each.person.name,
                modality=each.way.modality,
                starts_at=each.starts_at,
                added_travel_minutes=each.travel_minutes,
                week_minutes=each.week_minutes,
                preferred=each.preferred,
                wishes_missed=[words(missed) for missed in each.wishes_missed],
            )
            for each in candidates.ranked_candidates(uow, session_id)
        ]
    return state(ListPart[CandidateShape](items=items))


@bp.post("/plans")
@opens(DISPATCH_WRITE, 409)
@bp.takes(NewPlanShape)
@bp.answers(PlanShape, 202)
def ask_for_plan(wanted: NewPlanShape) -> ResponseReturnValue:
    """Ask for a plan of some days. It is made in the background: read it until its state is `done`."""
    with unit_of_work() as uow:
        run = runs.ask_for_plan(uow, wanted.first_day, wanted.last_day, wanted.seconds)
        shape = _plan(run)
    response = state(shape, 202)
    response.headers["Location"] = url_for(".show_plan", plan_id=shape.id)
    return response


@bp.get("/plans/<uuid:plan_id>")
@opens(DISPATCH_READ)
@bp.answers(PlanShape)
def show_plan(plan_id: UUID) -> ResponseReturnValue:
    """How far a plan is, and what it leaves unfilled."""
    with reading() as uow:
        return state(_plan(runs.get_run(uow, plan_id)))


@bp.get("/plans/<uuid:plan_id>/drafts")
@opens(DISPATCH_READ)
@bp.answers(ListPart[DraftShape])
def list_drafts(plan_id: UUID) -> ResponseReturnValue:
    """Who would serve what by a plan."""
    with reading() as uow:
        items = [
            DraftShape(
                id=each.id,
                session=each.session_id,
                slot=each.slot_no,
                change=each.kind,
                starts_at=each.starts_at,
                modality=each.modality,
                interpreter=each.interpreter_id,
                sent_at=each.sent_at,
            )
            for each in runs.list_drafts(uow, plan_id)
        ]
    return state(ListPart[DraftShape](items=items))


@bp.post("/plans/<uuid:plan_id>/send")
@opens(DISPATCH_WRITE, 409)
@bp.takes(SendShape)
@bp.answers(SendingShape)
def send_plan(plan_id: UUID, wanted: SendShape) -> ResponseReturnValue:
    """Send a plan: whoever it names is asked. A large one is sent in the background."""
    with unit_of_work() as uow:
        sending = send.ask_to_send(uow, plan_id, without=wanted.without)
        return state(SendingShape(id=sending.id, changes=sending.changes, offers=sending.offers))


@bp.get("/requests/<uuid:request_id>/outcome")
@opens(DISPATCH_READ)
@bp.answers(OutcomeShape)
def show_outcome(request_id: UUID) -> ResponseReturnValue:
    """How the session of a request went, as far as that is known."""
    with reading() as uow:
        return state(OutcomeShape.of(outcome_of(uow, request_id)))


@bp.post("/requests/<uuid:request_id>/outcome")
@opens(OUTCOMES_WRITE, 409)
@bp.takes(SaidShape)
@bp.answers(OutcomeShape)
def report_outcome(request_id: UUID, wanted: SaidShape) -> ResponseReturnValue:
    """Say how a session went, for the organisation that asked for it."""
    with unit_of_work() as uow:
        session = reports.get_reportable(uow, request_id)
        told = reports.report_as_counsellor(uow, request_id, wanted.said(session))
        return state(OutcomeShape.of(told))


def _plan(run: runs.PlanRun) -> PlanShape:
    return PlanShape(
        id=run.id,
        state=run.state,
        first_day=run.first_day,
        last_day=run.last_day,
        created_at=run.created_at,
        finished_at=run.finished_at,
        sent_at=run.sent_at,
        unfilled={UUID(session): str(cause) for session, cause in run.causes.items()},
        error=run.error,
    )
