"""Settings: one frozen object, read once from the environment."""

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

PREFIX = "IEUM_"
# An old name that is still set would leave the new one at its default, and stored secrets unreadable.
RENAMED = {"IEUM_SEALING_KEYS": "IEUM_ENCRYPTION_KEYS"}
S = TypeVar("S")
SHORTEST_KEY = 32
LEAST_DIFFERENT = 8


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of this floor, with the values an office would start from.

    A package above declares its own in `domain/settings.py` and reads them with `settings.of(...)`.
    Each is read from the environment variable `IEUM_<NAME>`; `.env.example` and
    `docs/operations.md` describe them one by one.
    """

    # where things are
    database_url: str = field(default="sqlite:///var/ieum.db", repr=False)
    secret_key: str = field(default="", repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    encryption_keys: tuple[str, ...] = field(default=(), repr=False)
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    secure_cookies: bool = False
    trusted_proxies: int = 0
    time_zone: str = "Asia/Seoul"
    languages: tuple[str, ...] = ("ko", "en")
    demo: bool = False

    # mail: without a host, the outbox page shows what would be sent
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_starttls: bool = True
    mail_from: str = "ieum@ieum.example"

    # background work
    job_threads: int = 2
    job_lease_seconds: int = 30
    job_attempts: int = 5

    # documents: fonts from this folder instead of the font packs; the key that signs Open Badges
    font_folder: str = ""
    badge_key: str = field(default="", repr=False)

    # limits
    upload_megabytes: int = 16
    page_size: int = 50

    # what upper packages add, by the class that declares it
    sections: Mapping[type[Any], Any] = field(default_factory=dict[type[Any], Any])

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the office wall clock."""
        return ZoneInfo(self.time_zone)

    def of(self, section: type[S]) -> S:
        """The settings that a package declares: as given, else with its defaults."""
        given: S | None = self.sections.get(section)
        return section() if given is None else given


def settings_from(values: Mapping[str, object], sections: Iterable[type[Any]] = ()) -> Settings:
    """Settings with some values given by name, each put where it is declared; KeyError for a name that is not."""
    left = dict(values)

    def taken(declared: type[Any]) -> dict[str, Any]:
        return {name: left.pop(name) for name in names_of(declared) if name in left}

    given = {section: section(**taken(section)) for section in sections}
    settings = Settings(**taken(Settings), sections=given)
    if left:
        raise KeyError(f"there are no settings called {', '.join(sorted(left))}")
    return settings


def names_of(declared: type[Any]) -> list[str]:
    """What the environment may set of the settings here or of a package."""
    return [item.name for item in fields(declared) if item.name != "sections"]


def read_settings(
    environ: Mapping[str, str] | None = None, sections: Iterable[type[Any]] = ()
) -> Settings:
    """Read the settings of this floor and of the `sections`; ValueError names the variable that is wrong."""
    values = _read_values(os.environ if environ is None else environ, sections)
    settings = _as_https_asks(settings_from(values, sections), values)
    if not settings.secret_key or not settings.encryption_keys:
        settings = _with_local_keys(settings)
    weak = _weak_keys(settings)
    if weak:
        raise ValueError("\n".join(weak))
    return settings


def _read_values(source: Mapping[str, str], sections: Iterable[type[Any]]) -> dict[str, object]:
    """What the environment sets, each value as the kind that its default is."""
    for old, new in RENAMED.items():
        if source.get(old):
            raise ValueError(f"{old} is called {new} now")
    values: dict[str, object] = {}
    for declared in (Settings, *sections):
        usual = declared()
        for name in names_of(declared):
            variable = PREFIX + name.upper()
            if variable in source:
                try:
                    values[name] = _parse(getattr(usual, name), source[variable])
                except ValueError as error:
                    raise ValueError(f"{variable}: {error}") from error
    return values


def _as_https_asks(settings: Settings, given: Mapping[str, object]) -> Settings:
    """What was not set follows the address that people use: with HTTPS, what browsers then can keep to."""
    address = urlsplit(settings.base_url)
    if address.scheme != "https" or not address.hostname:
        return settings
    return replace(
        settings,
        secure_cookies=bool(given.get("secure_cookies", True)),
        trusted_hosts=settings.trusted_hosts
        if "trusted_hosts" in given
        else (address.hostname, "127.0.0.1", "localhost", "::1"),
    )


def _weak_keys(settings: Settings) -> list[str]:
    """One line for each key that could be guessed, or that nothing can be encrypted with."""
    found = [
        f"{variable}: give at least {SHORTEST_KEY} characters made by chance, such as `openssl rand -hex 32`"
        for variable, keys in (
            ("IEUM_SECRET_KEY", (settings.secret_key,)),
            ("IEUM_SECRET_KEY_FALLBACKS", settings.secret_key_fallbacks),
        )
        if any(len(key) < SHORTEST_KEY or len(set(key)) < LEAST_DIFFERENT for key in keys)
    ]
    names = [key.partition(":")[0] for key in settings.encryption_keys]
    parts = [key.partition(":")[2] for key in settings.encryption_keys]
    if any(not _is_chance(part) for part in parts) or not all(names) or len({*names}) < len(names):
        found.append(
            "IEUM_ENCRYPTION_KEYS: give each as `id:64 hex digits` made by chance (`openssl rand -hex 32`), "
            "no id twice"
        )
    if settings.badge_key and not _is_chance(settings.badge_key):
        found.append("IEUM_BADGE_KEY: give 64 hex digits made by chance (`openssl rand -hex 32`)")
    return found


def _is_chance(text: str) -> bool:
    """Whether a text can be 32 bytes made by chance: of 64 such digits some ten kinds are always there."""
    is_hex = re.fullmatch(r"[0-9a-fA-F]{64}", text) is not None
    return is_hex and len(set(bytes.fromhex(text))) >= LEAST_DIFFERENT


def _parse(default: object, text: str) -> object:
    if isinstance(default, bool):
        if text.lower() not in {"0", "1", "true", "false", "yes", "no"}:
            raise ValueError("expected 1 or 0")
        return text.lower() in {"1", "true", "yes"}
    if isinstance(default, int):
        number = int(text)
        if number < 0:
            raise ValueError("expected 0 or more")
        return number
    if isinstance(default, float):
        return float(text)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _with_local_keys(settings: Settings) -> Settings:
    """Fill missing keys from a private file, so that a laptop needs no set-up.

    Only for the embedded database: with a server the keys must be given.
    """
    if not settings.database_url.startswith("sqlite"):
        raise ValueError("IEUM_SECRET_KEY and IEUM_ENCRYPTION_KEYS must be set for this database")
    path = Path(settings.database_url.removeprefix("sqlite:///")).with_suffix(".key")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"{secrets.token_hex(32)}\n{secrets.token_hex(32)}\n")
    secret, encryption = path.read_text().split()
    return replace(
        settings,
        secret_key=settings.secret_key or secret,
        encryption_keys=settings.encryption_keys or (f"local:{encryption}",),
    )
