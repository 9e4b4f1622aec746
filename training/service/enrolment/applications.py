"""Anybody may ask to become an interpreter; the answer, and its time, are the same whoever asks."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.domain.cities import CITIES
from accounts.domain.links import LinkPurpose
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.service import consents, memberships, organisations, password_links, recipients, users
from accounts.service.sign_in import folded_email
from foundation.database import queue
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.messages import letters
from foundation.messages.letters import Letter
from foundation.once import limits
from foundation.security.errors import Refused
from foundation.security.permissions import the_system
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from interpreters.domain.languages import Language, Level
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.profile import Profile, Spoken, check_profile
from interpreters.service import roster
from training.service.people import learners
from training.store.queries import newcomers as queries
from training.store.tables import Interpreter, Organisation, User

# Enough for a class that applies from one room; too few for trying addresses out.
MOST_PER_HOUR, MOST_PER_ADDRESS_A_DAY, MOST_IN_ALL_PER_HOUR = 20, 3, 200
TAKE_IN = "training.take_in_applicant"
_SEALED = ("job", TAKE_IN)
# Changed with the words of the box on the form (`training/enrolment/join.html`).
CONSENT_PURPOSE, CONSENT_VERSION = "application", "2026-11"
KEPT = timedelta(days=365)
THANKS = (
    say("Thank you for asking to become an interpreter. The centre has your application."),
    say("Choose a password with this link: so we know that the address is yours."),
)
AGAIN = (
    say("Your application is here already; you need not ask again."),
    say("You have not chosen a password yet. Here is a new link; the earlier one ends."),
)
_MAY = (
    AccountsPermission.ACCOUNTS_OWN_ADMINISTER,
    AccountsPermission.ACCOUNTS_ANY_ADMINISTER,
    RosterPermission.ROSTER_CHANGE,
)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks: the name, how to reach her, where she lives, what she speaks and how well, as she says.

    `consent` is the version of the words about personal data that she agreed to.
    """

    full_name: str
    email: str
    phone_number: str
    city: str
    languages: Sequence[Language]
    level: Level
    consent: str
    reads: str = "ko"


def count(uow: UnitOfWork, asking: Asking, source: str) -> None:
    """Count one more asking, in a transaction of its own; TooOften when there were too many.

    `source` is the network address; only keyed hashes of it and of the e-mail are kept.
    """
    hour, day = timedelta(hours=1), timedelta(days=1)
    limits.count(uow, "join", source, most=MOST_PER_HOUR, per=hour)
    limits.count(uow, "join-all", "", most=MOST_IN_ALL_PER_HOUR, per=hour)
    address = folded_email(asking.email)
    limits.count(uow, "join-address", address, most=MOST_PER_ADDRESS_A_DAY, per=day)


def hand_in(uow: UnitOfWork, asking: Asking) -> None:
    """Check an asking and keep it for the job that takes it in.

    Whether the address is known is looked up there, so that nothing the asker sees tells the two
    apart, the time of the answer neither.
    """
    _check(asking, uow.today)
    uow.enqueue(TAKE_IN, sealed=uow.cipher.close(json.dumps(asdict(asking)), *_SEALED))


def take_in(uow: UnitOfWork, sealed: str) -> None:
    """Take in what was handed in."""
    said: dict[str, Any] = json.loads(uow.cipher.open(sealed, *_SEALED))
    said["languages"] = [Language(code) for code in said["languages"]]
    said["level"] = Level(said["level"])
    ask(uow, Asking(**said))


def _check(asking: Asking, today: date) -> None:
    """Refuse what cannot be taken in, all faults at once."""
    profile = _profile(asking)
    problems = users.problems_of(folded_email(asking.email), profile.full_name, asking.reads)
    if not asking.phone_number.strip():
        problems.add("phone_number", say("Enter a phone number: the centre calls you back."))
    if asking.consent != CONSENT_VERSION:
        problems.add("consent", say("Without your agreement we may not keep your application."))
    try:
        check_profile(profile, today)
    except Refused as refused:
        for name, reasons in refused.problems.items():
            for reason in reasons if name not in problems.found else ():
                problems.add(name, reason)
    problems.check()


def ask(uow: UnitOfWork, asking: Asking) -> None:
    """Take somebody in as an applicant with an account; whoever is known gets a letter instead."""
    _check(asking, uow.today)
    profile = _profile(asking)
    address = folded_email(asking.email)
    inside = replace(uow, actor=the_system("applications", _MAY))
    # One at a time, or two at once would take the same roster code.
    centre = organisations.list_organisations(inside)[0]
    uow.db.execute(sa.select(Organisation.id).where(Organisation.id == centre.id).with_for_update())
    known = users.find_user_by_email(inside, address)
    if known is not None:
        _remind(inside, known)
        return
    user = users.add(inside, address, profile.full_name, asking.reads)
    memberships.add(inside, user, centre.id, Role.TRAINEE)
    consents.note(inside, user.id, CONSENT_PURPOSE, asking.consent)
    password_links.send(inside, user, LinkPurpose.FIRST, THANKS)
    entry = roster.admit(inside, profile, email=address, self_declared=True)
    learner = learners.of_interpreter(inside, entry.id)
    inside.record("learner.joined", subject=learner.id, user=user.id)
    _notify_centre(inside, entry)


def _profile(asking: Asking) -> Profile:
    hall = CITIES[asking.city].point if asking.city in CITIES else CITIES["suwon"].point
    return Profile(
        full_name=normalise_text(asking.full_name),
        city=asking.city,
        latitude=hall.latitude,
        longitude=hall.longitude,
        languages=tuple(Spoken(language, asking.level) for language in asking.languages),
        phone_number=asking.phone_number,
    )


def _remind(uow: UnitOfWork, user: User) -> None:
    """Somebody with an account asked again, or somebody else typed her address."""
    if user.active and not user.password_hash:
        password_links.send(uow, user, LinkPurpose.FIRST, AGAIN)
        return
    letter = Letter(
        subject=say("You have an account in Ieum already"),
        sentences=(
            say("Somebody asked to become an interpreter with this address."),
            say("You need not do anything. To see the courses, sign in with your account."),
            say("You forgot the password? The sign-in page sends you a link for another one."),
        ),
        path="/login",
        about=f"user:{user.id}",
        closing=letters.SIGN_IN,
    )
    letters.write(uow, recipients.of_user(user), letter)


def _notify_centre(uow: UnitOfWork, entry: Interpreter) -> None:
    letter = Letter(
        subject=say("Somebody wants to become an interpreter"),
        sentences=(
            say("The link for the first password went to the address given."),
            say(
                "Phone and address are listed under “New applicants”; you can send the link again there."
            ),
        ),
        path="/training/newcomers",
        about=f"interpreter:{entry.id}",
    )
    letters.write_to_all(uow, recipients.with_role(uow, Role.TRAINING_MANAGER), letter)


def forget_old(uow: UnitOfWork) -> None:
    """Forget applicants who never chose a password within a year, as the form promises."""
    for entry in queries.list_never_confirmed(uow.db, uow.today - KEPT):
        try:
            with uow.db.begin_nested():
                queries.delete_applicant(uow.db, entry)
        except IntegrityError:
            # Something else refers to her since: she is no mere applicant any more.
            continue
        uow.record("applicant.forgotten", subject=entry.id)
    queue.forget_done(uow.db, TAKE_IN, uow.now - timedelta(days=1))


JOBS: tuple[Job, ...] = (
    Job(name=TAKE_IN, run=take_in),
    Job(
        name="training.forget_applicants",
        run=forget_old,
        every=timedelta(days=1),
        offset=timedelta(hours=19),
    ),
)
