"""Settings: one frozen object, read once from the environment."""

import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from foundation.addresses import Sender, read_sender

PREFIX = "IEUM_"
# An old name that is still set would leave the new one at its default, and stored secrets unreadable.
RENAMED = {
    "IEUM_SEALING_KEYS": "IEUM_ENCRYPTION_KEYS",
    "IEUM_VIOLENCE_SESSIONS_PER_DAY": "IEUM_HEAVY_SESSIONS_PER_DAY",
}
S = TypeVar("S")
# The languages of the pages themselves.
INTERFACE_LANGUAGES = ("ko", "en")
SHORTEST_KEY, LEAST_DIFFERENT = 32, 8
LAST_PORT = 65_535
MOST_DIGITS = 9
EMBEDDED, SERVER = "sqlite:///", "postgresql+psycopg://"
# The name of a setting, and what is wrong with its value.
Fault = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of this floor, with the values an office would start from.

    A package above declares its own in `domain/settings.py` and reads them with `settings.of(...)`.
    Each is read from the environment variable `IEUM_<NAME>`; `.env.example` and
    `docs/operations.md` describe them one by one. `faults` of this class and of each package's
    says which values mean nothing, so that all of them are told at the start.
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
    smtp_tls: bool = False
    smtp_ca_file: str = ""
    mail_from: str = "ieum@ieum.example"

    # background work
    job_threads: int = 2
    job_lease_seconds: int = 30
    job_attempts: int = 5

    # documents: fonts from this folder instead of the font packs; the key that signs Open Badges
    font_folder: str = ""
    badge_key: str = field(default="", repr=False)
    badge_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)

    # limits
    upload_megabytes: int = 16
    page_size: int = 50
    # how often one token of the API may ask in a minute
    api_per_minute: int = 120

    # what upper packages add, by the class that declares it
    sections: Mapping[type[Any], Any] = field(default_factory=dict[type[Any], Any])

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the office wall clock."""
        return ZoneInfo(self.time_zone)

    @property
    def sender(self) -> Sender:
        """Whom mail comes from."""
        found = read_sender(self.mail_from)
        if found is None:
            raise ValueError("IEUM_MAIL_FROM is no address")
        return found

    @property
    def database_file(self) -> Path | None:
        """The file of an embedded database; None with a server, and for one in memory."""
        path = self.database_url.removeprefix(EMBEDDED)
        is_file = self.database_url.startswith(EMBEDDED) and path not in {"", ":memory:"}
        return Path(path) if is_file else None

    def faults(self) -> Iterator[Fault]:
        """Values that mean nothing."""
        if not self.database_url.startswith((EMBEDDED, "sqlite://", SERVER)):
            yield "database_url", f"give {EMBEDDED}path or {SERVER}user@host/name"
        if self.time_zone not in available_timezones():
            yield "time_zone", f"there is no time zone “{self.time_zone}”; write it like Asia/Seoul"
        unknown = [code for code in self.languages if code not in INTERFACE_LANGUAGES]
        if unknown or not self.languages:
            yield "languages", f"choose from {', '.join(INTERFACE_LANGUAGES)}"
        address = urlsplit(self.base_url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            yield "base_url", "give the whole address, such as https://ieum.example.kr"
        if not 0 < self.smtp_port <= LAST_PORT:
            yield "smtp_port", f"expected a port from 1 to {LAST_PORT}"
        if self.smtp_ca_file and not Path(self.smtp_ca_file).is_file():
            yield "smtp_ca_file", f"there is no file {self.smtp_ca_file}"
        if read_sender(self.mail_from) is None:
            yield "mail_from", "give one address: ieum@centre.kr, or Ieum <ieum@centre.kr>"
        yield from at_least_one(
            self,
            "job_threads",
            "job_lease_seconds",
            "job_attempts",
            "upload_megabytes",
            "page_size",
            "api_per_minute",
        )

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


def at_least_one(section: Any, *names: str) -> Iterator[Fault]:
    """Faults of those numbers among a section's that are 0."""
    for name in names:
        if getattr(section, name) < 1:
            yield name, "expected 1 or more"


