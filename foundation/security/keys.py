"""Keys for one purpose each, made from the secret key, which never lies in the database."""

import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from foundation.config import Settings

BYTES = 32


def key_for(settings: Settings, purpose: str) -> bytes:
    """A key for one purpose; whoever knows it knows neither the secret key nor another purpose's."""
    return key_of_secret(settings.secret_key, purpose)


def key_of_secret(secret_key: str, purpose: str) -> bytes:
    """The same of one secret key, for what was made before the key was changed."""
    made = HKDF(algorithm=SHA256(), length=BYTES, salt=None, info=f"ieum {purpose}".encode())
    return made.derive(secret_key.encode())


def keyed_hash(settings: Settings, purpose: str) -> "hmac.HMAC":
    """A hash that nobody can repeat, guess by guess, from a copy of the database alone."""
    return hmac.new(key_for(settings, purpose), digestmod="sha256")
