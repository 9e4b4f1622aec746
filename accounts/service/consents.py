"""Who agreed to what about secrecy and personal data, in which words, under which name, and when."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from accounts.domain.consents import (
    LONGEST_TEXT,
    NEEDED_LANGUAGES,
    SHORTEST_TEXT,
    ConsentPurpose,
)
from accounts.domain.events import ConsentSigned
from accounts.domain.ids import UserId
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.service import own_account, recipients, users
from accounts.store import consent_queries as queries
from accounts.store.consent_tables import ConsentText
from accounts.store.tables import PrivacyConsent, User
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.messages import letters, outbox
from foundation.messages.letters import Letter
from foundation.security.errors import Conflict, NotFound, Problems, TooOften, refuse
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.times.zones import local_clock

P = ConsentPurpose
# Who speaks for others signs; everybody may.
SIGNERS = Role.INTERPRETER
# Nobody is reminded again sooner, however often the button is pressed.
REMIND_AGAIN = timedelta(hours=1)
TEXT_CHANGED = say("The text has changed meanwhile. Please read the new one.")


@dataclass(frozen=True, kw_only=True)
class OwnConsent:
    """A text that the reader is asked to sign, and her signature of its newest version, if there is one."""

    text: ConsentText
    signed: PrivacyConsent | None
    # an older version was signed: the words have changed since
    is_again: bool

    def words_in(self, language: str) -> str:
        """The text in a language, else in English."""
        return self.text.words.get(language) or self.text.words["en"]


@dataclass(frozen=True)
class Unsigned:
    """Somebody who interprets, and what they have not signed in its newest words."""

    user: User
    purposes: Sequence[ConsentPurpose]


def note(uow: UnitOfWork, user_id: UUID, purpose: str, version: str, *, name: str = "") -> None:
    """Keep that somebody agreed to `purpose` in the words of `version`, now; under the name that they signed with."""
    uow.db.add(
        PrivacyConsent(
            user_id=UserId(user_id),
            purpose=purpose,
            version=version,
            given_at=uow.now,
            signed_name=name,
        )
    )
    uow.db.flush()
    uow.record("consent.given", subject=user_id, purpose=purpose, version=version)


def standing_texts(uow: UnitOfWork) -> Mapping[ConsentPurpose, ConsentText]:
    """The newest version of each purpose that the office has published."""
    return {text.purpose: text for text in queries.list_texts(uow.db)}


def list_versions(uow: UnitOfWork, purpose: ConsentPurpose) -> Sequence[ConsentText]:
    """Every version of a purpose, the newest first, for whoever keeps the words."""
    uow.require(AccountsPermission.CONSENTS_KEEP)
    return [text for text in reversed(queries.list_texts(uow.db)) if text.purpose is purpose]


def publish(uow: UnitOfWork, purpose: ConsentPurpose, words: Mapping[str, str]) -> ConsentText:
    """Publish new words: everybody is asked to sign them, whatever they signed before.

    Refused, all at once, without Korean and English, or with a text too short or too long; Conflict when nothing has changed.
    """
    uow.require(AccountsPermission.CONSENTS_KEEP)
    kept = {language: text.strip() for language, text in words.items() if text.strip()}
    problems = Problems()
    for language in NEEDED_LANGUAGES:
        if language not in kept:
            problems.add(language, say("Enter the text. Korean and English are needed."))
    for language, text in kept.items():
        if not SHORTEST_TEXT <= len(text) <= LONGEST_TEXT:
            low, high = SHORTEST_TEXT, f"{LONGEST_TEXT:,}"
            problems.add(language, say("Enter %(low)s to %(high)s characters.", low=low, high=high))
    problems.check()
    before = standing_texts(uow).get(purpose)
    if before is not None and before.words == kept:
        raise Conflict(say("Nothing has changed in the text."))
    text = ConsentText(
        purpose=purpose,
        version=str(1 if before is None else int(before.version) + 1),
        words=kept,
        published_at=uow.now,
        published_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(text)
    except IntegrityError as error:
        # Somebody else has just published the version with this number.
        raise Conflict(TEXT_CHANGED) from error
    uow.record("consent.published", purpose=purpose, version=text.version)
    return text


def list_own(uow: UnitOfWork) -> list[OwnConsent]:
    """What the actor is asked to sign, signed or not."""
    who = own_account.get_own(uow).id
    texts = standing_texts(uow)
    signed = queries.list_signed(uow.db, [who], texts)
    found: list[OwnConsent] = []
    for purpose, text in texts.items():
        own = [each for each in signed if each.purpose == purpose]
        newest = next((each for each in own if each.version == text.version), None)
        found.append(OwnConsent(text=text, signed=newest, is_again=bool(own) and newest is None))
    return found


def sign(uow: UnitOfWork, text_id: UUID, name: str) -> None:
    """Sign a text as the actor, under her name. Signed twice it is signed once.

    Refused under another name; Conflict when the words have changed since the page was opened.
    """
    user = own_account.get_own(uow)
    text = uow.db.get(ConsentText, text_id)
    if text is None:
        raise NotFound
    queries.lock_users(uow.db, [user.id])
    if standing_texts(uow)[text.purpose].id != text.id:
        raise Conflict(TEXT_CHANGED)
    if normalise_text(name).casefold() != normalise_text(user.full_name).casefold():
        raise refuse(
            "name",
            say("Write your name as it stands in your account: %(name)s", name=user.full_name),
        )
    signed = queries.list_signed(uow.db, [user.id], [text.purpose])
    if any(each.version == text.version for each in signed):
        return
    note(uow, user.id, text.purpose.value, text.version, name=user.full_name)
    uow.announce(ConsentSigned(UserId(user.id), text.purpose))


def signatures_of(
    uow: UnitOfWork, user_ids: Collection[UUID], purposes: Collection[ConsentPurpose]
) -> tuple[Sequence[ConsentText], frozenset[tuple[UUID, UUID]]]:
    """The newest texts of some purposes, and which accounts signed which of them; the caller has checked who asks."""
    texts = [text for purpose, text in standing_texts(uow).items() if purpose in purposes]
    newest = {(text.purpose.value, text.version): text.id for text in texts}
    signed = queries.list_signed(uow.db, user_ids, purposes) if texts else ()
    return texts, frozenset(
        (each.user_id, newest[each.purpose, each.version])
        for each in signed
        if (each.purpose, each.version) in newest
    )


def list_unsigned(uow: UnitOfWork) -> list[Unsigned]:
    """Who interprets and has not signed the newest words of everything, by name."""
    uow.require(AccountsPermission.CONSENTS_KEEP)
    texts = standing_texts(uow)
    people = users.list_with_role(uow, SIGNERS)
    signed = {
        (each.user_id, each.purpose, each.version)
        for each in queries.list_signed(uow.db, [user.id for user in people], texts)
    }
    found = [
        Unsigned(
            user, [p for p, text in texts.items() if (user.id, p.value, text.version) not in signed]
        )
        for user in people
    ]
    return [each for each in found if each.purposes]


def remind(uow: UnitOfWork) -> int:
    """Ask everybody who has not signed to do so; how many were written to. TooOften when all of them have just been.

    Whoever was reminded less than an hour ago is left out.
    """
    wanted = list_unsigned(uow)
    queries.lock_users(uow.db, [each.user.id for each in wanted])
    just = _reminded(uow, [each.user.id for each in wanted])
    count = sum(
        _remind(uow, each.user, len(each.purposes)) for each in wanted if each.user.id not in just
    )
    if count:
        uow.record("consent.reminded", count=count)
    elif just:
        raise _too_soon(uow, max(just.values()))
    return count


def remind_one(uow: UnitOfWork, user_id: UUID) -> None:
    """Ask one person to sign what she has not; the caller has checked who asks.

    Conflict when nothing is missing; TooOften when she was reminded less than an hour ago.
    """
    user = users.find_user(uow, user_id)
    queries.lock_users(uow.db, [user_id])
    texts, signed = signatures_of(uow, [user_id], list(P))
    missing = [text for text in texts if (user_id, text.id) not in signed]
    if user is None or not missing:
        raise Conflict(say("Everything that is published has been signed meanwhile."))
    just = _reminded(uow, [user_id])
    if just:
        raise _too_soon(uow, just[user_id])
    if not _remind(uow, user, len(missing)):
        raise Conflict(say("This account is closed: nothing can be sent to it."))
    uow.record("consent.reminded", subject=user_id, count=1)


def _reminded(uow: UnitOfWork, user_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Whoever of them was reminded less than an hour ago, and when."""
    abouts = {_about(user_id): user_id for user_id in user_ids}
    written = outbox.last_written(uow, abouts, uow.now - REMIND_AGAIN)
    return {abouts[about]: at for about, at in written.items()}


def _too_soon(uow: UnitOfWork, last: datetime) -> TooOften:
    again, zone = last + REMIND_AGAIN, uow.settings.zone
    return TooOften(
        say(
            "A reminder was sent at %(time)s. The next one can be sent from %(again)s.",
            time=local_clock(last, zone),
            again=local_clock(again, zone),
        ),
        pause=again - uow.now,
    )


def _about(user_id: UUID) -> str:
    return f"consents:{user_id}"


def _remind(uow: UnitOfWork, user: User, n: int) -> bool:
    letter = Letter(
        subject=say("Please sign"),
        sentences=(say("The centre asks you to read and sign: %(n)s texts wait for you.", n=n),),
        path="/account/consents",
        about=_about(user.id),
    )
    return letters.write(uow, recipients.of_user(user), letter)


def remind_weekly(uow: UnitOfWork) -> None:
    """The job: remind whoever has not signed, once a week."""
    with suppress(TooOften):
        remind(uow)


JOBS = (
    Job(
        name="accounts.remind_of_consents",
        run=remind_weekly,
        every=timedelta(days=7),
        offset=timedelta(days=4, hours=1),
    ),
)
