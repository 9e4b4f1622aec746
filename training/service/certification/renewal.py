"""Renewal: where a holder stands, handing it in, deciding about it, waivers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import LazyText, say
from interpreters.domain.languages import Language
from interpreters.domain.settings import InterpretersSettings
from training.domain.certifications import CertificationStatus
from training.domain.permissions import TrainingPermission
from training.domain.renewal import Account, CaseStatus, RenewalTerms, WaiverKind, account, terms_of
from training.domain.validity import days_left, last_day, window_opens
from training.service.certification import balances, certifications, granting, ladder
from training.service.people import learners
from training.store.queries import renewal as queries
from training.store.tables import (
    Certification,
    Learner,
    OpeningBalance,
    RecertificationCase,
    Scheme,
    Waiver,
)

# Whoever lets one end can still renew it for a year, from the day of the decision on.
LATE_DAYS = 365
LONGEST_WINDOW = ladder.LONGEST_WINDOW


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """Everything a holder is shown about the renewal of one certification."""

    certification: Certification
    terms: RenewalTerms
    account: Account
    opens: date
    lacks: list[LazyText]
    waivers: Sequence[Waiver]
    balance: OpeningBalance | None
    case: RecertificationCase | None
    may_hand_in: bool


@dataclass(frozen=True, kw_only=True)
class RenewalDue:
    """A certification that its holder can renew now: for her home page and beside it in lists.

    `last_day` is the last day on which it counts; `days_left` counts today too and is zero or less once it
    has ended. `lacks` is how many things are still to be brought, `is_handed_in` whether the centre has it.
    """

    certification_id: UUID
    scheme: Scheme
    language: Language | None
    last_day: date
    days_left: int
    lacks: int
    is_handed_in: bool

    @property
    def path(self) -> str:
        """The address of the page on which it is renewed."""
        return f"/certifications/{self.certification_id}/renewal"


def due_to_me(uow: UnitOfWork) -> list[RenewalDue]:
    """The reader's certifications that can be renewed now, the one that ends first before the others."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.find_mine(uow)
    return [] if learner is None else due_to(uow, learner)


def due_to(uow: UnitOfWork, learner: Learner) -> list[RenewalDue]:
    """Somebody's certifications inside their window, or ended within the year, that nothing follows yet."""
    certifications.require_reader(uow, learner)
    first = uow.today - timedelta(days=LATE_DAYS)
    last = uow.today + timedelta(days=LONGEST_WINDOW)
    found: list[RenewalDue] = []
    for held in queries.ending(uow.db, first, last, learner_id=learner.id):
        assert held.valid_until is not None
        if uow.today < window_opens(held.valid_until, held.scheme_version.window_days):
            continue
        about = look(uow, held.id)
        if about.terms.once:
            continue
        found.append(
            RenewalDue(
                certification_id=held.id,
                scheme=held.scheme,
                language=held.language,
                last_day=last_day(held.valid_until),
                days_left=days_left(held.valid_until, uow.today),
                lacks=len(about.lacks),
                is_handed_in=about.case is not None and about.case.status is CaseStatus.SUBMITTED,
            )
        )
    return found


def look(uow: UnitOfWork, certification_id: UUID) -> Renewal:
    """Where the holder of a certification stands: for herself and for the office."""
    held = certifications.get(uow, certification_id)
    if held.valid_from is None or held.valid_until is None:
        raise NotFound
    terms = terms_of(ladder.in_force(uow, held.scheme.code).renewal)
    waivers = queries.waivers(uow.db, held.id)
    found = _account(uow, held, terms, frozenset(waiver.kind for waiver in waivers))
    case = queries.last_case(uow.db, held.id)
    opens = window_opens(held.valid_until, held.scheme_version.window_days)
    lacks = found.lacks()
    return Renewal(
        certification=held,
        terms=terms,
        account=found,
        opens=opens,
        lacks=lacks,
        waivers=waivers,
        balance=balances.find(uow, held.id),
        case=case,
        may_hand_in=not lacks
        and not terms.once
        and uow.today >= opens
        and held.status is CertificationStatus.GRANTED
        and (case is None or case.status is CaseStatus.REFUSED),
    )


