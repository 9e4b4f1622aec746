"""Speaking OpenID Connect with a sign-in service; the only file that speaks authlib and joserfc.

Nothing here touches the database: a service that hangs must not hold a transaction.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from foundation.security.errors import Unavailable
from foundation.text.message import say

SECONDS = 8
LARGEST = 200_000
LONGEST_SUBJECT = 255
# A clock over there may be a minute off.
LEEWAY = 60
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
ASKED = "openid email profile"
NO_ANSWER = say("The sign-in service does not answer as it should. Sign in with your password.")


@dataclass(frozen=True)
class Client:
    """How we are known at a service, and where it sends people back to."""

    issuer: str
    client_id: str
    secret: str
    back: str


@dataclass(frozen=True)
class Told:
    """Whom a service says it has signed in. The address counts only if it says that it was checked."""

    subject: str
    email: str = ""


def is_safe(address: str) -> bool:
    """Whether an address may be a service: over HTTPS, or on this computer."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    is_here = parts.scheme == "http" and host in {"localhost", "127.0.0.1"}
    return bool(host) and (parts.scheme == "https" or is_here) and not parts.username


def ask(client: Client, *, state: str, nonce: str, verifier: str) -> str:
    """Where the browser goes to sign in; Unavailable when the service cannot be reached."""
    known = discover(client.issuer)
    with _session(client) as session:
        address, _ = session.create_authorization_url(
            known["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
    return str(address)


def refuse_mix_up(client: Client, issuer: str | None) -> None:
    """Refuse what another service has sent back than was asked (RFC 9207): its code is not for this one to see."""
    if issuer is not None and issuer != client.issuer:
        raise Unavailable(NO_ANSWER)


def hear(client: Client, code: str, *, nonce: str, verifier: str, now: datetime) -> Told:
    """Whom the service has signed in, by the code that the browser brought back; Unavailable if it proves nothing."""
    known = discover(client.issuer)
    try:
        with _session(client) as session:
            token: dict[str, Any] = session.fetch_token(
                known["token_endpoint"], code=code, code_verifier=verifier
            )
        keys = KeySet.import_key_set(_get(known["jwks_uri"]))  # pyright: ignore[reportArgumentType]  checked by it
        signed = jwt.decode(str(token["id_token"]), keys, algorithms=list(ALGORITHMS))
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": client.issuer},
            aud={"essential": True, "value": client.client_id},
            sub={"essential": True},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        rules.validate(signed.claims)
    except (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError) as error:
        raise Unavailable(NO_ANSWER) from error
    claims = signed.claims
    subject = str(claims["sub"])
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise Unavailable(NO_ANSWER)
    return Told(
        subject, str(claims.get("email", "")) if claims.get("email_verified") is True else ""
    )


def discover(issuer: str) -> Mapping[str, Any]:
    """What a service says of itself; Unavailable when that is not what the standard asks."""
    try:
        known = _get(issuer.rstrip("/") + "/.well-known/openid-configuration")
        ends = [known[name] for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if known["issuer"] != issuer or not all(is_safe(each) for each in ends):
            raise Unavailable(NO_ANSWER)
    except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unavailable(NO_ANSWER) from error
    return known


def _session(client: Client) -> Any:
    # It is a session of requests, but its types do not say so.
    session: Any = OAuth2Session(
        client.client_id,
        client.secret,
        scope=ASKED,
        redirect_uri=client.back,
        code_challenge_method="S256",
        default_timeout=SECONDS,
    )
    session.trust_env = False
    session.max_redirects = 0
    return session


def _get(address: str) -> dict[str, Any]:
    if not is_safe(address):
        raise ValueError(address)
    with requests.Session() as session:
        session.trust_env = False
        with session.get(address, timeout=SECONDS, allow_redirects=False, stream=True) as answer:
            answer.raise_for_status()
            raw = answer.raw.read(LARGEST, decode_content=True)
    found: dict[str, Any] = json.loads(raw)
    return found
