"""What the demo does of the day itself: today's sessions in every state, yesterday's outcomes, a standby."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from accounts.domain.ids import SiteId
from accounts.service import organisations, sign_in, users
from dispatch.domain.live import Said, Step
from dispatch.service.explain.candidates import ranked_candidates
from dispatch.service.live import progress, reports, standbys
from dispatch.service.slots import assignments, closing
from dispatch.store.tables import Assignment, CounsellingSession, Interpreter
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError
from foundation.security.permissions import Actor
from foundation.times.zones import local_clock, local_day, to_utc
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from interpreters.service import directory, reach
from scheduling.domain.availability import DatedTime, ExceptionReason
from scheduling.domain.needs import RequestNeed
from scheduling.domain.states import Attendee
from scheduling.service import availability, reading, requests

# Minutes from now at which today's sessions begin; each tells another story.
SILENT, LATE, ON_THE_WAY, ARRIVED = 15, 30, 45, 60
RUNNING, OVER, DIFFERING = -30, -105, -180
LANGUAGES = (Language.VIETNAMESE, Language.CHINESE, Language.RUSSIAN, Language.ENGLISH)
# So many people have time for the stories.
PEOPLE = 40


@dataclass(frozen=True)
class _DemoTold:
    """A session with somebody who serves it, and who that is for the app."""

    session: CounsellingSession
    assignment: Assignment
    interpreter: Actor


class DemoDay:
    """Plays the day before and the day itself through the services, each act at its own instant."""

    def __init__(
        self, uow: UnitOfWork, counsellor: Actor, coordinator: Actor, visitor: Actor
    ) -> None:
        """`visitor` is the interpreter of the sign-in page: yesterday's session of hers waits for her report."""
        self.uow, self.counsellor, self.coordinator = uow, counsellor, coordinator
        self.visitor = directory.get_own(replace(uow, actor=visitor))
        self.taken: set[UUID] = {self.visitor.id}

    def play(self) -> int:
        """Everything there is to see; how many sessions were played. What nobody can serve is left out."""
        self._give_time()
        stories = (*self._yesterday(), *self._today())
        closing.close_ended_sessions(self.uow)
        self._reports([told for told in stories if told is not None])
        return sum(told is not None for told in stories)

    def _give_time(self) -> None:
        """People with accounts are free all of yesterday and today, whenever the demo is built."""
        days = DatedTime(
            first_day=self.uow.today - timedelta(days=1), last_day=self.uow.today, available=True
        )
        rows = [row for row in directory.list_active(self.uow) if row.on_site]
        called = reach.to_be_called(self.uow, [row.id for row in rows])
        able = [
            row
            for row in rows
            if row.id not in called and {s.language for s in row.languages} & {*LANGUAGES}
        ]
        for row in (self.visitor, *able[:PEOPLE]):
            availability.add_dated(self.uow, row.id, days, ExceptionReason.OTHER)

    def _yesterday(self) -> Iterator[_DemoTold | None]:
        zone, day = self.uow.settings.zone, self.uow.today - timedelta(days=1)
        for n, hour in enumerate((10, 11, 14)):
            yield self._in_some_language(to_utc(day, time(hour), zone), n)
        yield self._held(to_utc(day, time(15), zone), Language.VIETNAMESE, self.visitor)

    def _today(self) -> Iterator[_DemoTold | None]:
        for n, minutes in enumerate((RUNNING, OVER, DIFFERING, SILENT, LATE, ON_THE_WAY, ARRIVED)):
            start = self.uow.now + timedelta(minutes=minutes)
            start -= timedelta(
                minutes=start.minute % 5, seconds=start.second, microseconds=start.microsecond
            )
            told = self._in_some_language(start, n)
            if told is not None:
                self._steps(told, minutes)
            yield told

    def _in_some_language(self, start: datetime, n: int) -> _DemoTold | None:
        """A session in the first language, from the nth on, in which somebody can be there."""
        turned = (*LANGUAGES[n % len(LANGUAGES) :], *LANGUAGES[: n % len(LANGUAGES)])
        found = (self._held(start, language) for language in turned)
        return next((told for told in found if told is not None), None)

    def _held(
        self, start: datetime, language: Language, who: Interpreter | None = None
    ) -> _DemoTold | None:
        """Place a request two days before and find somebody for it, by telephone."""
        before = replace(self.uow, now=start - timedelta(days=2))
        point = self.uow.db.begin_nested()
        try:
            session = self._place(before, start, language)
            desk = replace(before, actor=self.coordinator)
            chosen = who.id if who is not None else self._somebody(desk, session)
            if chosen is None:
                point.rollback()
                return None
            made = assignments.assign(
                desk,
                session_id=session.id,
                slot_no=1,
                interpreter_id=chosen,
                starts_at=session.starts_at,
                agreed_with="본인과 통화",
            )
        except DomainError:
            # Nobody can at this hour: the demo shows one session fewer.
            point.rollback()
            return None
        point.commit()
        self.taken.add(made.interpreter_id)
        return _DemoTold(session, made, self._actor_of(made))

    def _place(self, before: UnitOfWork, start: datetime, language: Language) -> CounsellingSession:
        asks, zone = replace(before, actor=self.counsellor), before.settings.zone
        home = reading.own_organisations(asks)[0]
        site = min(organisations.list_sites(asks, [home]), key=lambda site: site.code)
        need = RequestNeed(
            organisation_id=home,
            language=language,
            domain=Domain.GENERAL,
            modalities=(Modality.ON_SITE,),
            site_id=SiteId(site.id),
            room="상담실 3",
            day=local_day(start, zone),
            start=local_clock(start, zone),
            minutes=60,
        )
        return reading.get_session_of(asks, requests.place(asks, need).id)

    def _somebody(self, desk: UnitOfWork, session: CounsellingSession) -> UUID | None:
        """The best who can be there, has an account, and tells no other story."""
        able = [c.person.id for c in ranked_candidates(desk, session.id)]
        called = reach.to_be_called(desk, able)
        return next((who for who in able if who not in called and who not in self.taken), None)

    def _actor_of(self, made: Assignment) -> Actor:
        user_id = made.interpreter.user_id
        assert user_id is not None
        return sign_in.actor_of(users.get_user(self.uow, user_id), self.uow.grants)

    def _steps(self, told: _DemoTold, minutes: int) -> None:
        start, who = told.session.starts_at, told.assignment.id
        if minutes == SILENT:
            return
        if minutes == LATE:
            late = self._at(told.interpreter, self.uow.now - timedelta(minutes=5))
            progress.tell(late, who, Step.LATE, late_minutes=20)
            return
        out = min(self.uow.now, start) - timedelta(minutes=25)
        progress.tell(self._at(told.interpreter, out), who, Step.ON_THE_WAY)
        if minutes == ON_THE_WAY:
            return
        there = min(self.uow.now, start) - timedelta(minutes=8)
        progress.tell(self._at(told.interpreter, there), who, Step.ARRIVED)
        if minutes != ARRIVED:
            begun = start + timedelta(minutes=3)
            progress.tell(self._at(told.interpreter, begun), who, Step.BEGAN)

    def _reports(self, stories: list[_DemoTold]) -> None:
        """Yesterday's are reported, but the visitor's; of today's one differs, and one is not reported."""
        for told in stories:
            start = told.session.starts_at
            is_visitor = told.assignment.interpreter_id == self.visitor.id
            if is_visitor or start > self.uow.now + timedelta(minutes=OVER + 15):
                continue
            planned = reports.as_planned(told.session)
            is_today = local_day(start, self.uow.settings.zone) == self.uow.today
            after = self._at(told.interpreter, start + timedelta(minutes=62))
            reports.report_as_interpreter(after, told.assignment.id, planned)
            counsellor = self._at(self.counsellor, start + timedelta(minutes=66))
            if not is_today:
                reports.report_as_counsellor(counsellor, told.session.request_id, planned)
            elif start <= self.uow.now + timedelta(minutes=DIFFERING + 15):
                absent = Said(was_held=False, absent=Attendee.INTERPRETER)
                reports.report_as_counsellor(counsellor, told.session.request_id, absent)

    def _at(self, actor: Actor, now: datetime) -> UnitOfWork:
        return replace(self.uow, actor=actor, now=now)

    def stand_by(self) -> bool:
        """A grave session of tomorrow or after has somebody, and somebody else stands by for it."""
        zone = self.uow.settings.zone
        for ahead in range(1, 6):
            start = to_utc(self.uow.today + timedelta(days=ahead), time(14), zone)
            told = self._held(start, Language.VIETNAMESE)
            if told is None:
                continue
            told.session.request.priority = 1
            self.uow.db.flush()
            if standbys.name_best(self.uow, told.session.id) is not None:
                return True
        return False
