"""Claims are proposed as soon as work is settled, follow it while nobody has decided, and stay as approved."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from dispatch.domain.claims import UNDECIDED, ClaimState
from dispatch.domain.claims_settings import ClaimsSettings
from dispatch.domain.events import OutcomeSettled, TranslationToPay
from dispatch.domain.rates import PayLine, sum_of
from dispatch.domain.settings import DispatchSettings
from dispatch.service.claims import standing_by, training, translated
from dispatch.service.claims.reckoning import Reckoned, SessionPay
from dispatch.service.rates import cards
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import claims as queries
from dispatch.store.queries import unclaimed
from dispatch.store.tables import ClaimLine, PayClaim
from foundation.database.work import UnitOfWork
from scheduling.domain.events import SessionCancelled
from scheduling.domain.ids import SessionId

AT_ONCE = 300


def on_outcome_settled(uow: UnitOfWork, event: OutcomeSettled) -> None:
    """What a session came to stands: whoever served it is paid."""
    propose_for_sessions(uow, [event.session_id])


def on_session_cancelled(uow: UnitOfWork, event: SessionCancelled) -> None:
    """A session cancelled late is paid in part; its assignments have ended by now."""
    if event.late:
        propose_for_sessions(uow, [event.session_id])


def on_translation_to_pay(uow: UnitOfWork, event: TranslationToPay) -> None:
    """A translation was accepted, or called off after something was handed in: its steps are paid."""
    propose(uow, translated.list_due(uow, uow.now, AT_ONCE, event.job_id), ())


def propose_due(uow: UnitOfWork) -> int:
    """Propose a claim for everything that is over and has none; how many. A job does this every hour."""
    if not cards.known(uow):
        return 0
    since = uow.now - timedelta(days=uow.settings.of(ClaimsSettings).claim_back_days)
    settled = uow.now - timedelta(days=uow.settings.of(DispatchSettings).outcome_days)
    return propose_since(uow, since, settled)


def propose_since(uow: UnitOfWork, since: datetime, settled: datetime) -> int:
    """Propose what is over since an instant, at most so much at once; how many. What has no outcome waits until it is settled."""
    sessions = unclaimed.list_over(uow.db, (since, uow.now), settled, AT_ONCE)
    proposed = propose_for_sessions(uow, sessions)
    others = [
        *training.list_due(uow, since, AT_ONCE),
        *standing_by.list_due(uow, since, AT_ONCE),
        *translated.list_due(uow, since, AT_ONCE),
    ]
    return proposed + propose(uow, others, ())


def propose_for_sessions(uow: UnitOfWork, session_ids: Collection[SessionId]) -> int:
    """Propose, or reckon again, what these sessions pay; how many claims were made. The sessions are locked."""
    assignment_queries.lock_sessions(uow.db, session_ids)
    found = unclaimed.list_assignments(uow.db, session_ids)
    pay = SessionPay(uow, found)
    reckoned = {each.id: pay.of(each) for each in found}
    due = [each for each in reckoned.values() if each is not None]
    return propose(uow, due, [id_ for id_, each in reckoned.items() if each is None])


def propose(uow: UnitOfWork, due: Sequence[Reckoned], unpaid: Collection[UUID]) -> int:
    """Make claims of work; one that waits follows its work, and one that was decided on stays as it is.

    Work that turned out not to be paid drops a claim that waits.
    """
    known = queries.lock_by_source(uow.db, [*(each.source_id for each in due), *unpaid])
    for source_id in unpaid:
        if source_id in known and known[source_id].state in UNDECIDED:
            _drop(uow, known[source_id])
    made = [_new(uow, each) for each in due if each.source_id not in known]
    for each in due:
        found = known.get(each.source_id)
        if found is not None and found.state in UNDECIDED | {ClaimState.DROPPED}:
            _follow(uow, found, each)
    uow.db.flush()
    uow.record_many(
        "claim.proposed",
        (
            (claim.id, {"interpreter": claim.interpreter_id, "won": claim.won, "kind": claim.kind})
            for claim in made
        ),
    )
    return len(made)


def line_of(claim: PayClaim, position: int, line: PayLine, reason: str = "") -> ClaimLine:
    """A line as it is kept."""
    return ClaimLine(claim_id=claim.id, position=position, reason=reason, **line.kept())


def _new(uow: UnitOfWork, work: Reckoned) -> PayClaim:
    claim = PayClaim(
        interpreter_id=work.interpreter_id,
        organisation_id=work.organisation_id,
        lender_id=work.lender_id,
        kind=work.kind,
        source_id=work.source_id,
        day=work.day,
        starts_at=work.starts_at,
        state=ClaimState.PROPOSED,
        won=sum_of(work.lines),
        rate_card_id=work.card_id,
        proposed_at=uow.now,
        changed_at=uow.now,
    )
    uow.db.add(claim)
    uow.db.add_all([line_of(claim, n, line) for n, line in enumerate(work.lines)])
    return claim


def _drop(uow: UnitOfWork, claim: PayClaim) -> None:
    claim.state, claim.changed_at = ClaimState.DROPPED, uow.now
    uow.db.flush()
    uow.record("claim.dropped", subject=claim.id, interpreter=claim.interpreter_id)


def _follow(uow: UnitOfWork, claim: PayClaim, work: Reckoned) -> None:
    """Take over what the work comes to now; whoever had confirmed is asked again."""
    entered = [line for line in claim.lines if line.reason]
    kept = [pay_line_of(line) for line in claim.lines if not line.reason]
    if claim.kind is work.kind and kept == list(work.lines) and claim.state in UNDECIDED:
        return
    queries.drop_lines(uow.db, claim.id)
    uow.db.expire(claim, ["lines"])
    first = max((line.position for line in entered), default=-1) + 1
    uow.db.add_all([line_of(claim, first + n, line) for n, line in enumerate(work.lines)])
    claim.kind, claim.day, claim.starts_at = work.kind, work.day, work.starts_at
    claim.rate_card_id, claim.lender_id = work.card_id, work.lender_id
    claim.won = sum_of(work.lines) + sum(line.won for line in entered)
    claim.state, claim.changed_at, claim.confirmed_at = ClaimState.PROPOSED, uow.now, None
    uow.db.flush()
    uow.record("claim.followed", subject=claim.id, interpreter=claim.interpreter_id, won=claim.won)


def pay_line_of(line: ClaimLine) -> PayLine:
    """A kept line as the rules see it."""
    return PayLine(
        kind=line.kind,
        won=line.won,
        rate=line.rate,
        minutes=line.minutes,
        of_minutes=line.of_minutes,
        km=line.km,
        units=line.units,
        of_won=line.of_won,
    )
