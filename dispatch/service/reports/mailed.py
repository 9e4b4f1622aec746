"""Reports by mail: who receives them, and writing to everybody once when a month or a quarter is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.roles import Role
from accounts.service import organisations, recipients, users
from accounts.service.organisations import Organisation
from accounts.service.sign_in import actor_of
from accounts.service.users import User
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.report_mails import ReportRhythm, due_at, last_period, period_name
from dispatch.domain.reports import ReportPeriod
from dispatch.service.slots.deadlines import office_time
from dispatch.store.queries import report_mails as queries
from dispatch.store.tables import ReportSubscription
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter, Notice
from foundation.security.errors import Conflict, Forbidden, NotFound, Problems, refuse
from foundation.text.message import say

P = DispatchPermission


class ReportNotice(Notice):
    """What is written: that there is something to read, never a figure or a name."""

    READY = (
        say("Report on interpreting: %(period)s"),
        say("The figures of %(period)s are ready, beside those of the period before."),
    )


HOW_TO_END = say("You can end these mails in the app under “Reports”, “By mail”.")


@dataclass(frozen=True, kw_only=True)
class ReportReceiver:
    """Somebody who receives reports: of all organisations, of some, or of none any more."""

    row: ReportSubscription
    is_of_all: bool
    organisations: Sequence[Organisation]
    written_at: datetime | None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is written, because the account is closed or may not see reports any more."""
        return not self.row.user.active or not (self.is_of_all or self.organisations)


def list_receivers(uow: UnitOfWork) -> list[ReportReceiver]:
    """Whoever receives reports, as far as the actor keeps them."""
    own = _kept(uow)
    rows = [row for row in queries.list_subscriptions(uow.db) if _may_keep(uow, row, own)]
    written = queries.last_written(uow.db, [row.user_id for row in rows])
    known = organisations.list_organisations(uow)
    return [
        ReportReceiver(
            row=row,
            is_of_all=(seen := _covers(uow, row.user, row.organisation_id)) is None,
            organisations=[each for each in known if seen is not None and each.id in seen],
            written_at=written.get((row.user_id, row.rhythm)),
        )
        for row in rows
    ]


def list_candidates(uow: UnitOfWork) -> list[User]:
    """Open accounts that may see reports: of the centre for the centre, else those of the actor's organisations."""
    own = _kept(uow)
    found: dict[UUID, User] = {}
    for role in Role:
        if not uow.grants.get(role, frozenset()).isdisjoint((P.REPORT_READ_ANY, P.REPORT_READ_OWN)):
            found |= {each.id: each for each in users.list_with_role(uow, role)}
    return sorted(
        (
            each
            for each in found.values()
            if own is None or not own.isdisjoint(_reads(uow, each) or ())
        ),
        key=lambda each: (each.full_name, each.email),
    )


def list_choices(uow: UnitOfWork) -> list[Organisation]:
    """The organisations that a report may be narrowed to."""
    own = _kept(uow)
    found = organisations.list_organisations(uow)
    return [each for each in found if own is None or each.id in own]


def subscribe(
    uow: UnitOfWork,
    user_id: UUID | None,
    rhythm: ReportRhythm | None,
    organisation_id: UUID | None = None,
) -> None:
    """Let somebody receive reports from the period under way on. Refused with every fault, by field."""
    own, problems = _kept(uow), Problems()
    user = next((each for each in list_candidates(uow) if each.id == user_id), None)
    if user is None:
        problems.add("user", say("Choose somebody who may see reports."))
    if rhythm is None:
        problems.add("rhythm", say("Choose how often."))
    if user is not None:
        covers = _covers(uow, user, organisation_id)
        if covers is not None and not covers:
            problems.add("organisation", say("This person may not see its report."))
        elif own is not None and (covers is None or not covers <= own):
            problems.add(
                "organisation",
                say("This person also belongs to another organisation. Choose yours."),
            )
    problems.check()
    assert user is not None
    assert rhythm is not None
    kept = queries.subscribe(
        uow.db,
        user_id=user.id,
        rhythm=rhythm,
        organisation_id=organisation_id,
        since=uow.today,
        created_at=uow.now,
    )
    if kept is None:
        raise refuse(
            "user",
            say("This person receives reports this often already. Remove that line first."),
        )
    uow.record(
        "report.subscribed", subject=user.id, rhythm=rhythm, organisation=organisation_id or ""
    )


def unsubscribe(uow: UnitOfWork, subscription_id: UUID) -> None:
    """Send somebody no more of these reports; only the first who says so is believed."""
    own = _kept(uow)
    row = queries.find(uow.db, subscription_id)
    if row is None:
        raise Conflict(say("Somebody else has removed this line already."))
    if not _may_keep(uow, row, own):
        raise NotFound
    user_id, rhythm = row.user_id, row.rhythm
    if not queries.remove(uow.db, row.id):
        raise Conflict(say("Somebody else has removed this line already."))
    uow.record("report.unsubscribed", subject=user_id, rhythm=rhythm)


def write_due(uow: UnitOfWork) -> None:
    """Write to everybody whose period is over and who was not written to yet.

    A job does this every hour. After a time without it the last period is made up for, older ones are not news any more.
    """
    office = office_time(uow)
    for row in queries.list_subscriptions(uow.db):
        period = last_period(row.rhythm, uow.today)
        if period.last < row.since or uow.now < due_at(period, office):
            continue
        covers = _covers(uow, row.user, row.organisation_id)
        reader = recipients.of_user(row.user)
        if reader is None or (covers is not None and not covers):
            continue
        if queries.claim(uow.db, row.user_id, row.rhythm, period.first, uow.now):
            letters.write(uow, reader, _letter(row, period))
            uow.record(
                "report.mailed",
                subject=row.user_id,
                rhythm=row.rhythm,
                first_day=period.first,
                last_day=period.last,
            )


def _letter(row: ReportSubscription, period: ReportPeriod) -> Letter:
    values = {"period": period_name(period)}
    path = f"/reports?period={period.kind}&day={period.first}"
    if row.organisation_id is not None:
        path += f"&organisation={row.organisation_id}"
    news = ReportNotice.READY
    return Letter(
        subject=letters.filled(news.subject, values),
        sentences=(letters.filled(news.sentence, values), HOW_TO_END),
        path=path,
        about=f"report:{row.user_id}:{period.code}",
    )


def _kept(uow: UnitOfWork) -> frozenset[UUID] | None:
    """The organisations whose people the actor may enter; None for all. Forbidden for nobody's."""
    if uow.may(P.REPORT_MAIL_ANY):
        return None
    own = uow.actor.organisations_for(P.REPORT_MAIL_OWN)
    if not own:
        raise Forbidden
    return own


def _may_keep(uow: UnitOfWork, row: ReportSubscription, own: frozenset[UUID] | None) -> bool:
    if own is None:
        return True
    covers = _covers(uow, row.user, row.organisation_id)
    return bool(covers) and covers <= own


def _reads(uow: UnitOfWork, user: User) -> frozenset[UUID] | None:
    """Of which organisations somebody may see reports; None for all."""
    who = actor_of(user, uow.grants)
    return None if who.may(P.REPORT_READ_ANY) else who.organisations_for(P.REPORT_READ_OWN)


def _covers(uow: UnitOfWork, user: User, organisation_id: UUID | None) -> frozenset[UUID] | None:
    """Of which organisations somebody's report is; None for all, empty for what they may not see."""
    reads = _reads(uow, user)
    if organisation_id is None:
        return reads
    one = frozenset({organisation_id})
    return one if reads is None else reads & one
