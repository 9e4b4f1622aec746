"""Pay of the demo: three months of claims, two of them closed, one of these paid; invented, as everything in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle

from dispatch.domain.claims import ClaimKind, ClaimState
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.claims import answers, deciding, months, payments, profiles, proposing
from dispatch.service.claims.deciding import MOST_AT_ONCE
from dispatch.service.claims.profiles import ProfileToKeep
from dispatch.service.claims.seen import month_days
from dispatch.store.queries import claims as queries
from dispatch.store.tables import PayClaim
from foundation.database.work import UnitOfWork
from foundation.security.permissions import Actor
from foundation.times.zones import day_span
from training.service.demo.stage import DemoStage

COORDINATOR, SECOND = "coordinator@ieum.example", "coordinator2@ieum.example"
ACCOUNTANT, VISITOR = "accountant@ieum.example", "hanh@ieum.example"
BANKS = ("이음은행(예시)", "한울은행(예시)", "바다은행(예시)")
# Whoever has entered no account: the list for the bank leaves them out.
WITHOUT_ACCOUNT = 3
DISPUTES = ("30분 더 통역했어요.", "교통비가 빠졌어요.", "시작 시각이 달라요.")
ANSWERS = ("상담사와 확인하여 30분을 더했어요.", 15_000)
DENIAL = "다른 기관에서 이미 지급했어요."
CORRECTION = ("왕복 요금을 한 번 더 계산했어요.", -3_000)
# How many claims of the last month have come how far.
CONFIRMED, DISPUTED, APPROVED = 40, 6, 25
# Claims of translations that stand at the head of the list; but for two they wait for their translators.
FIRST_TEXTS = 6


def pay_some_months(stage: DemoStage) -> tuple[int, int]:
    """Claims of the last three months and of this one; how many claims and statements there are."""
    this = stage.today.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    middle = (last - timedelta(days=1)).replace(day=1)
    first = (middle - timedelta(days=1)).replace(day=1)
    proposed = statements = 0
    for month in (first, middle):
        proposed += _propose(stage, month, _days(stage, month_days(month)[1]) + 1)
        statements += _close(stage, month)
        if month == first:
            _pay(stage, month)
    proposed += _propose(stage, last, 0)
    with stage.act(0, COORDINATOR) as uow:
        _answer(uow, stage, last)
    return proposed, statements


def _days(stage: DemoStage, day: date) -> int:
    return (day - stage.today).days


def _propose(stage: DemoStage, month: date, days: int) -> int:
    """Everything of a month from its first day on, as the job does it."""
    count = 0
    with stage.act(days) as uow:
        since = day_span(month, uow.settings.zone).start
        while made := proposing.propose_since(uow, since, uow.now):
            count += made
    return count


def _close(stage: DemoStage, month: date) -> int:
    """Whoever does not answer agrees after some days; then the month is closed."""
    days = _days(stage, month_days(month)[1])
    with stage.act(days + 10, COORDINATOR) as uow:
        ids = [claim.id for claim in _of(uow, month)]
        for start in range(0, len(ids), MOST_AT_ONCE):
            deciding.approve(uow, ids[start : start + MOST_AT_ONCE])
    with stage.act(days + 11, SECOND) as uow:
        half = [each.id for each in _of(uow, month, ClaimState.HALF_APPROVED)]
        if half:
            deciding.approve(uow, half)
    with stage.act(days + 12, ACCOUNTANT) as uow:
        return months.close(uow, month).people


def _pay(stage: DemoStage, month: date) -> None:
    """Accounts for all but a few, and the first month's list for the bank."""
    days = _days(stage, month_days(month)[1])
    with stage.act(days + 13, ACCOUNTANT) as uow:
        unpaid = payments.see_unpaid(uow).lacking
        people = {each.interpreter_id: each.interpreter for each in unpaid}
        ordered = sorted(people.values(), key=lambda who: who.code)
        for n, (who, bank) in enumerate(
            zip(ordered[:-WITHOUT_ACCOUNT], cycle(BANKS), strict=False)
        ):
            number = f"{110_000_000_000 + 7_919 * n}"
            typed = ProfileToKeep(bank=bank, holder=who.full_name, account=number)
            profiles.keep(uow, who.id, typed)
        payments.make(uow, uow.today + timedelta(days=2))


def _answer(uow: UnitOfWork, stage: DemoStage, month: date) -> None:
    """Some confirm, some dispute; the office answers one, denies one, corrects one, and approves some."""
    able = [claim for claim in _of(uow, month) if claim.interpreter.user_id is not None]
    mine = stage.actor(VISITOR).user_id
    # The visitor has something to confirm herself.
    able = [claim for claim in able if claim.interpreter.user_id != mine]
    # A translation among what is confirmed, and one among what is approved.
    able.sort(key=lambda claim: claim.kind is not ClaimKind.TRANSLATION)
    able = [*able[:2], *able[FIRST_TEXTS:], *able[2:FIRST_TEXTS]]
    for claim in able[:CONFIRMED]:
        answers.confirm(_as(uow, claim), claim.id)
    disputed = able[CONFIRMED : CONFIRMED + DISPUTED]
    for claim, reason in zip(disputed, cycle(DISPUTES), strict=False):
        answers.dispute(_as(uow, claim), claim.id, reason)
    if len(disputed) > 1:
        deciding.answer(uow, disputed[0].id, *ANSWERS)
        deciding.deny(uow, disputed[1].id, DENIAL)
    approved = able[1 : 1 + APPROVED]
    if approved:
        deciding.approve(uow, [claim.id for claim in approved])
        deciding.correct(uow, approved[-1].id, CORRECTION[1], CORRECTION[0])


def _as(uow: UnitOfWork, claim: PayClaim) -> UnitOfWork:
    """The unit of work of whoever is paid."""
    who = claim.interpreter
    own = frozenset({DispatchPermission.PAY_OWN})
    return replace(uow, actor=Actor(who.user_id, who.full_name, extra=own))


def _of(
    uow: UnitOfWork, month: date, state: ClaimState = ClaimState.PROPOSED
) -> Sequence[PayClaim]:
    query = queries.select_claims(state=state, month=month_days(month))
    return uow.db.scalars(query).all()
