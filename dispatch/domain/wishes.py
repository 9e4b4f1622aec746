"""What a plan weighs: the office's wishes, each in minutes of travel, and how the engine is told of them."""

from dataclasses import asdict, dataclass, fields
from typing import Self

from dispatch.domain.settings import DispatchSettings
from interpreters.domain.standing import Employment

# What a minute of travel costs in the currency of the plan, in which `fit.UNFILLED_COSTS` stand too.
MINUTE_COST = 4
# A slot of the lowest priority is worth 2,000 minutes of travel, the way to it at most some hundred:
# wishes that stay below this together never leave one empty.
MOST_TOGETHER = 1_000
PREFIX, SUFFIX = "wish_", "_minutes"


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What each unfulfilled wish of the office is worth, in minutes of travel that avoiding it may cost.

    `even_load` is for an hour above or below somebody's fair share, `same_person` for each further person
    of a case and for a session without anybody it would rather have, `staff` for a session that somebody
    outside the staff takes, `freelance` for one more that a volunteer takes, `change` for each slot taken
    from somebody who was asked or has agreed, `tight` for a transfer with too few minutes to spare. `other_mode`
    is for each rank below the mode that the requester wishes for first, `other_language` for the language
    that is only agreed to, `other_start` for another start of the agreed window than the wished one.
    """

    staff: int = 40
    freelance: int = 40
    same_person: int = 30
    even_load: int = 15
    change: int = 200
    tight: int = 20
    other_mode: int = 60
    other_language: int = 60
    other_start: int = 30

    @classmethod
    def of(cls, own: DispatchSettings) -> Self:
        """As the office has set them."""
        return cls(**{each.name: getattr(own, setting_of(each.name)) for each in fields(cls)})

    @classmethod
    def from_json(cls, kept: dict[str, int]) -> Self:
        """As `as_json` wrote them; a wish that is newer than what was kept has its usual weight."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: int(weight) for name, weight in kept.items() if name in known})

    def as_json(self) -> dict[str, int]:
        """By name."""
        return asdict(self)

    @property
    def together(self) -> int:
        """What one session can miss at most, its changes aside; of three modes the last is two ranks down."""
        return sum(self.as_json().values()) - self.change + self.other_mode

    def for_being(self, employment: Employment) -> int:
        """What it is worth not to send somebody who is employed so."""
        return {
            Employment.STAFF: 0,
            Employment.FREELANCE: self.staff,
            Employment.VOLUNTEER: self.staff + self.freelance,
        }[employment]


def setting_of(wish: str) -> str:
    """The name of the setting that keeps the weight of a wish."""
    return f"{PREFIX}{wish}{SUFFIX}"


WISHES = tuple(each.name for each in fields(Wishes))
