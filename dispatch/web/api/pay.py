"""Claims: what work that is done pays, for the office and for whoever did it."""

from datetime import date, datetime
from uuid import UUID

from flask.typing import ResponseReturnValue

from dispatch.domain.claims import ClaimKind, ClaimState
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.rates import PayLineKind
from dispatch.domain.scopes import PAY_READ
from dispatch.service.claims import answers, seen
from dispatch.service.claims.seen import ClaimFilter, PayClaim
from foundation.web.api.cursors import part_of
from foundation.web.api.door import ApiRoom, opens, state
from foundation.web.api.shapes import ApiShape, ListPart, PageAsked
from foundation.web.work import reading

bp = ApiRoom("pay_api", __name__, "Pay")


class LineShape(ApiShape):
    """A line of a claim, in won."""

    kind: PayLineKind
    won: int
    rate: int
    minutes: int
    units: int
    reason: str


class ClaimShape(ApiShape):
    """What a piece of work pays, in won. `source` is the assignment, step, class or standby that it is for."""

    id: UUID
    state: ClaimState
    kind: ClaimKind
    source: UUID
    corrects: UUID | None
    interpreter: UUID
    organisation: UUID
    day: date
    won: int
    proposed_at: datetime
    approved_at: datetime | None
    lines: list[LineShape]


class ClaimsAsked(PageAsked):
    """Which claims are wanted; an interpreter gets those of the month alone."""

    state: ClaimState | None = None
    month: date | None = None
    """Any day of the month."""
    interpreter: UUID | None = None
    organisation: UUID | None = None


@bp.get("/claims")
@opens(PAY_READ)
@bp.asks(ClaimsAsked)
@bp.answers(ListPart[ClaimShape])
def list_claims(asked: ClaimsAsked) -> ResponseReturnValue:
    """Claims: every one for the office, one's own of a month (this one if none is named) for interpreters."""
    with reading() as uow:
        if not uow.may(DispatchPermission.CLAIM_READ):
            own = seen.see_own_month(uow, asked.month or uow.today)
            items = [_claim(each) for each in own.claims]
            return state(ListPart[ClaimShape](items=items))
        query = seen.search(
            uow,
            ClaimFilter(
                state=asked.state,
                month=asked.month,
                interpreter_id=asked.interpreter,
                organisation_id=asked.organisation,
            ),
        )
        keys = (PayClaim.day, PayClaim.id)
        rows, following = part_of(uow.db, query, keys, cursor=asked.cursor, limit=asked.limit)
        items = [_claim(each) for each in rows]
    return state(ListPart[ClaimShape](items=items, next=following))


@bp.get("/claims/<uuid:claim_id>")
@opens(PAY_READ)
@bp.answers(ClaimShape)
def show_claim(claim_id: UUID) -> ResponseReturnValue:
    """One claim with its lines."""
    with reading() as uow:
        if uow.may(DispatchPermission.CLAIM_READ):
            return state(_claim(seen.see(uow, claim_id)[0]))
        return state(_claim(answers.get_own(uow, claim_id)))


def _claim(claim: PayClaim) -> ClaimShape:
    return ClaimShape(
        id=claim.id,
        state=claim.state,
        kind=claim.kind,
        source=claim.source_id,
        corrects=claim.corrects_id,
        interpreter=claim.interpreter_id,
        organisation=claim.organisation_id,
        day=claim.day,
        won=claim.won,
        proposed_at=claim.proposed_at,
        approved_at=claim.approved_at,
        lines=[LineShape.model_validate(line) for line in claim.lines],
    )