def read_settings(
    environ: Mapping[str, str] | None = None, sections: Iterable[type[Any]] = ()
) -> Settings:
    """Read the settings of this floor and of the `sections`.

    ValueError names every variable that is wrong, one a line.
    """
    source = os.environ if environ is None else environ
    sections = tuple(sections)
    values, lines = _read_values(source, sections)
    settings = _as_https_asks(settings_from(values, sections), values)
    for section in (settings, *settings.sections.values()):
        checks = getattr(section, "faults", None)
        found = () if checks is None else checks()
        lines += [f"{PREFIX}{name.upper()}: {reason}" for name, reason in found]
    if not settings.secret_key or not settings.encryption_keys:
        if settings.database_url.startswith("sqlite"):
            # Nothing is made on disk for settings that will be refused.
            settings = settings if lines else _with_local_keys(settings)
        else:
            lines.append("IEUM_SECRET_KEY and IEUM_ENCRYPTION_KEYS must be set for this database")
    lines += _weak_keys(settings)
    if lines:
        raise ValueError("\n".join(dict.fromkeys(lines)))
    return settings


def misspelt(environ: Mapping[str, str], sections: Iterable[type[Any]] = ()) -> list[str]:
    """One line for each variable that looks like a setting and is none, with the one that was meant."""
    known = {PREFIX + n.upper() for declared in (Settings, *sections) for n in names_of(declared)}
    found: list[str] = []
    for variable in sorted(environ):
        if variable.startswith(PREFIX) and variable not in known:
            meant = get_close_matches(variable, known, n=1, cutoff=0.85)
            found += [f"{variable} is no setting; did you mean {name}?" for name in meant]
    return found


def _read_values(
    source: Mapping[str, str], sections: Iterable[type[Any]]
) -> tuple[dict[str, object], list[str]]:
    """What the environment sets, each value as the kind that its default is; and what cannot be read."""
    lines = [f"{old} is called {new} now" for old, new in RENAMED.items() if source.get(old)]
    values: dict[str, object] = {}
    for declared in (Settings, *sections):
        usual = declared()
        for name in names_of(declared):
            variable = PREFIX + name.upper()
            if variable in source:
                try:
                    values[name] = parse_as(getattr(usual, name), source[variable].strip())
                except ValueError as error:
                    lines.append(f"{variable}: {error}")
    return values, lines


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
            ("IEUM_SECRET_KEY", (settings.secret_key,) if settings.secret_key else ()),
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
    for name, keys in (
        ("IEUM_BADGE_KEY", (settings.badge_key,)),
        ("IEUM_BADGE_KEY_FALLBACKS", settings.badge_key_fallbacks),
    ):
        if any(key and not _is_chance(key) for key in keys):
            found.append(f"{name}: give 64 hex digits made by chance (`openssl rand -hex 32`)")
    return found


def _is_chance(text: str) -> bool:
    """Whether a text can be 32 bytes made by chance: of 64 such digits some ten kinds are always there."""
    is_hex = re.fullmatch(r"[0-9a-fA-F]{64}", text) is not None
    return is_hex and len(set(bytes.fromhex(text))) >= LEAST_DIFFERENT


def parse_as(default: object, text: str) -> object:
    """A value as an environment variable writes it, read as the kind that `default` is; ValueError says why not."""
    if isinstance(default, bool):
        if text.lower() not in {"0", "1", "true", "false", "yes", "no"}:
            raise ValueError(f"“{text}” is neither 1 nor 0")
        return text.lower() in {"1", "true", "yes"}
    if isinstance(default, int):
        if not text.isdecimal() or len(text) > MOST_DIGITS:
            raise ValueError(f"“{text}” is no whole number of 0 or more")
        return int(text)
    if isinstance(default, float):
        if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text):
            raise ValueError(f"“{text}” is no number of 0 or more")
        return float(text)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _with_local_keys(settings: Settings) -> Settings:
    """Fill missing keys from a private file, so that a laptop needs no set-up.

    Only for the embedded database: with a server the keys must be given.
    """
    path = Path(settings.database_url.removeprefix(EMBEDDED)).with_suffix(".key")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"{secrets.token_hex(32)}\n{secrets.token_hex(32)}\n")
    kept = path.read_text().split()
    if len(kept) != len(("secret", "encryption")):
        raise ValueError(f"{path} does not hold two keys: bring it back from the backup")
    return replace(
        settings,
        secret_key=settings.secret_key or kept[0],
        encryption_keys=settings.encryption_keys or (f"local:{kept[1]}",),
    )
