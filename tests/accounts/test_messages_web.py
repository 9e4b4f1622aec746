"""Pages about messages: one's own choice, devices, office alerts, and what the gateway reports."""

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.message_tables import MessageChoice, OfficeAlert, PushDevice
from accounts.store.tables import User
from foundation.database.work import Office, begin, reading
from foundation.jobs import by_name, run_until_idle
from foundation.messages import delivering, outbox
from foundation.messages.addressees import PostOffice
from foundation.messages.carrying import Outgoing, Receipt
from foundation.messages.channels import MessageChannel
from foundation.messages.gateway import signature
from foundation.messages.outbox import Message, MessageState
from foundation.messages.records import Delivery
from foundation.messages.settings import MessagesSettings
from foundation.security.permissions import the_system
from foundation.text.message import say
from tests.conftest import NOON
from tests.factories import a_user
from tests.foundation.messages.doubles import SECRET, Phone
from tests.mailing import MailOnly

ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


@pytest.fixture
def hanh(office: Office) -> User:
    """An interpreter."""
    with begin(office, the_system()) as uow:
        return a_user(uow, Role.INTERPRETER)


@pytest.fixture
def mine(hanh: User, browser_of: Callable[[User], FlaskClient]) -> FlaskClient:
    """Her phone."""
    return browser_of(hanh)


def choice(office: Office) -> MessageChoice:
    with reading(office, the_system()) as uow:
        return uow.db.scalars(sa.select(MessageChoice)).one()


def test_what_is_chosen_is_kept_and_shown(mine: FlaskClient, office: Office) -> None:
    data = {
        "channels": ["mail", "push"],
        "quiet": "y",
        "quiet_from": "21:00",
        "quiet_until": "08:00",
        "urgent_at_night": "y",
    }
    assert mine.post("/account/messages", data=data).status_code == 303
    kept = choice(office)
    assert (kept.channels, str(kept.quiet_from)) == (["mail", "push"], "21:00:00")
    page = mine.get("/account/messages").text
    assert 'value="21:00"' in page
    # There is no gateway here: nobody is offered what nothing carries.
    assert 'value="text"' not in page


def test_every_fault_is_told_at_once_and_what_was_typed_stays(mine: FlaskClient) -> None:
    data = {"quiet": "y", "quiet_from": "21:00", "paused": "y", "paused_until": "2020-01-01"}
    answer = mine.post("/account/messages", data=data)
    assert answer.status_code == 422
    for told in ("하나 이상", "14:30", "지난 날짜"):
        assert told in answer.text
    assert 'value="21:00"' in answer.text


def test_a_browser_is_added_by_its_button_encrypted_and_removed(
    mine: FlaskClient, office: Office
) -> None:
    given = json.dumps(Phone().subscription(ENDPOINT))
    for _ in range(2):
        assert mine.post("/account/devices", data={"subscription": given}).status_code == 303
    with reading(office, the_system()) as uow:
        (device,) = uow.db.scalars(sa.select(PushDevice)).all()
    assert "fcm" not in device.encrypted_subscription
    assert choice(office).channels == ["mail", "push"]
    assert mine.post(f"/account/devices/{device.id}/remove").status_code == 303
    assert mine.post(f"/account/devices/{device.id}/remove").status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        "",
        "[]",
        "{}",
        "[" * 4000,
        json.dumps(Phone().subscription("http://169.254.169.254/latest")),
        json.dumps(Phone().subscription("https://localhost/x")),
    ],
)
def test_no_address_but_a_push_service_is_taken(mine: FlaskClient, given: str) -> None:
    assert mine.post("/account/devices", data={"subscription": given}).status_code == 422


def test_nobody_removes_the_device_of_somebody_else(
    mine: FlaskClient, office: Office, browser_of: Callable[[User], FlaskClient]
) -> None:
    mine.post("/account/devices", data={"subscription": json.dumps(Phone().subscription(ENDPOINT))})
    with begin(office, the_system()) as uow:
        device, other = uow.db.scalars(sa.select(PushDevice.id)).one(), a_user(uow, Role.TRAINEE)
    assert browser_of(other).post(f"/account/devices/{device}/remove").status_code == 404


