"""Open Badges: a stranger checks them with a library of their own, alone or baked into a picture."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import jwt
import pytest
from flask import Flask
from openbadgeslib import ob3

from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Unavailable
from foundation.security.permissions import the_system
from tests.conftest import SetClock, make_web_app
from tests.factories import a_user
from tests.signing_in import sign_in
from tests.training.certified import a_centre, a_granted, a_holder
from training.domain.documents import DocumentStatus
from training.service.documents import documents, verification


@pytest.fixture
def https_office(office: Office) -> Office:
    return replace(office, settings=replace(office.settings, base_url="https://ieum.example"))


def served(app: Flask) -> Callable[[str], bytes]:
    """What a stranger downloads from the office's address."""
    web = app.test_client()
    return lambda url: web.get(url.removeprefix("https://ieum.example")).data


def test_a_stranger_checks_the_badge_and_sees_it_revoked(
    https_office: Office, clock: SetClock
) -> None:
    """With the library's own verifier, anchored on did:web, and with nothing but PyJWT."""
    # The verifier asks the machine's clock; badge and list begin before it.
    clock.now = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
    download = served(make_web_app(https_office, clock))
    with begin(https_office, the_system()) as uow:
        a_centre(uow)
        certification = a_granted(uow, a_holder(uow))
        document = documents.issue_certificate(uow, certification.id)
        token = verification.badge(uow, document)
    verifier = ob3.OB3Verifier.for_issuer_did("did:web:ieum.example", download)
    credential = verifier.verify(token, check_status=True, download=download)
    assert credential.issuer.id == "did:web:ieum.example"

    method = json.loads(download("https://ieum.example/.well-known/did.json"))["verificationMethod"]
    key = jwt.PyJWK(method[0]["publicKeyJwk"]).key
    claims = jwt.decode(token, key, algorithms=["EdDSA"])
    assert claims["iss"] == "did:web:ieum.example"
    assert claims["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    head, body, signature = token.split(".")
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(f"{head}.{body}.{_other(signature)}", key, algorithms=["EdDSA"])

    with begin(https_office, the_system()) as uow:
        documents.end_for(uow, certification.id, DocumentStatus.REVOKED)
    with pytest.raises(ob3.OB3VerificationError, match="'revocation' is set"):
        verifier.verify(token, check_status=True, download=download)


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_picture_of_a_badge_carries_it_signed(
    https_office: Office, clock: SetClock, form: str
) -> None:
    clock.now = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
    app = make_web_app(https_office, clock)
    with begin(https_office, the_system()) as uow:
        a_centre(uow)
        user = a_user(uow, Role.INTERPRETER)
        issued = documents.issue_certificate(uow, a_granted(uow, a_holder(uow, user=user)).id)
        holder = issued.printed["holder"]
    web = app.test_client()
    sign_in(web, user)
    picture = web.get(f"/documents/{issued.id}/badge.{form}")
    assert picture.status_code == 200
    assert picture.mimetype in {"image/svg+xml", "image/png"}
    extract = {
        "svg": ob3.OB3Verifier.extract_token_from_svg,
        "png": ob3.OB3Verifier.extract_token_from_png,
    }[form]
    verifier = ob3.OB3Verifier.for_issuer_did("did:web:ieum.example", served(app))
    credential = verifier.verify(extract(picture.data), check_status=True, download=served(app))
    assert credential.id == f"urn:uuid:{issued.id}"
    assert not any(name.encode() in picture.data for name in holder.values() if name)
    page = web.get(f"/documents/{issued.id}").get_data(as_text=True)
    assert f"/documents/{issued.id}/badge.{form}" in page
    assert f"배지: {issued.printed['scheme']['title']}," in page


def test_a_badge_needs_an_https_address(uow: UnitOfWork) -> None:
    a_centre(uow)
    document = documents.issue_certificate(uow, a_granted(uow, a_holder(uow)).id)
    with pytest.raises(Unavailable):
        verification.badge(uow, document)


def _other(signature: str) -> str:
    """A signature of the same length with its first sign changed."""
    return ("A" if signature[0] != "A" else "B") + signature[1:]


def test_a_badge_is_checked_after_the_secret_key_was_renewed(
    https_office: Office, clock: SetClock
) -> None:
    clock.now = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
    with begin(https_office, the_system()) as uow:
        a_centre(uow)
        certification = a_granted(uow, a_holder(uow))
        document = documents.issue_certificate(uow, certification.id)
        token = verification.badge(uow, document)
    before = https_office.settings

    def checked(**changes: object) -> object:
        renewed = replace(https_office, settings=replace(before, **changes))  # pyright: ignore[reportArgumentType]  values of tests
        download = served(make_web_app(renewed, clock))
        verifier = ob3.OB3Verifier.for_issuer_did("did:web:ieum.example", download)
        return verifier.verify(token, check_status=True, download=download)

    new = {"secret_key": "another secret", "secret_key_fallbacks": (before.secret_key,)}
    assert checked(**new)
    assert checked(badge_key="0f1e2d3c4b5a6978" * 4)
    with pytest.raises(ob3.OB3VerificationError):
        checked(secret_key="another secret")

    renewed = replace(https_office, settings=replace(before, **new))  # pyright: ignore[reportArgumentType]  values of tests
    with begin(renewed, the_system()) as uow:
        methods = verification.did_document(uow)["verificationMethod"]
    names = [str(method["id"]) for method in cast("list[dict[str, object]]", methods)]
    assert len({*names}) == len(names) == 2
