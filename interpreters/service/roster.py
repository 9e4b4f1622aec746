"""Keeping the roster: admit, change, move standing, and what people change about themselves."""

import re
from collections.abc import Collection
from dataclasses import fields
from uuid import UUID

from accounts.domain.ids import UserId
from accounts.service.sign_in import folded_email
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Problems, refuse
from foundation.security.free_text import check_numbers
from foundation.text.codes import normal_code
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.text.phone_numbers import read_number
from interpreters.domain.contact import Channel
from interpreters.domain.events import EligibilityLost, PersonRenamed, StandingMoved
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.profile import (
    LONGEST_CODE,
    Profile,
    check_profile,
    reasons_against_contact,
    reasons_against_terms,
    rounded_home,
)
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import MoveReason, Standing, reason_against_move
from interpreters.service import directory
from interpreters.store import queries
from interpreters.store.tables import Interpreter, SpokenLanguage

CODE_PREFIX = "INT-"
_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]*")
_SAME_NAMES = frozenset(field.name for field in fields(Profile)) - {
    "modalities",
    "languages",
    "phone_number",
    "joined_on",
}

_HOME = {"latitude", "longitude"}

# What the office may change of a record so that somebody no longer fits what they have accepted.
NEEDED_BY_SESSIONS = frozenset({"languages", "modalities", "gender", "vetted_until"})


def admit(
    uow: UnitOfWork,
    profile: Profile,
    *,
    code: str = "",
    email: str = "",
    standing: Standing = Standing.APPLICANT,
    self_declared: bool = False,
) -> Interpreter:
    """Put somebody on the roster; without a code they get the next free one.

    A `self_declared` entry is what an applicant said; the office has to check it before she is sent.
    """
    uow.require(RosterPermission.ROSTER_CHANGE)
    check_profile(profile, uow.today)
    code = normal_code(code) or _next_code(uow)
    if len(code) > LONGEST_CODE or not is_code(code):
        raise refuse("code", say("Use capital letters, digits and hyphens only."))
    check_numbers("code", code)
    if queries.has_code(uow.db, code):
        raise refuse("code", say("The code “%(code)s” is already in use.", code=code))
    interpreter = build(uow, profile, code=code, standing=standing)
    interpreter.user_id = _account(uow, email, interpreter)
    interpreter.self_declared = self_declared
    uow.db.add(interpreter)
    uow.db.flush()
    uow.record("interpreter.admitted", subject=interpreter.id, code=code, standing=standing)
    if interpreter.user_id is not None:
        uow.announce(PersonRenamed(interpreter.id))
    return interpreter


def is_code(text: str) -> bool:
    """Whether a text can be the code of somebody."""
    return _CODE.fullmatch(text) is not None


def modalities_of(interpreter: Interpreter) -> frozenset[Modality]:
    """How somebody takes part."""
    return frozenset(m for m in Modality if getattr(interpreter, m.value))


def build(uow: UnitOfWork, profile: Profile, *, code: str, standing: Standing) -> Interpreter:
    """A new row from a checked profile; the caller adds and records it."""
    latitude, longitude = rounded_home(profile.latitude, profile.longitude)
    interpreter = Interpreter(
        code=code,
        full_name=profile.full_name,
        gender=profile.gender,
        employment=profile.employment,
        standing=standing,
        city=profile.city,
        latitude=latitude,
        longitude=longitude,
        max_travel_km=profile.max_travel_km,
        on_site=Modality.ON_SITE in profile.modalities,
        video=Modality.VIDEO in profile.modalities,
        phone=Modality.PHONE in profile.modalities,
        max_minutes_per_day=profile.max_minutes_per_day,
        max_minutes_per_week=profile.max_minutes_per_week,
        min_break_minutes=profile.min_break_minutes,
        vetted_until=profile.vetted_until,
        reached_by=profile.reached_by,
        notes=profile.notes,
        joined_on=profile.joined_on or uow.today,
        changed_at=uow.now,
    )
    write_languages(interpreter, profile)
    _write_phone(uow, interpreter, profile.phone_number or "")
    return interpreter


