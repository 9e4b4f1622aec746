"""The link of a session by phone or video: given now or later, encrypted, and told to whoever serves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.store.tables import User
from dispatch.service import notices
from dispatch.service.notices import SessionNotice
from foundation.database.work import Office, begin, reading
from foundation.messages.outbox import Message
from foundation.security.permissions import the_system
from scheduling.domain import meeting_links
from scheduling.service.reading import read_meeting_link
from scheduling.store.tables import CounsellingSession
from tests.conftest import SetClock
from tests.factories import a_session
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment
from tests.scheduling.conftest import People
from tests.scheduling.test_requests_web import answers

Browser = Callable[[User], FlaskClient]
LINK = "https://video.example.org/j/123?pwd=abc"


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        "HTTPS://video.example.org",
        "https://video.example.org:8443/room",
        "02-1234-5678",
        "+82 2 1234 5678, 998877#",
        "031-555-0101 회의 번호 1234",
        "",
    ],
)
def test_a_link_or_a_number_with_its_code_is_taken(text: str) -> None:
    assert meeting_links.reason_against(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "http://video.example.org",
        "javascript:alert(1)",
        "https://",
        "https://localhost/x",
        "https://user:secret@video.example.org/",
        "https://video.example.org@evil.example/",
        "https://video.example.org/a b",
        "https://[::1/",
        "https://video.example.org:99999/",
        "https://видео.example.org/",
        'https://video.example.org/"><script>',
        "https://video.example.org/" + "x" * 500,
        "123",
        "zoom",
        "나중에",
        "02-1234-5678\nhttps://video.example.org",
    ],
)
def test_nothing_else_is(text: str) -> None:
    assert meeting_links.reason_against(text) is not None


def test_what_is_dialled_is_the_number_without_its_code() -> None:
    assert meeting_links.dialled("+82 (2) 1234-5678, 998877#") == "+82212345678"


def test_a_link_is_given_with_the_request_and_kept_encrypted(
    office: Office, people: People, browser_of: Browser
) -> None:
    web = browser_of(people.counsellor)
    given = answers(people, modality="video", meeting_link=f"  {LINK} ")
    wrong = web.post("/requests/new", data={**given, "meeting_link": "http://x.example.org"})
    assert wrong.status_code == 422
    assert 'href="#meeting_link"' in wrong.text
    page = web.get(web.post("/requests/new", data=given).location)
    assert LINK in page.text
    with reading(office, the_system()) as uow:
        session = uow.db.scalars(sa.select(CounsellingSession)).one()
        assert read_meeting_link(uow, session) == LINK
        assert "video.example.org" not in session.encrypted_meeting_link


@pytest.fixture
def video(office: Office, people: People) -> CounsellingSession:
    """A video session without a link, with an interpreter who is told."""
    with begin(office, the_system()) as uow:
        session = a_session(
            uow, organisation=people.home, requester=people.counsellor, modalities=("video",)
        )
        an_assignment(uow, session, a_signed_up_interpreter(uow, "링크 받을 사람")[0])
        return session


def letters(office: Office) -> list[str]:
    with reading(office, the_system()) as uow:
        return [f"{m.subject} {m.body}" for m in uow.db.scalars(sa.select(Message)).all()]


def test_a_link_given_later_is_told_to_the_interpreter_but_never_written_to_them(
    office: Office, people: People, browser_of: Browser, video: CounsellingSession
) -> None:
    path = f"/requests/{video.request_id}"
    for giver, link, seen in (
        (people.counsellor, LINK, ""),
        (people.coordinator, "02-1234-5678", LINK),
    ):
        web = browser_of(giver)
        assert ("아직 접속 링크나 번호가 없어요" in web.get(path).text) is (not seen)
        answer = web.post(f"{path}/link", data={"meeting_link": link, "seen": seen})
        assert answer.status_code == 303
        assert link in web.get(path).text
    told = letters(office)
    assert sum("접속 안내" in letter for letter in told) == 1
    assert sum("접속 방법 변경" in letter for letter in told) == 1
    assert not any("video.example.org" in letter or "1234" in letter for letter in told)


def test_the_second_of_two_who_give_a_link_is_shown_the_first(
    office: Office, people: People, browser_of: Browser, video: CounsellingSession
) -> None:
    path = f"/requests/{video.request_id}/link"
    browser_of(people.counsellor).post(path, data={"meeting_link": LINK, "seen": ""})
    web = browser_of(people.coordinator)
    answer = web.post(path, data={"meeting_link": "02-1234-5678", "seen": ""})
    assert answer.status_code == 409
    assert LINK in answer.text
    assert 'value="02-1234-5678"' in answer.text
    # What is sent now was decided knowing the other.
    again = web.post(path, data={"meeting_link": "02-1234-5678", "seen": LINK})
    assert again.status_code == 303


def test_who_may_not_change_the_request_neither_sees_nor_gives_the_link(
    office: Office, people: People, browser_of: Browser, video: CounsellingSession
) -> None:
    path = f"/requests/{video.request_id}"
    for who, status in ((people.stranger, 404), (people.user, 403)):
        answer = browser_of(who).post(f"{path}/link", data={"meeting_link": LINK})
        assert answer.status_code == status
    wrong = browser_of(people.counsellor).post(f"{path}/link", data={"meeting_link": "http://a.b"})
    assert wrong.status_code == 422
    assert letters(office) == []


def test_a_session_on_site_or_over_takes_no_link(
    office: Office, people: People, browser_of: Browser, clock: SetClock, video: CounsellingSession
) -> None:
    with begin(office, the_system()) as uow:
        on_site = a_session(uow, organisation=people.home, requester=people.counsellor)
    web = browser_of(people.counsellor)
    path = f"/requests/{on_site.request_id}"
    assert "접속 방법" not in web.get(path).text
    assert web.post(f"{path}/link", data={"meeting_link": LINK}).status_code == 409
    path = f"/requests/{video.request_id}/link"
    clock.now = video.starts_at + timedelta(minutes=5)
    web = browser_of(people.counsellor)
    assert web.post(path, data={"meeting_link": LINK, "seen": ""}).status_code == 303
    clock.now = video.starts_at + timedelta(hours=2)
    web = browser_of(people.counsellor)
    assert web.post(path, data={"meeting_link": "", "seen": LINK}).status_code == 409


def test_whoever_asked_is_told_that_the_link_is_missing_once_somebody_comes(
    office: Office, people: People
) -> None:
    for link in ("", "encrypted"):
        with begin(office, the_system()) as uow:
            session = a_session(
                uow,
                organisation=people.home,
                requester=people.counsellor,
                modalities=("video",),
                encrypted_meeting_link=link,
            )
            notices.notify_requester(uow, session, SessionNotice.STAFFED)
    told = ["접속 링크나 번호를 적어" in letter for letter in letters(office)]
    assert told == [True, False]
