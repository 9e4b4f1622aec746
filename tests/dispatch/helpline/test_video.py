"""Video rooms: whom they open to, when, and by which token; the library reads the token back."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

import app as roof
from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.service.phone import offers_seen
from dispatch.service.slots import assignments_ending, video_entry
from dispatch.store.queries import assignments as queries
from foundation.config import settings_from
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound
from interpreters.domain.qualifications import Modality
from scheduling.service import meeting_links, video_rooms
from scheduling.service.reading import read_video_room
from scheduling.store.tables import CounsellingSession
from tests.conftest import KEYS
from tests.dispatch.acting import acting, assign, later
from tests.factories import a_coordinator, a_session, a_user
from tests.factories.dispatch import a_signed_up_interpreter

SERVER, SECRET = "https://meet.example.kr", "a-secret-of-the-video-server-that-is-long"


@pytest.fixture
def with_server(uow: UnitOfWork) -> UnitOfWork:
    """An office with a video server that asks for tokens."""
    uow.settings = settings_from(
        {**KEYS, "jitsi_url": f"{SERVER}/", "jitsi_secret": SECRET}, roof.SECTIONS
    )
    return uow


def a_video_session(uow: UnitOfWork, **values: Any) -> tuple[CounsellingSession, User, User]:
    """By video in two hours, accepted: with whoever asked for it and whoever serves it."""
    session = a_session(uow, start="14:00", day=uow.today, modalities=(Modality.VIDEO,), **values)
    hanh, user = a_signed_up_interpreter(uow, video=True)
    assign(uow, session, hanh)
    return session, session.request.requester, user


def at(uow: UnitOfWork, session: CounsellingSession, **lapse: float) -> UnitOfWork:
    """So long after the start of a session; below zero before it."""
    return later(uow, seconds=(session.starts_at - uow.now + timedelta(**lapse)).total_seconds())


def read_token(address: str, now: float) -> dict[str, Any]:
    """What the server reads of an address, as PyJWT verifies it."""
    token = parse_qs(urlsplit(address).query)["jwt"][0]
    # The clock of the test stands in 2026: times are compared below.
    options: Any = {"verify_exp": False, "verify_nbf": False}
    claims = jwt.decode(
        token, SECRET, algorithms=["HS256"], audience="jitsi", issuer="ieum", options=options
    )
    assert claims["nbf"] <= now < claims["exp"]
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, SECRET + "x", algorithms=["HS256"], audience="jitsi", options=options)
    return claims


def test_both_sides_get_a_token_of_their_own_for_minutes(with_server: UnitOfWork) -> None:
    session, requester, user = a_video_session(with_server)
    soon = at(with_server, session, minutes=-15)
    video_rooms.prepare_due(soon)

    found = [video_entry.enter(acting(soon, who), session.id, "en") for who in (requester, user)]

    room = read_video_room(soon, session)
    assert {urlsplit(each)._replace(query="").geturl() for each in found} == {f"{SERVER}/{room}"}
    hers, his = (read_token(each, soon.now.timestamp()) for each in found)
    for claims in (hers, his):
        assert (claims["room"], claims["sub"]) == (room, "meet.example.kr")
        assert claims["exp"] == int((soon.now + timedelta(minutes=10)).timestamp())
    assert [c["context"]["user"]["name"] for c in (hers, his)] == ["Counsellor", "Interpreter"]
    assert [c["context"]["user"]["moderator"] for c in (hers, his)] == [True, False]
    assert hers["context"]["user"]["id"] != his["context"]["user"]["id"]
    assert user.full_name not in str(his)


@pytest.mark.parametrize(
    ("minutes", "opens"), [(-16, False), (-15, True), (0, True), (89, True), (90, False)]
)
def test_it_is_open_from_15_minutes_before_until_it_closes(
    with_server: UnitOfWork, minutes: int, opens: bool
) -> None:
    session, _, user = a_video_session(with_server, minutes=60)
    video_rooms.prepare_due(at(with_server, session, minutes=-15))
    then = acting(at(with_server, session, minutes=minutes), user)

    assert video_entry.see_room(then, session.id).is_open is opens
    if not opens:
        with pytest.raises(Conflict):
            video_entry.enter(then, session.id, "ko")


def test_nobody_else_sees_it(with_server: UnitOfWork) -> None:
    session, requester, _ = a_video_session(with_server)
    colleague = a_user(with_server, Role.COUNSELLOR, session.request.organisation)
    others = [
        colleague,
        a_coordinator(with_server),
        a_user(with_server, Role.CENTRE_ADMIN),
        a_signed_up_interpreter(with_server)[1],
    ]
    now = at(with_server, session)
    video_rooms.prepare_due(now)

    for who in others:
        with pytest.raises(NotFound):
            video_entry.see_room(acting(now, who), session.id)
        with pytest.raises(NotFound):
            video_entry.enter(acting(now, who), session.id, "ko")
    assert video_entry.see_room(acting(now, requester), session.id).is_open


def test_whoever_is_freed_enters_no_more(with_server: UnitOfWork) -> None:
    session, _, user = a_video_session(with_server)
    own = queries.list_live_of_session(with_server.db, session.id)[0]
    assignments_ending.release(acting(with_server, a_coordinator(with_server)), own.id)

    with pytest.raises(NotFound):
        video_entry.see_room(acting(at(with_server, session), user), session.id)


def test_a_link_of_the_organisations_own_comes_first(with_server: UnitOfWork) -> None:
    session, requester, user = a_video_session(with_server)
    meeting_links.give(
        acting(with_server, requester), session.request_id, "https://own.example.kr/a", seen=""
    )

    assert not video_rooms.makes_room(with_server, session)
    with pytest.raises(NotFound):
        video_entry.see_room(acting(with_server, user), session.id)


def test_their_own_link_is_shown_days_before_and_a_room_is_not(with_server: UnitOfWork) -> None:
    link = "https://zoom.example.kr/j/123"
    days: dict[str, Any] = {"day": with_server.today + timedelta(days=3), "start": "14:00"}
    seen: dict[str, tuple[str, bool]] = {}
    for given in (link, ""):
        session = a_session(with_server, modalities=(Modality.VIDEO,), **days)
        if given:
            asks = acting(with_server, session.request.requester)
            meeting_links.give(asks, session.request_id, given, seen="")
        who, user = a_signed_up_interpreter(with_server, video=True)
        own = assign(with_server, session, who)
        sight = offers_seen.see_assignment(acting(with_server, user), own.id).sight
        may_enter_now = sight.room_opens_at is not None and sight.room_opens_at <= with_server.now
        seen[given] = (sight.meeting_link, may_enter_now)
    assert seen == {link: (link, False), "": ("", False)}


def test_two_in_a_team_are_told_apart(with_server: UnitOfWork) -> None:
    session = a_session(
        with_server, start="14:00", day=with_server.today, modalities=(Modality.VIDEO,), team=2
    )
    users: list[User] = []
    for slot in (1, 2):
        who, user = a_signed_up_interpreter(with_server, video=True)
        assign(with_server, session, who, slot_no=slot)
        users.append(user)
    now = at(with_server, session)
    video_rooms.prepare_due(now)

    names = [
        read_token(video_entry.enter(acting(now, user), session.id, "en"), now.now.timestamp())[
            "context"
        ]["user"]["name"]
        for user in users
    ]
    assert names == ["Interpreter 1", "Interpreter 2"]


def test_rooms_are_all_different_and_say_nothing(with_server: UnitOfWork) -> None:
    rooms: set[str] = set()
    for _ in range(5):
        session, _, _ = a_video_session(with_server)
        video_rooms.prepare_due(at(with_server, session))
        rooms.add(read_video_room(with_server, session))
        assert session.request.reference not in str(rooms)
    assert len(rooms) == 5
    assert all(len(room) == len("ieum-") + 24 for room in rooms)


def test_without_a_server_there_is_no_room(uow: UnitOfWork) -> None:
    session, _, user = a_video_session(uow)
    video_rooms.prepare_due(at(uow, session))

    assert session.encrypted_video_room == ""
    with pytest.raises(NotFound):
        video_entry.see_room(acting(uow, user), session.id)