def test_rooms_are_kept_with_their_address_encrypted_and_tested(
    office: Office, browser_of: Callable[[User], FlaskClient]
) -> None:
    with begin(office, the_system()) as uow:
        coordinator = a_user(uow, Role.COORDINATOR)
    desk = browser_of(coordinator)
    address = "slack://TAAAAAAAA/BBBBBBBBB/CCCCCCCCCCCCCCCCCCCCCCCC/#general"
    data = {"name": "Slack", "address": address, "topics": ["desk.urgent"], "active": "y"}
    for wrong in ("file:///etc/passwd", "dbus://", "json://127.0.0.1", "slack://x", ""):
        assert desk.post("/alerts", data=data | {"address": wrong}).status_code == 422
    assert desk.post("/alerts", data=data).status_code == 303
    assert desk.post("/alerts", data=data).status_code == 422
    with reading(office, the_system()) as uow:
        room = uow.db.scalars(sa.select(OfficeAlert)).one()
    assert "slack" not in room.encrypted_address
    for page in ("/alerts", f"/alerts/{room.id}"):
        assert "CCCC" not in desk.get(page).text
    # Without an address it keeps the one that it has.
    changed = data | {"name": "Slack 2", "address": ""}
    assert desk.post(f"/alerts/{room.id}", data=changed).status_code == 303
    assert desk.post(f"/alerts/{room.id}/test").status_code == 303
    with reading(office, the_system()) as uow:
        message = uow.db.scalars(sa.select(Message)).one()
    assert (message.to, message.alert_id) == ("Slack 2", room.id)
    assert desk.post(f"/alerts/{room.id}/remove").status_code == 303


def test_only_coordinators_and_the_centre_keep_rooms(mine: FlaskClient) -> None:
    assert mine.get("/alerts").status_code == 403
    assert mine.post("/alerts", data={"name": "x"}).status_code == 403


class Taking:
    """A gateway that takes everything."""

    def carry(self, outgoing: Outgoing) -> Receipt:
        """Take it."""
        del outgoing
        return Receipt(reference="g-1")


def test_a_signed_report_of_the_gateway_is_kept(
    web: FlaskClient, web_app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = MessagesSettings(gateway_secret=SECRET)
    monkeypatch.setitem(office.settings.sections, MessagesSettings, ways)  # pyright: ignore[reportArgumentType]  a dict in fact
    post = PostOffice({MessageChannel.MAIL: Taking()}, MailOnly())
    with begin(office, the_system()) as uow:
        outbox.post(uow, "a@b.kr", "ko", subject=say("x"), body=[], about="")
    jobs = by_name(delivering.jobs_of(post))
    run_until_idle(office, jobs)
    with reading(office, the_system()) as uow:
        delivery = uow.db.scalars(sa.select(Delivery)).one()

    def report(body: bytes, secret: str = SECRET) -> int:
        stamp = str(int(NOON.timestamp()))
        signed = {
            "Ieum-Timestamp": stamp,
            "Ieum-Signature": signature(secret, stamp, body),
            "Content-Type": "application/json",
        }
        return web.post("/hooks/gateway", data=body, headers=signed).status_code

    told = json.dumps({"id": str(delivery.id), "status": "delivered"}).encode()
    assert report(told, "another secret") == 401
    assert report(b"nonsense") == 422
    assert report(told.replace(str(delivery.id).encode(), b"x")) == 422
    unknown = str(delivery.message_id).encode()
    assert report(told.replace(str(delivery.id).encode(), unknown)) == 404
    assert [report(told), report(told)] == [204, 204]
    run_until_idle(office, jobs)
    with reading(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(Message.state)).one() is MessageState.DELIVERED


def test_the_phone_page_can_be_installed(web: FlaskClient) -> None:
    manifest = web.get("/app.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    assert manifest.json is not None
    for icon in manifest.json["icons"]:
        assert web.get(icon["src"]).mimetype == "image/png"
    worker = web.get("/worker.js")
    assert worker.mimetype == "text/javascript"
    assert "showNotification" in worker.text
