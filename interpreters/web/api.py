"""The API of the roster: who interprets what, where and how. Telephone numbers and notes stay in the house."""

from datetime import date
from uuid import UUID

from flask.typing import ResponseReturnValue
from pydantic import Field

from foundation.web.api.cursors import part_of
from foundation.web.api.door import ApiRoom, opens, state
from foundation.web.api.shapes import ApiShape, ListPart, PageAsked
from foundation.web.work import reading
from interpreters.domain.languages import Language
from interpreters.domain.scopes import ROSTER_READ
from interpreters.domain.search import RosterSearch
from interpreters.domain.standing import Employment, Standing
from interpreters.service import directory
from interpreters.service.directory import Interpreter

bp = ApiRoom("roster_api", __name__, "Roster")


class SpokenShape(ApiShape):
    """A language of somebody, and how well."""

    language: Language
    level: str


class InterpreterShape(ApiShape):
    """Somebody of the roster."""

    id: UUID
    code: str
    full_name: str
    standing: Standing
    employment: Employment
    city: str
    max_travel_km: int
    on_site: bool
    video: bool
    phone: bool
    vetted_until: date | None
    languages: list[SpokenShape]


class InterpretersAsked(PageAsked):
    """Which people are wanted."""

    text: str = Field(default="", max_length=80)
    """A part of the name, or a code."""
    language: Language | None = None
    standing: Standing | None = None


@bp.get("/interpreters")
@opens(ROSTER_READ)
@bp.asks(InterpretersAsked)
@bp.answers(ListPart[InterpreterShape])
def list_interpreters(asked: InterpretersAsked) -> ResponseReturnValue:
    """People of the roster by code."""
    with reading() as uow:
        wanted = RosterSearch(
            text=asked.text,
            language=asked.language,
            standings=frozenset(Standing)
            if asked.standing is None
            else frozenset({asked.standing}),
        )
        query = directory.search(uow, wanted)
        keys = (Interpreter.code, Interpreter.id)
        rows, following = part_of(uow.db, query, keys, cursor=asked.cursor, limit=asked.limit)
        items = [_shape(each) for each in rows]
    return state(ListPart[InterpreterShape](items=items, next=following))


@bp.get("/interpreters/<uuid:interpreter_id>")
@opens(ROSTER_READ)
@bp.answers(InterpreterShape)
def show_interpreter(interpreter_id: UUID) -> ResponseReturnValue:
    """One person of the roster."""
    with reading() as uow:
        return state(_shape(directory.open_record(uow, interpreter_id)))


def _shape(person: Interpreter) -> InterpreterShape:
    return InterpreterShape(
        id=person.id,
        code=person.code,
        full_name=person.full_name,
        standing=person.standing,
        employment=person.employment,
        city=person.city,
        max_travel_km=person.max_travel_km,
        on_site=person.on_site,
        video=person.video,
        phone=person.phone,
        vetted_until=person.vetted_until,
        languages=[
            SpokenShape(language=each.language, level=each.level) for each in person.languages
        ],
    )