def change(
    uow: UnitOfWork, interpreter_id: UUID, profile: Profile, *, version: int, email: str = ""
) -> Interpreter:
    """Write a record anew; Conflict when somebody else did so since it was read."""
    uow.require(RosterPermission.ROSTER_CHANGE)
    interpreter = directory.get(uow, interpreter_id)
    check_version(interpreter, version)
    check_profile(profile, uow.today)
    changed = write(uow, interpreter, profile)
    user_id = _account(uow, email, interpreter)
    if user_id != interpreter.user_id:
        interpreter.user_id = user_id
        changed.append("account")
    if changed:
        interpreter.changed_at = uow.now
        uow.db.flush()
        uow.record("interpreter.changed", subject=interpreter.id, fields=changed)
        announce_change(uow, interpreter, changed)
    if "account" in changed:
        uow.announce(PersonRenamed(interpreter.id))
    return interpreter


def announce_change(uow: UnitOfWork, interpreter: Interpreter, changed: Collection[str]) -> None:
    """Tell upper packages when something that a session may need was changed."""
    if NEEDED_BY_SESSIONS & set(changed):
        uow.announce(EligibilityLost(interpreter.id))


def write(uow: UnitOfWork, interpreter: Interpreter, profile: Profile) -> list[str]:
    """Carry a checked profile over to a row; the names of what became different."""
    wanted = {name: getattr(profile, name) for name in _SAME_NAMES}
    wanted["latitude"], wanted["longitude"] = rounded_home(profile.latitude, profile.longitude)
    changed = sorted(name for name, value in wanted.items() if getattr(interpreter, name) != value)
    for name in changed:
        setattr(interpreter, name, wanted[name])
    if _is_other_start(interpreter, profile):
        interpreter.joined_on = profile.joined_on or interpreter.joined_on
        changed.append("joined_on")
    if _write_modalities(interpreter, profile.modalities):
        changed.append("modalities")
    if write_languages(interpreter, profile):
        changed.append("languages")
    if profile.phone_number is not None and _write_phone(uow, interpreter, profile.phone_number):
        changed.append("phone_number")
    if "full_name" in changed:
        uow.announce(PersonRenamed(interpreter.id))
    if interpreter.self_declared:
        # The office has the whole record before it when it saves.
        interpreter.self_declared = False
        changed.append("self_declared")
    return changed


def differs(uow: UnitOfWork, interpreter: Interpreter, profile: Profile) -> bool:
    """Whether `write` would change anything."""
    home = rounded_home(profile.latitude, profile.longitude)
    held = [(s.language, s.level, s.direction) for s in interpreter.languages]
    return (
        any(getattr(interpreter, n) != getattr(profile, n) for n in _SAME_NAMES - _HOME)
        or (interpreter.latitude, interpreter.longitude) != home
        or modalities_of(interpreter) != profile.modalities
        or held != [(s.language, s.level, s.direction) for s in profile.languages]
        or (
            profile.phone_number is not None
            and not _is_held_number(uow, interpreter, read_number(profile.phone_number) or "")
        )
        or _is_other_start(interpreter, profile)
        or interpreter.self_declared
    )


def _is_other_start(interpreter: Interpreter, profile: Profile) -> bool:
    return profile.joined_on is not None and profile.joined_on != interpreter.joined_on


def write_languages(interpreter: Interpreter, profile: Profile) -> bool:
    """Make the languages those of the profile, in its order; whether anything was different."""
    held = {spoken.language: spoken for spoken in interpreter.languages}
    before = [(s.language, s.level, s.direction) for s in interpreter.languages]
    if before == [(s.language, s.level, s.direction) for s in profile.languages]:
        return False
    kept: list[SpokenLanguage] = []
    for position, wanted in enumerate(profile.languages):
        spoken = held.get(wanted.language) or SpokenLanguage(
            language=wanted.language, level=wanted.level, direction=wanted.direction
        )
        spoken.level, spoken.direction = wanted.level, wanted.direction
        spoken.position = position
        kept.append(spoken)
    interpreter.languages = kept
    return True


def move(
    uow: UnitOfWork, interpreter_id: UUID, to: Standing, *, reason: MoveReason, version: int
) -> Interpreter:
    """Change somebody's standing along the allowed moves; upper packages hear of it."""
    uow.require(RosterPermission.ROSTER_CHANGE)
    interpreter = directory.get(uow, interpreter_id)
    check_version(interpreter, version)
    refusal = reason_against_move(interpreter.standing, to)
    if refusal is not None:
        raise refuse("to", refusal)
    if to is Standing.ACTIVE and interpreter.self_declared:
        raise refuse(
            "to",
            say(
                "These details were given by the applicant. Check and save them under “Edit record” first."
            ),
        )
    apply_move(uow, interpreter, to, reason)
    return interpreter


