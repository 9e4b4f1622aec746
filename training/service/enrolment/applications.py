"""Anybody may ask to become an interpreter; the answer is the same whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa

from accounts.domain.cities import CITIES
from accounts.domain.links import LinkPurpose
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.service import memberships, organisations, password_links, recipients, users
from accounts.service.sign_in import folded_email
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter
from foundation.once import limits
from foundation.security.permissions import the_system
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from interpreters.domain.languages import Language
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.profile import Profile, Spoken, check_profile
from interpreters.service import roster
from training.service.people import learners
from training.store.tables import Interpreter, Organisation, User

# Enough for a class that applies from one room; too few for trying addresses out.
MOST_PER_HOUR, MOST_PER_ADDRESS_A_DAY, MOST_IN_ALL_PER_HOUR = 20, 3, 200
_MAY = (
    AccountsPermission.ACCOUNTS_OWN_ADMINISTER,
    AccountsPermission.ACCOUNTS_ANY_ADMINISTER,
    RosterPermission.ROSTER_CHANGE,
)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks: the name, where letters go, where she lives, what she speaks."""

    full_name: str
    email: str
    city: str
    languages: Sequence[Language]
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


def ask(uow: UnitOfWork, asking: Asking) -> None:
    """Take somebody in as an applicant with an account; whoever is known gets a letter instead.

    Nothing that the asker sees tells the two apart.
    """
    profile = _profile(asking)
    address = folded_email(asking.email)
    problems = users.problems_of(address, profile.full_name, asking.reads)
    problems.check()
    check_profile(profile)
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
    password_links.send(inside, user, LinkPurpose.FIRST)
    entry = roster.admit(inside, profile, email=address)
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
        languages=tuple(Spoken(language) for language in asking.languages),
    )


def _remind(uow: UnitOfWork, user: User) -> None:
    """Somebody with an account asked again, or somebody else typed her address."""
    letter = Letter(
        subject=say("You have an account in Ieum already"),
        sentences=(
            say("Somebody asked to become an interpreter with this address."),
            say("You need not do anything. To see the courses, sign in with your account."),
        ),
        path="/login",
        about=f"user:{user.id}",
        closing=letters.SIGN_IN,
    )
    letters.write(uow, recipients.of_user(user), letter)


def _notify_centre(uow: UnitOfWork, entry: Interpreter) -> None:
    letter = Letter(
        subject=say("Somebody wants to become an interpreter"),
        sentences=(say("Please call and set a first password."),),
        path=f"/people/{entry.id}",
        about=f"interpreter:{entry.id}",
    )
    letters.write_to_all(uow, recipients.with_role(uow, Role.TRAINING_MANAGER), letter)
