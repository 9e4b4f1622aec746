"""The requester's yes or no to a change that the centre proposes."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.web.guards import requires
from foundation.web.refusals import refusals_flashed
from foundation.web.translation import gettext as _
from foundation.web.work import unit_of_work
from scheduling.domain.permissions import SchedulingPermission
from scheduling.service import proposals
from scheduling.service.proposals import ChangeProposal
from scheduling.service.reading import CounsellingSession
from scheduling.web.addresses import requests_bp as bp
from scheduling.web.requests import page_of


@dataclass(frozen=True)
class ShownProposal:
    """The newest proposal as the page of its request shows it."""

    proposal: ChangeProposal
    is_open: bool
    may_answer: bool


def shown(uow: UnitOfWork, session: CounsellingSession) -> ShownProposal | None:
    """What the page of a request says about a change that was proposed for it."""
    found = proposals.shown_for(uow, session)
    if found is None:
        return None
    is_open = proposals.is_open(uow, found, session)
    return ShownProposal(found, is_open, is_open and proposals.may_answer(uow, session))


def _answer(request_id: UUID, act: Callable[[UnitOfWork], object], done: str) -> ResponseReturnValue:
    with (
        refusals_flashed(lambda: page_of(request_id), shows=(Conflict, Refused)),
        unit_of_work() as uow,
    ):
        act(uow)
    flash(done, "success")
    return redirect(url_for(".show", request_id=request_id), code=303)


@bp.post("/requests/<uuid:request_id>/proposals/<uuid:proposal_id>/accept")
@requires(SchedulingPermission.REQUEST_PLACE)
def accept_proposal(request_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    """Agree: the session changes at once."""
    return _answer(
        request_id,
        lambda uow: proposals.accept(uow, proposal_id),
        _("Thank you. The session is changed, and the centre has been told."),
    )


@bp.post("/requests/<uuid:request_id>/proposals/<uuid:proposal_id>/refuse")
@requires(SchedulingPermission.REQUEST_PLACE)
def refuse_proposal(request_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    """Do not agree: everything stays."""
    return _answer(
        request_id,
        lambda uow: proposals.refuse(uow, proposal_id),
        _("Everything stays as it is, and the centre has been told."),
    )


@bp.post("/requests/<uuid:request_id>/proposals/<uuid:proposal_id>/withdraw")
@requires(SchedulingPermission.REQUEST_DECIDE)
def withdraw_proposal(request_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    """Take the question back."""
    return _answer(
        request_id,
        lambda uow: proposals.withdraw(uow, proposal_id),
        _("The question is taken back, and the requester has been told."),
    )
