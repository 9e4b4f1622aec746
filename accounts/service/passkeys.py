"""Passkeys (WebAuthn): keys that a phone or computer holds; the only file that speaks webauthn.

A challenge is signed and dated and lies in the page, so that showing a page writes nothing; it counts once.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.exc import IntegrityError
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.domain.ids import UserId
from accounts.service import own_account
from accounts.store import second_step_queries as queries
from accounts.store.second_step_tables import AnsweredChallenge, Passkey
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Refused, refuse
from foundation.text.message import say
from foundation.text.normalise import normalise_text

NAME = "Ieum"
# A page may lie open for a while before anybody presses its button.
ANSWERED_WITHIN = timedelta(hours=1)
MOST_PASSKEYS, LONGEST_NAME, LONGEST_ANSWER = 10, 60, 20_000
NOT_OURS = say("This passkey does not open an account here. Sign in with your password.")
NOT_SHOWN = say("The passkey could not be checked. Load the page again and try once more.")


class ChallengePurpose(StrEnum):
    """What a challenge is for; an answer to one opens nothing else."""

    ADD = "add"
    ENTER = "enter"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class WebSite:
    """Where the reader is, `https://ieum.example`: passkeys belong to its name."""

    origin: str

    @property
    def name(self) -> str:
        """What browsers bind a passkey to."""
        return urlsplit(self.origin).hostname or ""

    @property
    def may_have_passkeys(self) -> bool:
        """Whether browsers make passkeys here: never for a bare number, and only over HTTPS or on this machine."""
        try:
            ip_address(self.name)
        except ValueError:
            return self.origin.startswith("https:") or self.name == "localhost"
        return False


def offer_adding(uow: UnitOfWork, site: WebSite) -> str:
    """What the browser is asked to make for the actor, as JSON."""
    user = own_account.get_own(uow)
    held = queries.list_passkeys(uow.db, user.id)
    options = generate_registration_options(
        rp_id=site.name,
        rp_name=NAME,
        user_id=user.id.bytes,
        user_name=user.email,
        user_display_name=user.full_name,
        challenge=_challenge(uow, ChallengePurpose.ADD, user.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(base64url_to_bytes(each.credential_id)) for each in held
        ],
    )
    return options_to_json(options)


def add(uow: UnitOfWork, site: WebSite, answer: str, name: str) -> Passkey:
    """Keep the passkey that the browser made for the actor."""
    user = own_account.get_own(uow)
    name = normalise_text(name)[:LONGEST_NAME]
    if not name:
        raise refuse("name", say("Enter a name for the passkey, such as “my phone”."))
    if len(queries.list_passkeys(uow.db, user.id)) >= MOST_PASSKEYS:
        raise refuse(
            "name", say("You have %(n)s passkeys. Remove one of them first.", n=MOST_PASSKEYS)
        )
    said = _read(answer)
    challenge = _answered(uow, said, ChallengePurpose.ADD, user.id)
    try:
        made = verify_registration_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise Refused(NOT_SHOWN) from error
    key = Passkey(
        user_id=user.id,
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=name,
        made_at=uow.now,
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(key)
    except IntegrityError as error:
        raise Conflict(say("This passkey is kept here already.")) from error
    return key


def remove(uow: UnitOfWork, passkey_id: UUID) -> Passkey:
    """Forget a passkey of the actor."""
    key = uow.db.get(Passkey, passkey_id)
    if key is None or key.user_id != uow.actor.user_id:
        raise NotFound
    uow.db.delete(key)
    uow.db.flush()
    return key


def offer_entering(uow: UnitOfWork, site: WebSite, user_id: UUID | None = None) -> str:
    """What the browser is asked to prove, as JSON: with any passkey of the site, or that the actor is there."""
    purpose = ChallengePurpose.ENTER if user_id is None else ChallengePurpose.CONFIRM
    held = () if user_id is None else queries.list_passkeys(uow.db, user_id)
    options = generate_authentication_options(
        rp_id=site.name,
        challenge=_challenge(uow, purpose, user_id),
        user_verification=UserVerificationRequirement.REQUIRED,
        allow_credentials=[
            PublicKeyCredentialDescriptor(base64url_to_bytes(each.credential_id)) for each in held
        ],
    )
    return options_to_json(options)


def check(uow: UnitOfWork, site: WebSite, answer: str, user_id: UUID | None = None) -> UserId:
    """Whose passkey answered; Refused when it is nobody's, not this user's, or answered something else."""
    said = _read(answer)
    purpose = ChallengePurpose.ENTER if user_id is None else ChallengePurpose.CONFIRM
    challenge = _answered(uow, said, purpose, user_id)
    key = queries.find_passkey(uow.db, str(said.get("id", "")))
    if key is None or (user_id is not None and key.user_id != user_id):
        raise Refused(NOT_OURS)
    try:
        shown = verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise Refused(NOT_SHOWN) from error
    key.sign_count, key.used_at = shown.new_sign_count, uow.now
    return key.user_id


def _challenge(uow: UnitOfWork, purpose: ChallengePurpose, user_id: UUID | None) -> bytes:
    body = [purpose, str(user_id or ""), uow.now.timestamp(), secrets.token_urlsafe(16)]
    return str(_serializer(uow).dumps(body)).encode()


def _answered(
    uow: UnitOfWork, said: dict[str, Any], purpose: ChallengePurpose, user_id: UUID | None
) -> bytes:
    """The challenge that was answered, if it is one of ours, for this and not too old; it counts once."""
    try:
        data = json.loads(base64url_to_bytes(said["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(data["challenge"])
        what, whom, at, _ = _serializer(uow).loads(challenge.decode())
    except (BadData, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(NOT_SHOWN) from error
    age = uow.now.timestamp() - at
    if (what, whom) != (purpose, str(user_id or "")) or age > ANSWERED_WITHIN.total_seconds():
        raise Refused(NOT_SHOWN)
    used = AnsweredChallenge(
        challenge_hash=hashlib.sha256(challenge).hexdigest(), answered_at=uow.now
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(used)
    except IntegrityError as error:
        raise Refused(NOT_SHOWN) from error
    return challenge


def _read(answer: str) -> dict[str, Any]:
    try:
        said = json.loads(answer[:LONGEST_ANSWER])
    except (ValueError, RecursionError) as error:
        raise Refused(NOT_SHOWN) from error
    if not isinstance(said, dict):
        raise Refused(NOT_SHOWN)
    return said  # pyright: ignore[reportUnknownVariableType]  looked at by the library


def _serializer(uow: UnitOfWork) -> URLSafeSerializer:
    keys = [*uow.settings.secret_key_fallbacks, uow.settings.secret_key]
    return URLSafeSerializer(keys, salt="passkey challenges")


def forget_old(uow: UnitOfWork) -> None:
    """Forget challenges that nobody could answer again."""
    queries.forget_answered_challenges(uow.db, uow.now - 2 * ANSWERED_WITHIN)
