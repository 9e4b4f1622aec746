"""A learner's own classes: today's first, the way into those online, how attendance stands."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import Site, User
from foundation.database.work import Office, begin, reading
from foundation.messages.outbox import Message, MessageState
from foundation.security.permissions import the_system
from tests.conftest import NOON, SetClock
from tests.factories import a_learner, a_meeting, a_user, an_enrolment, as_actor
from tests.factories.training import a_cohort, a_course
from tests.signing_in import sign_in
from training.domain.attendance import Presence
from training.domain.courses import CohortStatus
from training.service.completion import decisions
from training.service.enrolment import enrolments, seat_offers
from training.service.teaching import attendance_news, marking
from training.service.teaching.marking import Marked
from training.store.tables import Enrolment, Learner, SeatOffer

LINK = "https://meet.example/abc"
HOUR = timedelta(hours=1)


@pytest.fixture
def trainee(office: Office) -> User:
    """Somebody with an account and the role of a trainee."""
    with begin(office, the_system()) as uow:
        return a_user(uow, Role.TRAINEE)


def attending(
    office: Office, who: User, *starts: timedelta, status: str = "attending", link: str = ""
) -> Enrolment:
    """An enrolment in a running cohort whose classes of two hours begin so long from noon."""
    with begin(office, the_system()) as uow:
        course = a_course(uow, minutes=120 * len(starts))
        cohort = a_cohort(uow, course, status=CohortStatus.RUNNING, classes=0)
        for number, start in enumerate(starts):
            a_meeting(uow, cohort, f"수업 {number}", starts_at=NOON + start, link=link)
        known = uow.db.scalar(sa.select(Learner).where(Learner.user_id == who.id))
        return an_enrolment(uow, cohort, known or a_learner(uow, who), status=status)


def mark(office: Office, enrolment: Enrolment, *minutes: int) -> None:
    with begin(office, the_system()) as uow:
        cohort = uow.db.get_one(Enrolment, enrolment.id).cohort_id
        classes = enrolments.seats.lock_cohort(uow, cohort).meetings
        for meeting, noted in zip(classes, minutes, strict=False):
            presence = Presence.PRESENT if noted == 120 else Presence.LATE
            presence = presence if noted else Presence.ABSENT
            marking.mark(uow, [Marked(enrolment.id, meeting.id, presence, noted, 0)])


def letters(office: Office, about: str) -> list[tuple[str, str]]:
    with reading(office, the_system()) as uow:
        found = uow.db.scalars(
            sa.select(Message).where(Message.about == about).order_by(Message.created_at)
        )
        return [(one.subject, one.state) for one in found]


@pytest.mark.parametrize(
    ("status", "before", "is_shown"),
    [
        ("attending", timedelta(minutes=30), True),
        ("confirmed", timedelta(minutes=29), True),
        ("attending", timedelta(minutes=31), False),
        ("attending", timedelta(minutes=-119), True),
        ("attending", timedelta(minutes=-120), False),
        ("offered", timedelta(minutes=10), False),
        ("waitlisted", timedelta(minutes=10), False),
        ("dropped", timedelta(minutes=10), False),
    ],
)
def test_the_way_into_an_online_class_opens_half_an_hour_before_for_whoever_has_a_seat(
    web: FlaskClient,
    office: Office,
    trainee: User,
    status: str,
    before: timedelta,
    *,
    is_shown: bool,
) -> None:
    own = attending(office, trainee, before, status=status, link=LINK)
    sign_in(web, trainee)
    page = web.get(f"/learn/{own.id}").get_data(as_text=True)
    assert (LINK in page, "수업 들어가기" in page) == (is_shown, is_shown)
    assert LINK not in web.get(f"/courses/{own.cohort_id}").get_data(as_text=True)


def test_the_link_is_in_the_own_calendar_and_in_no_other(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    own = attending(office, trainee, 24 * HOUR, link=LINK)
    left = attending(office, trainee, 24 * HOUR, status="withdrawn", link=LINK)
    assert LINK not in web.get(f"/courses/{own.cohort_id}/classes.ics").get_data(as_text=True)
    sign_in(web, trainee)
    assert f"URL:{LINK}" in web.get(f"/learn/{own.id}/classes.ics").get_data(as_text=True)
    assert LINK not in web.get(f"/learn/{left.id}/classes.ics").get_data(as_text=True)
    with begin(office, the_system()) as uow:
        stranger = a_user(uow, Role.TRAINEE)
    sign_in(web, stranger)
    assert web.get(f"/learn/{own.id}/classes.ics").status_code == 404


def test_a_calendar_names_the_place_with_its_address_and_the_course_once(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        cohort = a_cohort(uow, classes=0)
        site = Site(
            code="s-1",
            organisation_id=cohort.organisation_id,
            name="안산 교육관",
            name_en="Ansan hall",
            city="ansan",
            address="단원구 예시로 1",
            latitude=37.3,
            longitude=126.8,
        )
        uow.db.add(site)
        uow.db.flush()
        title = cohort.version.course.title
        a_meeting(uow, cohort, title, site_id=site.id, room="201호")
    text = web.get(f"/courses/{cohort.id}/classes.ics").get_data(as_text=True)
    unfolded = text.replace("\r\n ", "")
    assert "LOCATION:안산 교육관 201호\\, 단원구 예시로 1" in unfolded
    assert unfolded.count(title) == 1


def test_the_confirmation_carries_the_link_and_the_waiting_list_does_not(
    office: Office, trainee: User
) -> None:
    with begin(office, the_system()) as uow:
        cohort = a_cohort(uow, capacity=1, classes=0)
        a_meeting(uow, cohort, starts_at=NOON + 300 * HOUR, link=LINK)
        seated = an_enrolment(uow, cohort, a_learner(uow, trainee), status="offered")
        until = uow.now + 5 * HOUR
        uow.db.add(SeatOffer(enrolment_id=seated.id, offered_at=uow.now, expires_at=until))
        waiting = as_actor(uow, a_user(uow, Role.TRAINEE))
        mine = as_actor(uow, trainee)
    with begin(office, mine) as uow:
        seat_offers.accept(uow, seated.id)
    with begin(office, waiting) as uow:
        enrolments.enrol(uow, cohort.id)
    with reading(office, the_system()) as uow:
        bodies = {one.subject.split(":")[0]: one.body for one in uow.db.scalars(sa.select(Message))}
    assert LINK in bodies["자리가 확정됐어요"]
    assert LINK not in bodies["대기 명단에 올랐어요"]


def test_todays_class_comes_first_and_what_is_over_says_what_was_attended(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    own = attending(office, trainee, -48 * HOUR, -24 * HOUR, -HOUR, 24 * HOUR)
    mark(office, own, 120, 90)
    sign_in(web, trainee)
    page = web.get(f"/learn/{own.id}").get_data(as_text=True)
    places = [page.index(f"수업 {number}</span>") for number in (2, 3, 0, 1)]
    assert places == sorted(places)
    assert "진행 중" in page[: places[0]]
    assert "아직 출석을 확인하지 않았어요" in page[places[0] : places[1]]
    assert page.index("지난 수업 2회 보기") < places[2]
    assert "1시간 30분 / 2시간" in page[places[3] :]
    assert "진행 중" in web.get("/learn").get_data(as_text=True)


def test_attendance_is_said_in_hours_of_what_was_held_and_what_may_be_missed(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    starts = [HOUR * 24 * day for day in (-3, -2, -1, 1, 2, 3, 4, 5, 6, 7)]
    own = attending(office, trainee, *starts)
    mark(office, own, 120, 120, 90)
    sign_in(web, trainee)
    said = "지금까지 6시간 중 5시간 30분 출석</b> · 앞으로 3시간 30분까지 빠질 수 있어요"
    for path in ("/learn", f"/learn/{own.id}"):
        page = web.get(path).get_data(as_text=True)
        assert said in page
        assert 'x1="80"' in page


def test_danger_and_loss_are_told_once_each_and_a_slip_is_not_told_at_all(
    office: Office, trainee: User, clock: SetClock
) -> None:
    starts = [HOUR * 24 * day for day in (-4, -3, -2, -1, 1, 2, 3, 4, 5, 6)]
    own = attending(office, trainee, *starts)
    about = f"attendance:{own.id}"
    mark(office, own, 120, 120)
    assert letters(office, about) == []
    mark(office, own, 120, 120, 0)
    with begin(office, the_system()) as uow:
        # The control: two of twenty hours are missed, two more may be, so one class is no danger yet.
        attendance_news.tell_all(uow)
    assert letters(office, about) == []
    mark(office, own, 120, 120, 0, 60)
    at_risk = ("수업을 더 빠지면 안 돼요", MessageState.WAITING)
    told = letters(office, about)
    assert [(s[: len(at_risk[0])], state) for s, state in told] == [at_risk]
    with begin(office, the_system()) as uow:
        attendance_news.tell_all(uow)
    assert letters(office, about) == told
    with begin(office, the_system()) as uow:
        classes = enrolments.seats.lock_cohort(uow, own.cohort_id).meetings
        marking.mark(uow, [Marked(own.id, classes[3].id, Presence.PRESENT, 120, 1)])
    assert [state for _, state in letters(office, about)] == [MessageState.WITHDRAWN]


def test_whoever_can_no_longer_pass_hears_of_it_and_finds_the_way_on(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    own = attending(office, trainee, -72 * HOUR, -48 * HOUR, 24 * HOUR)
    mark(office, own, 120, 0)
    told = letters(office, f"attendance:{own.id}")
    assert [subject.split(":")[0] for subject, _ in told] == ["출석 기준을 채울 수 없게 됐어요"]
    sign_in(web, trainee)
    page = web.get("/learn").get_data(as_text=True)
    assert "출석 80%를 더는 채울 수 없어요" in page
    assert "다음 기수 알림 받기" in page


def test_not_completed_says_why_with_figures_and_how_to_go_on(
    web: FlaskClient, office: Office, trainee: User
) -> None:
    own = attending(office, trainee, -72 * HOUR, -48 * HOUR)
    mark(office, own, 120, 60)
    with begin(office, the_system()) as uow:
        decisions.decide(uow, own.id)
        course_id = enrolments.seats.lock_cohort(uow, own.cohort_id).version.course_id
    sign_in(web, trainee)
    page = web.get(f"/learn/{own.id}").get_data(as_text=True)
    assert "출석률 75%" in page
    assert "4시간 중 3시간" in page
    assert "기록이 다르다면" in page
    wished = web.post(f"/learn/wishes/{course_id}", data={"on": "1", "next": f"/learn/{own.id}"})
    assert wished.location == f"/learn/{own.id}"
    assert "다음 기수 알림 받기" not in web.get(f"/learn/{own.id}").get_data(as_text=True)
