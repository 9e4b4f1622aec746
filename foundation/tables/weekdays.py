"""The days of the week in whatever words a file has them."""

from babel.dates import get_day_names

from foundation.text.i18n import LANGUAGE_NAMES
from foundation.text.words import Choice, Vocabulary
from foundation.times.zones import WEEKDAYS

# A weekday as 0 (Monday) to 6.
WEEKDAY_WORDS = Vocabulary(
    [
        Choice(
            number,
            code,
            lambda language, number=number: get_day_names("wide", locale=language)[number],
            tuple(
                get_day_names(width, locale=language)[number]
                for width in ("abbreviated", "narrow")
                for language in LANGUAGE_NAMES
                if (width, language) != ("narrow", "en")  # T and S are two days each
            ),
        )
        for number, code in enumerate(WEEKDAYS)
    ]
)
