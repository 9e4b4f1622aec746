"""People of the roster."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from accounts.domain.cities import CITIES
from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from foundation.geo import Point
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.standing import Employment, Standing
from interpreters.store.tables import Interpreter, SpokenLanguage
from tests.factories.certifications import certify
from tests.factories.numbers import numbers


def an_interpreter(
    uow: UnitOfWork,
    name: str = "응우옌 티 하인",
    *,
    languages: Sequence[str] = ("vi",),
    levels: Sequence[str] = ("L2",),
    city: str = "ansan",
    home: Point | None = None,
    user: User | None = None,
    modalities: Sequence[str] = ("on_site", "video", "phone"),
    **values: Any,
) -> Interpreter:
    """Somebody active, who speaks `languages` natively and holds `levels` in each of them.

    A language may name its level and direction: "vi", "vi:fluent", "en:working:to_korean".
    Certifications began a year ago and end in two. `values` set any other column.
    """
    place = home or CITIES[city].point
    columns: dict[str, Any] = {
        "code": f"INT-{next(numbers):03}",
        "user_id": None if user is None else user.id,
        "full_name": name,
        "employment": Employment.FREELANCE,
        "standing": Standing.ACTIVE,
        "city": city,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "max_travel_km": 60,
        "on_site": "on_site" in modalities,
        "video": "video" in modalities,
        "phone": "phone" in modalities,
        "max_minutes_per_day": 480,
        "max_minutes_per_week": 2400,
        "min_break_minutes": 10,
        "joined_on": uow.today - timedelta(days=365),
        "changed_at": uow.now,
        **values,
    }
    interpreter = Interpreter(**columns)
    for position, spoken in enumerate(languages):
        language = _spoken(spoken, position)
        interpreter.languages.append(language)
    uow.db.add(interpreter)
    uow.db.flush()
    if levels:
        certify(uow, interpreter, [s.language for s in interpreter.languages], levels)
    return interpreter


def _spoken(text: str, position: int) -> SpokenLanguage:
    code, _, rest = text.partition(":")
    level, _, direction = rest.partition(":")
    return SpokenLanguage(
        language=Language(code),
        level=Level(level or "native"),
        direction=Direction(direction or "both"),
        position=position,
    )
