"""How many interpreters each language has, of which kind, and who is certified for what."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Pool:
    """The people whose first working language this is, in the order they are made."""

    staff: int
    core: int  # freelancers who carry a professional's load
    occasional: int
    volunteers: int
    inactive: tuple[str, ...]
    korean_born: int
    specialists: dict[str, int]  # certified per level, of those active

    @property
    def active(self) -> int:
        """How many may be sent at all."""
        return self.staff + self.core + self.occasional + self.volunteers


def _levels(labour: int, immigration: int, medical: int, violence: int) -> dict[str, int]:
    return {"L3-LAB": labour, "L3-IMM": immigration, "L3-MED": medical, "L3-DV": violence}


POOLS = {
    "vi": Pool(
        3, 8, 6, 5, ("trainee", "trainee", "applicant", "paused", "left"), 3, _levels(12, 10, 8, 6)
    ),
    "zh": Pool(3, 5, 4, 3, ("trainee", "applicant", "paused", "left"), 4, _levels(10, 8, 6, 5)),
    "ru": Pool(1, 4, 3, 3, ("trainee", "suspended"), 1, _levels(6, 5, 4, 4)),
    "uz": Pool(1, 3, 2, 2, ("trainee", "applicant"), 0, _levels(5, 4, 2, 2)),
    "th": Pool(1, 4, 3, 2, ("trainee",), 1, _levels(5, 3, 2, 3)),
    "km": Pool(1, 3, 4, 2, ("trainee", "left"), 0, _levels(4, 3, 2, 0)),
    "tl": Pool(1, 2, 3, 1, ("paused",), 0, _levels(4, 3, 2, 2)),
    "mn": Pool(1, 2, 1, 1, ("trainee",), 1, _levels(3, 2, 1, 0)),
    "my": Pool(1, 2, 1, 2, (), 0, _levels(2, 1, 0, 0)),
    "en": Pool(1, 1, 1, 1, (), 3, _levels(3, 2, 1, 1)),
    # Lao is scarce: its native speakers are on leave or in training, the active two are Thai
    # and still learning it, so only a counsellor of the Thai pool can be sent.
    "lo": Pool(0, 0, 1, 1, ("paused", "trainee"), 0, _levels(0, 0, 0, 0)),
}

# Languages without a second assessor: their interpreters are recognised instead of certified.
RECOGNISED = ("lo", "my")

# (language, place in the pool): the day all their certificates end. Four have ended already,
# seven end inside the two weeks.
ENDING = {
    ("vi", 12): date(2026, 9, 30),
    ("zh", 10): date(2026, 11, 20),
    ("ru", 6): date(2026, 11, 28),
    ("km", 4): date(2026, 10, 15),
    ("vi", 13): date(2026, 12, 4),
    ("vi", 4): date(2026, 12, 9),
    ("zh", 9): date(2026, 12, 8),
    ("uz", 4): date(2026, 12, 3),
    ("th", 5): date(2026, 12, 7),
    ("tl", 3): date(2026, 12, 9),
    ("mn", 3): date(2026, 12, 2),
}

# Newly certified: level 1 only, so information sessions or beside a mentor.
PROVISIONAL = (("vi", 20), ("vi", 21), ("zh", 14), ("km", 9), ("th", 9))

MENTORS = (("vi", 7), ("zh", 3), ("ru", 1), ("km", 1))
COURT = (("vi", 5), ("vi", 6), ("zh", 4), ("zh", 5), ("ru", 2), ("th", 1))

# Further languages: of a first language, who also speaks what, how well, and how many of them.
FURTHER = {
    "vi": (("en", "working", 3),),
    "zh": (("en", "working", 2), ("mn", "basic", 1)),
    "ru": (("uz", "working", 3), ("en", "working", 1)),
    "uz": (("ru", "fluent", 7),),
    "th": (("lo", "working", 1), ("en", "basic", 1)),
    "km": (("th", "basic", 2), ("en", "working", 1)),
    "tl": (("en", "fluent", 6),),
    "mn": (("ru", "working", 2),),
    "my": (("en", "working", 1), ("th", "basic", 1)),
    "en": (),
    "lo": (),
}

# Centre counsellors who interpret themselves: Lao/Thai, Uzbek/Russian, Filipino/English, Chinese.
COUNSELLORS = (("th", 0), ("uz", 0), ("tl", 0), ("zh", 0))

# The named case of the walk-through: Vietnamese on site in Ansan, free on Wednesday 2 December.
WALK_THROUGH = ("vi", 3)
