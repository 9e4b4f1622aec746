"""A small office with something on every page, for whoever walks through all of them."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.kinds import OrganisationKind
from accounts.domain.links import LinkPurpose
from accounts.domain.roles import Role
from accounts.service import invitations, office_alerts, password_links
from accounts.service.sign_in import hash_password
from accounts.store.tables import Organisation, Site, User
from dispatch.domain.feedback import FeedbackGiver, FeedbackKind, FeedbackTopic
from dispatch.domain.glossary import TermToKeep
from dispatch.domain.states import RunState
from dispatch.domain.waves import USUAL, PolicyScope
from dispatch.service.coverage import counting
from dispatch.service.engine import solving
from dispatch.service.feedback import giving
from dispatch.service.glossary import terms
from dispatch.service.helpline import calls, duty
from dispatch.service.helpline.calls import CallWish
from dispatch.service.plans import runs
from dispatch.service.plans.make import run_plan
from dispatch.service.waves import cascades, policies
from dispatch.store.tables import Offer
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.once import uploads
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from interpreters.domain.translators import TextLanguage
from interpreters.store.tables import Interpreter
from scheduling.domain.states import SessionState
from scheduling.store.busy_calendars import BusyCalendar
from tests.browser import small_pay, small_training, small_translations
from tests.dispatch.acting import acting, assign
from tests.dispatch.planned import DIES
from tests.dispatch.repairs.mending import a_bad_day, repaired
from tests.factories import (
    a_session,
    a_site,
    a_user,
    an_interpreter,
    an_organisation,
    available,
)
from tests.factories.calendars import a_busy_calendar
from tests.factories.dispatch import an_offer
from tests.factories.gains import a_gain, a_gain_run
from training.store.tables import ClassMeeting

DAY = date(2026, 11, 24)
REPAIRED_DAY = date(2026, 11, 26)
PASSWORD = "a long demo password"
HANH = "응우옌 티 하인"
WAGES = TermToKeep(
    source_language=TextLanguage.KOREAN,
    target_language=TextLanguage.VIETNAMESE,
    domain=Domain.LABOUR,
    source_text="임금체불",
    target_text="nợ lương",
)
# An address of the right form, that belongs to nobody.
SLACK = "slack://TAAAAAAAA/BBBBBBBBB/CCCCCCCCCCCCCCCCCCCCCCCC/#general"
INVITED = "새 상담사"
# What a file of twelve rows would do, in signs that are nobody's language.
PREVIEW: dict[str, Any] = {
    "counts": [["+", 7], ["=", 5]],
    "facts": [["1", "UTF-8"]],
    "columns": ["INT"],
    "first": [["2", "INT-901"]],
    "doubts": [],
    "doubt_count": 0,
}
CENTRE = (Role.COORDINATOR, Role.CENTRE_ADMIN, Role.TRAINING_MANAGER)
ROLES = (
    *CENTRE,
    Role.COUNSELLOR,
    Role.ORGANISATION_ADMIN,
    Role.INTERPRETER,
    Role.TRAINEE,
    Role.TRAINER,
    Role.ASSESSOR,
    Role.ACCOUNTANT,
)


A_COMPLAINT = giving.FeedbackGiven(
    kind=FeedbackKind.COMPLAINT,
    topic=FeedbackTopic.GENERAL,
    giver=FeedbackGiver.COUNSELLOR,
    words="주차할 곳이 없어요.",
)

# What people have typed: it stands on pages of every language.
TYPED = (
    A_COMPLAINT.words,
    *small_training.TYPED,
    small_translations.NOTE,
    small_translations.REMARK,
)


@dataclass
class SmallOffice:
    """The things in it that have pages of their own, by the name that addresses give them."""

    ids: dict[str, UUID] = field(default_factory=dict[str, UUID])
    uploads: dict[tuple[Role, str], UUID] = field(default_factory=dict[tuple[Role, str], UUID])
    names: list[str] = field(default_factory=list[str])
    # The code of a certificate.
    code: str = ""
    # Links for one use, by the page that they open.
    links: dict[str, str] = field(default_factory=dict[str, str])


def furnish(office: Office, kinds: list[str]) -> SmallOffice:
    """Fill an empty office: a day with open, asked and confirmed sessions, and a finished draft."""
    small = SmallOffice()
    with begin(office, the_system()) as uow:
        ansan = an_organisation(uow, "안산 이음이주민복지센터")
        people = _people(uow, ansan)
        _a_day(uow, ansan, people, small)
        small.code = small_training.teach(uow, ansan, people, small.ids)
        for role in ROLES:
            for kind in kinds:
                kept = uploads.Upload(f"{kind}.csv", b"")
                stored = uploads.keep(
                    acting(uow, people[role]), kind, kept, rows=12, preview=PREVIEW
                )
                small.uploads[role, kind] = stored
        small.links = _links(uow, ansan, people)
        small.ids["gain_id"] = a_gain(uow, a_gain_run(uow)).id
        small.ids["feedback_id"] = giving.give(acting(uow, people[Role.COUNSELLOR]), A_COMPLAINT).id
        small.ids["alert_id"] = _a_room(acting(uow, people[Role.CENTRE_ADMIN]))
        run = runs.ask_for_plan(uow, DAY, DAY, 2)
        small.ids["run_id"] = run.id
    run_plan(office, str(run.id), watch=solving.Watch(engine=DIES))
    with begin(office, the_system()) as uow:
        assert runs.get_run(uow, run.id).state == RunState.DONE
    _several_repairs(office, small)
    _weeks_that_were(office)
    with reading(office, the_system()) as uow:
        small.names = [*_names(uow), INVITED, *TYPED]
    return small


def _several_repairs(office: Office, small: SmallOffice) -> None:
    """Another day with three ways to fill its gaps."""
    with begin(office, the_system()) as uow:
        day = a_bad_day(uow, REPAIRED_DAY)
    small.ids["repair_id"] = repaired(office, day.day).id


def _weeks_that_were(office: Office) -> None:
    """A session of the last weeks that was held and one that nobody was found for, counted."""
    fates = {SessionState.HELD: "", SessionState.NOT_DELIVERED: "all_declined"}
    with begin(office, the_system()) as uow:
        day = uow.today - timedelta(days=12)
        for state, cause in fates.items():
            a_session(uow, day=day, state=state, cause=cause)
    counting.count_changed(office)


def _a_room(uow: UnitOfWork) -> UUID:
    room = office_alerts.RoomFields(
        name="Slack", address=SLACK, topics=["desk.urgent"], active=True
    )
    return office_alerts.add_room(uow, room).id


def _links(uow: UnitOfWork, ansan: Organisation, people: dict[Role, User]) -> dict[str, str]:
    """The addresses of a link for a password and of an invitation."""
    password = password_links.send(uow, people[Role.COUNSELLOR], LinkPurpose.RESET)
    sent = invitations.invite(
        uow,
        email="new@ieum.example",
        full_name=INVITED,
        language="ko",
        organisation_id=ansan.id,
        role=Role.COUNSELLOR,
    )
    links = {"passwords.show": password, "invitations.show": sent.link or ""}
    return {page: link.removeprefix(uow.settings.base_url) for page, link in links.items()}


def _people(uow: UnitOfWork, ansan: Organisation) -> dict[Role, User]:
    """One account for each role, all with one password."""
    centre = an_organisation(
        uow, "경기 이음이주민센터", kind=OrganisationKind.CENTRE, name_en="Gyeonggi Ieum Centre"
    )
    secret = hash_password(PASSWORD)
    return {
        role: a_user(
            uow,
            role,
            centre if role in (*CENTRE, Role.ACCOUNTANT) else ansan,
            email=f"{role}@ieum.example",
            full_name=HANH if role is Role.INTERPRETER else "강마루",
            password_hash=secret,
        )
        for role in ROLES
    }


def _a_day(
    uow: UnitOfWork, ansan: Organisation, people: dict[Role, User], small: SmallOffice
) -> None:
    """Sessions that are confirmed, asked for, and without anybody."""
    counsellor = people[Role.COUNSELLOR]
    site = a_site(uow, ansan, name="안산 상담실", name_en="Ansan office")
    hanh = an_interpreter(uow, HANH, user=people[Role.INTERPRETER], levels=("L2", "T2"))
    linh = an_interpreter(uow, "쩐 민 린", city="suwon")
    trainee = an_interpreter(
        uow, "팜 반 득", user=people[Role.TRAINEE], levels=(), standing="trainee"
    )
    small.ids |= small_translations.translate(uow, ansan, people, hanh)
    term = terms.add(acting(uow, people[Role.INTERPRETER]), WAGES)
    small.ids["term_id"] = term.id
    small.ids["calendar_id"] = a_busy_calendar(uow, hanh).id
    for person in (hanh, linh):
        available(uow, person)
    wanted: dict[str, Any] = {
        "organisation": ansan,
        "requester": counsellor,
        "site": site,
        "day": DAY,
    }
    duty.add_duty(
        acting(uow, people[Role.COORDINATOR]),
        hanh.id,
        weekdays=[0, 1, 2],
        starts=time(9),
        ends=time(18),
    )
    small.ids["call_id"] = _a_call(uow, ansan, people)
    confirmed = a_session(uow, start="09:30", minutes=30, **wanted)
    asked = a_session(uow, start="11:00", minutes=30, domain="labour", **wanted)
    nobody = a_session(uow, start="14:00", language="mn", **wanted)
    a_session(uow, start="15:00", minutes=90, **wanted)
    a_session(uow, start="16:00", minutes=30, modalities=("phone",), **wanted)
    small.ids |= {
        "assignment_id": assign(uow, confirmed, hanh).id,
        "offer_id": an_offer(uow, asked, hanh).id,
        "request_id": nobody.request_id,
        "served_request_id": confirmed.request_id,
        "asked_request_id": asked.request_id,
        "session_id": nobody.id,
        "person_id": hanh.id,
        "interpreter_id": hanh.id,
        "trainee_id": trainee.id,
        "site_id": site.id,
        "user_id": counsellor.id,
        "organisation_id": ansan.id,
        "policy_id": policies.add(uow, PolicyScope(priority=1), USUAL).id,
    }
    cascades.start(uow, nobody.id, 1, pool=())
    small.ids |= small_pay.pay(uow, people)


def _a_call(uow: UnitOfWork, ansan: Organisation, people: dict[Role, User]) -> UUID:
    """A call on demand that was taken, and is over."""
    hanh, asks = (acting(uow, people[role]) for role in (Role.INTERPRETER, Role.COUNSELLOR))
    duty.say_available(hanh, 30)
    wish = CallWish(
        organisation_id=ansan.id,
        language=Language.VIETNAMESE,
        domain=Domain.GENERAL,
        modality=Modality.PHONE,
        minutes=15,
        meeting_link="031-555-0101",
    )
    call = calls.open_call(asks, wish)
    offer = uow.db.scalars(sa.select(Offer).where(Offer.session_id == call.session_id)).one()
    calls.say_yes(hanh, offer.id)
    calls.end_call(hanh, call.id)
    return call.id


def _names(uow: UnitOfWork) -> list[str]:
    """Names of people, places and classes, which no page translates; the longest first."""
    columns = (
        Interpreter.full_name,
        User.full_name,
        Organisation.name,
        Site.name,
        ClassMeeting.title,
        BusyCalendar.name,
    )
    found = {name for column in columns for name in uow.db.scalars(sa.select(column))}
    return sorted(found, key=len, reverse=True)