def hand_in(uow: UnitOfWork, certification_id: UUID) -> RecertificationCase:
    """Ask for the renewal of one's own certification, once everything has been brought.

    Refused before the window opens and while something lacks; Conflict while a case is undecided.
    """
    uow.require(TrainingPermission.LEARNING_OWN)
    found = look(uow, certification_id)
    held = found.certification
    if held.learner.user_id is None or held.learner.user_id != uow.actor.user_id:
        raise NotFound
    if found.terms.once:
        raise refuse(
            "certification", say("This certification is given once. Go on to the next step.")
        )
    if held.status is not CertificationStatus.GRANTED:
        raise Conflict(say("Only a granted certification is renewed."))
    if uow.today < found.opens:
        raise refuse("certification", say("It can be renewed from %(day)s on.", day=found.opens))
    if found.lacks:
        raise refuse("certification", found.lacks[0])
    case = RecertificationCase(
        certification_id=held.id,
        status=CaseStatus.SUBMITTED,
        opened_at=uow.now,
        submitted_at=uow.now,
        snapshot=found.account.snapshot(),
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(case)
    except IntegrityError as error:
        raise Conflict(
            say("The renewal is already submitted. The centre is checking it.")
        ) from error
    uow.record("renewal.handed_in", subject=held.id, **case.snapshot)
    return case


def approve(uow: UnitOfWork, case_id: UUID) -> Certification:
    """Renew: the next period is granted on the case, without a gap when it is in time."""
    case = _undecided(uow, case_id)
    _decided(uow, case, CaseStatus.APPROVED, "")
    return granting.renew(uow, case.certification_id, case_id=case.id)


def refuse_case(uow: UnitOfWork, case_id: UUID, *, reason: str) -> RecertificationCase:
    """Do not renew, for a reason the holder reads; she may hand it in again."""
    case = _undecided(uow, case_id)
    if not reason.strip():
        raise refuse("reason", say("Enter a reason. The holder reads it."))
    check_free_text("reason", reason)
    _decided(uow, case, CaseStatus.REFUSED, reason.strip()[:300])
    return case


def waive(uow: UnitOfWork, certification_id: UUID, *, kind: WaiverKind, reason: str) -> Waiver:
    """Let a holder off something, for a reason; practice only in a language in low demand."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    held = certifications.get(uow, certification_id)
    if not reason.strip():
        raise refuse("reason", say("Enter a reason."))
    check_free_text("reason", reason)
    rare = (
        held.language is not None
        and held.language.value in uow.settings.of(InterpretersSettings).rare_languages
    )
    if kind is WaiverKind.PRACTICE and not rare:
        raise refuse(
            "kind", say("Practice is waived only for languages that are rarely asked for.")
        )
    if kind in queries.waived(uow.db, held.id):
        raise Conflict(say("This was waived already."))
    waiver = Waiver(
        certification_id=held.id,
        kind=kind,
        reason=reason.strip()[:300],
        granted_at=uow.now,
        granted_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
    )
    uow.db.add(waiver)
    uow.db.flush()
    uow.record("renewal.waived", subject=held.id, kind=kind)
    return waiver


def waiting(uow: UnitOfWork) -> Sequence[RecertificationCase]:
    """Cases that wait for a decision."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    return queries.submitted_cases(uow.db)


def _account(
    uow: UnitOfWork, held: Certification, terms: RenewalTerms, waived: frozenset[WaiverKind]
) -> Account:
    assert held.valid_from is not None
    end = date.fromordinal(uow.today.toordinal() + 1)
    minutes, sessions = queries.practice(
        uow.db, held.learner_id, held.language, held.valid_from, end
    )
    brought = queries.points_by_area(uow.db, held.learner_id, held.valid_from, end)
    before = balances.find(uow, held.id)
    if before is not None:
        minutes, sessions = minutes + before.practice_minutes, sessions + before.practice_sessions
    return account(
        terms,
        {area: brought.get(area, 0) + n for area, n in balances.points_of(before).items()},
        practice_minutes=minutes,
        practice_sessions=sessions,
        waived=waived,
    )


def _undecided(uow: UnitOfWork, case_id: UUID) -> RecertificationCase:
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    case = queries.lock_case(uow.db, case_id)
    if case is None:
        raise NotFound
    if case.status is not CaseStatus.SUBMITTED:
        raise Conflict(say("This has been decided already."))
    return case


def _decided(uow: UnitOfWork, case: RecertificationCase, status: CaseStatus, note: str) -> None:
    case.status, case.note, case.decided_at = status, note, uow.now
    case.decided_by_id = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    uow.db.flush()
    uow.record("renewal.decided", subject=case.certification_id, status=status)
