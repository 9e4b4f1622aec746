"""Settings: one frozen object, read once from the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from zoneinfo import ZoneInfo

PREFIX = "IEUM_"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting, with the value an office would start from.

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
    time_zone: str = "Asia/Seoul"
    languages: tuple[str, ...] = ("ko", "en")
    demo: bool = False

    # signing in
    session_idle_hours: int = 12
    session_days: int = 7
    sign_in_attempts: int = 5
    sign_in_lock_minutes: int = 15

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

    # travel (see docs/glossary.md)
    travel_detour: float = 1.35
    travel_kmh: float = 40.0
    travel_buffer_minutes: int = 15
    travel_round_to_minutes: int = 5

    # the office
    working_weekdays: tuple[str, ...] = ("sun", "mon", "tue", "wed", "thu")
    horizon_days: int = 90
    lead_working_days: int = 2
    rare_lead_working_days: int = 5
    rare_languages: tuple[str, ...] = ("lo", "my", "km", "tl")
    offer_undo_minutes: int = 30
    answer_undo_minutes: int = 10
    return_online_hours: int = 24
    disclosure_hours_after: int = 24
    note_retention_days: int = 7
    plan_seconds: int = 20
    plan_workers: int = 2
    load_window_days: int = 30
    violence_sessions_per_day: int = 2  # of one interpreter; 0: no limit
    pay_per_hour_won: int = 30000

    # requests (see docs/glossary.md)
    counselling_hours: tuple[str, ...] = ("09:00", "18:00")  # what "any time that day" means
    near_window_minutes: int = 30
    team_simultaneous_minutes: int = 30
    team_consecutive_minutes: int = 120
    team_warning_minutes: int = 60
    team_break_minutes: int = 90
    free_cancel_hours: int = 24
    free_cancel_long_hours: int = 48
    free_cancel_remote_hours: int = 4
    long_session_minutes: int = 390
    pay_minimum_minutes: int = 60
    pay_step_minutes: int = 30

    # by when an offer must be answered, by working days ahead (see docs/glossary.md)
    answer_far_days: int = 10
    answer_far_within_days: int = 2
    answer_near_days: int = 2
    answer_next_day_by: str = "15:00"
    answer_same_day_asked_before: str = "14:00"
    answer_same_day_by: str = "16:30"
    answer_wave_minutes: int = 15
    answer_on_demand_minutes: int = 5

    # documents: fonts from this folder instead of the font packs; the key that signs Open Badges
    font_folder: str = ""
    badge_key: str = field(default="", repr=False)
    verify_per_hour: int = 60

    # assessment (see docs/glossary.md)
    scoring_days: int = 7
    appeal_days: int = 14

    # practicum (see docs/glossary.md): hours an L3 interpreter must have served to be a mentor
    mentor_practice_hours: int = 200

    # limits
    upload_megabytes: int = 16
    page_size: int = 50

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the office wall clock."""
        return ZoneInfo(self.time_zone)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raise ValueError naming the variable that is wrong."""
    source = os.environ if environ is None else environ
    values: dict[str, object] = {}
    for item in fields(Settings):
        name = PREFIX + item.name.upper()
        if name in source:
            try:
                values[item.name] = _parse(item.default, source[name])
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
    settings = Settings(**values)  # pyright: ignore[reportArgumentType]  values match fields by construction
    if not settings.secret_key or not settings.encryption_keys:
        settings = _with_local_keys(settings)
    return settings


def _parse(default: object, text: str) -> object:
    if isinstance(default, bool):
        if text.lower() not in {"0", "1", "true", "false", "yes", "no"}:
            raise ValueError("expected 1 or 0")
        return text.lower() in {"1", "true", "yes"}
    if isinstance(default, int):
        return int(text)
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
