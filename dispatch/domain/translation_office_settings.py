"""Settings of translations that the office keeps on its page."""

from dispatch.domain.translation_settings import TranslationSettings
from foundation.office_settings import Number, OfficeSetting, OfficeSettingGroup
from foundation.text.message import LazyText, say

_WORDS, _HOURS, _DAYS = say("words"), say("hours"), say("days")


def _of(name: str, label: LazyText, answer: Number, hint: LazyText | None = None) -> OfficeSetting:
    return OfficeSetting(TranslationSettings, name, label, answer, hint)


TRANSLATIONS = OfficeSettingGroup(
    key="translations",
    label=say("Translations"),
    effect=say("Counts for translations from that day on. Offers sent before keep their deadline."),
    settings=(
        _of(
            "translation_words_per_page",
            say("A page stands for"),
            Number(50, 1000, _WORDS),
            say("Sizes in pages become words with it, for planning and for who has time."),
        ),
        _of("translation_words_per_hour", say("An hour stands for"), Number(50, 2000, _WORDS)),
        _of(
            "translation_revision_times",
            say("Revising is faster than translating"),
            Number(1, 10, say("times")),
        ),
        _of(
            "translation_answer_hours",
            say("An offer of a step is answered within"),
            Number(1, 240, _HOURS),
            say("Never later than the step is due."),
        ),
        _of(
            "translation_remind_hours",
            say("Whoever has a step is reminded before it is due"),
            Number(1, 240, _HOURS),
        ),
        _of(
            "translation_accept_days",
            say("A delivery that nobody answers is asked about after"),
            Number(1, 60, _DAYS),
        ),
        _of(
            "translation_units_per_cent",
            say("The size handed in may differ from what was ordered by"),
            Number(1, 100, say("per cent")),
            say("What differs more is shown: the size handed in is what is paid."),
        ),
        _of(
            "translation_note_days",
            say("Notes and remarks are erased after the end of a translation"),
            Number(1, 366, _DAYS),
        ),
    ),
)