def apply_move(uow: UnitOfWork, interpreter: Interpreter, to: Standing, reason: MoveReason) -> None:
    """Carry an allowed move out, record it and tell it."""
    before, interpreter.standing = interpreter.standing, to
    interpreter.changed_at = uow.now
    facts = {"before": before, "after": to, "reason": reason}
    uow.record("interpreter.moved", subject=interpreter.id, **facts)
    uow.announce(StandingMoved(interpreter.id, to))


def change_own(
    uow: UnitOfWork,
    *,
    max_travel_km: int,
    modalities: frozenset[Modality],
    phone_number: str,
    version: int,
    reached_by: Channel | None = None,
) -> Interpreter:
    """What people decide about themselves: how far, how, and where to reach them.

    Without `reached_by` the way in which they want to be reached stays as it is.
    """
    interpreter = directory.get_own(uow)
    check_version(interpreter, version)
    phone_number = normalise_text(phone_number)
    problems = Problems()
    for name, reason in reasons_against_terms(max_travel_km, modalities):
        problems.add(name, reason)
    reached_by = interpreter.reached_by if reached_by is None else reached_by
    for name, reason in reasons_against_contact(phone_number, reached_by):
        problems.add(name, reason)
    problems.check()
    changed: list[str] = []
    if interpreter.max_travel_km != max_travel_km:
        interpreter.max_travel_km = max_travel_km
        changed.append("max_travel_km")
    if _write_modalities(interpreter, modalities):
        changed.append("modalities")
    if interpreter.reached_by is not reached_by:
        interpreter.reached_by = reached_by
        changed.append("reached_by")
    if _write_phone(uow, interpreter, phone_number):
        changed.append("phone_number")
    if changed:
        interpreter.changed_at = uow.now
        uow.db.flush()
        uow.record("interpreter.changed", subject=interpreter.id, fields=changed)
    return interpreter


def _write_phone(uow: UnitOfWork, interpreter: Interpreter, text: str) -> bool:
    """Keep a checked number, encrypted and in its one form; whether it is another than before."""
    number = read_number(text) or ""
    if _is_held_number(uow, interpreter, number):
        return False
    place = directory.phone_place(interpreter)
    interpreter.encrypted_phone_number = uow.cipher.close(number, *place) if number else ""
    return True


def _is_held_number(uow: UnitOfWork, interpreter: Interpreter, number: str) -> bool:
    before = directory.open_number(uow, interpreter)
    return number in {before, read_number(before) or before}


def _write_modalities(interpreter: Interpreter, modalities: frozenset[Modality]) -> bool:
    wanted = {
        "on_site": Modality.ON_SITE in modalities,
        "video": Modality.VIDEO in modalities,
        "phone": Modality.PHONE in modalities,
    }
    different = [name for name, value in wanted.items() if getattr(interpreter, name) != value]
    for name in different:
        setattr(interpreter, name, wanted[name])
    return bool(different)


def check_version(interpreter: Interpreter, version: int) -> None:
    """Raise Conflict when the record is no longer the one that was read."""
    if interpreter.version != version:
        raise Conflict(
            say("Somebody else has edited this record since you opened it. Nothing was saved.")
        )


def _account(uow: UnitOfWork, email: str, interpreter: Interpreter) -> UserId | None:
    """The account behind an address, if it is nobody else's."""
    if not email.strip():
        return None
    address = folded_email(email)
    user_id = queries.accounts_by_email(uow.db, {address}).get(address)
    if user_id is None:
        raise refuse("email", say("There is no account with the address “%(e)s”.", e=address))
    owner = queries.owners_of_accounts(uow.db, {user_id}).get(user_id)
    if owner not in {None, interpreter.id}:
        raise refuse("email", say("This account belongs to another interpreter."))
    return user_id


def _next_code(uow: UnitOfWork) -> str:
    numbers = [
        int(code.removeprefix(CODE_PREFIX))
        for code in queries.list_codes(uow.db, CODE_PREFIX)
        if code.removeprefix(CODE_PREFIX).isdecimal()
    ]
    return f"{CODE_PREFIX}{max(numbers, default=0) + 1:03}"
