"""What the example is calibrated to: published figures first, then our own assumptions."""

from collections.abc import Mapping

# Published: one county centre's cases of a year, 2,367 in all (see docs/demo-data.md).
COUNTY_CASES = {
    "education": 876,
    "administration": 733,
    "legal": 216,
    "general": 145,  # published as daily life
    "medical": 75,
    "other": 322,
}

# Assumed: the county does not say what "other" is made of.
OTHER_IN_PERCENT = {"labour": 50, "immigration": 35, "violence": 15}

# Assumed: language of the sessions in percent.
LANGUAGES = {
    "vi": 26,
    "zh": 20,
    "ru": 11,
    "uz": 9,
    "th": 8,
    "km": 8,
    "tl": 5,
    "mn": 4,
    "my": 4,
    "en": 3,
    "lo": 2,
}

# Assumed: sessions per weekday; the centre's counselling week runs from Sunday to Thursday.
WEEKDAYS = {"mon": 52, "tue": 50, "wed": 52, "thu": 50, "fri": 26, "sat": 14, "sun": 50}

SESSIONS = 600


def apportioned(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers in proportion to the weights that add up to the total (largest remainder)."""
    whole = sum(weights.values())
    exact = {name: total * weight / whole for name, weight in weights.items()}
    shares = {name: int(value) for name, value in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (shares[name] - exact[name], name))
    for name in by_remainder[: total - sum(shares.values())]:
        shares[name] += 1
    return shares


def domain_weights() -> dict[str, float]:
    """The county's cases with its "other" spread over the three domains it does not name."""
    weights: dict[str, float] = {
        name: count for name, count in COUNTY_CASES.items() if name != "other"
    }
    for name, percent in OTHER_IN_PERCENT.items():
        weights[name] = COUNTY_CASES["other"] * percent / 100
    return weights
