"""A row of the roster's file, read, and what the database holds of it."""

from dataclasses import dataclass

from accounts.domain.ids import UserId
from foundation.tables.row_parser import RowParser
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from interpreters.domain.profile import Profile
from interpreters.domain.standing import Standing, reason_against_move
from interpreters.service.import_pairs import PairCells
from interpreters.store.tables import Interpreter, TranslationPair


@dataclass(frozen=True)
class PersonRow:
    """One row, read."""

    cells: RowParser
    code: str
    email: str
    standing: Standing
    profile: Profile
    pairs: PairCells


@dataclass(frozen=True)
class KnownPeople:
    """What the database holds of the rows' codes, addresses and pairs."""

    people: dict[str, Interpreter]
    accounts: dict[str, UserId]
    owners: dict[UserId, InterpreterId]
    pairs: dict[InterpreterId, list[TranslationPair]]


def check_against_known(person: PersonRow, known: KnownPeople) -> None:
    """Note what a row says that does not go with what is held."""
    held = known.people.get(person.code)
    if held is not None and person.cells.ok and held.standing is not person.standing:
        reason = reason_against_move(held.standing, person.standing)
        if reason is not None:
            person.cells.problem("standing", reason)
    person.pairs.check_words(person.cells, known.pairs.get(held.id, ()) if held else ())
    if not person.email:
        return
    user_id = known.accounts.get(person.email)
    if user_id is None:
        reason = say(
            "There is no account with the address “%(e)s”. Take in the file of users first, or leave the cell "
            "empty and invite the person afterwards.",
            e=person.email,
        )
        person.cells.problem("email", reason)
    elif known.owners.get(user_id) not in {None, held.id if held else None}:
        reason = say("This account belongs to another interpreter.")
        person.cells.problem("email", reason)
