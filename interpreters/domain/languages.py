"""The languages of the pool, and how well and in which direction somebody works in them."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say


class Language(StrEnum):
    """The eleven languages beside Korean, by ISO 639-1 code."""

    KHMER = "km"
    VIETNAMESE = "vi"
    LAO = "lo"
    THAI = "th"
    UZBEK = "uz"
    RUSSIAN = "ru"
    FILIPINO = "tl"
    CHINESE = "zh"
    MONGOLIAN = "mn"
    BURMESE = "my"
    ENGLISH = "en"


# How each language calls itself, so that its speakers find it.
OWN_NAMES = {
    Language.KHMER: "ខ្មែរ",
    Language.VIETNAMESE: "Tiếng Việt",
    Language.LAO: "ລາວ",
    Language.THAI: "ไทย",
    Language.UZBEK: "Oʻzbekcha",
    Language.RUSSIAN: "Русский",
    Language.FILIPINO: "Filipino",
    Language.CHINESE: "中文",
    Language.MONGOLIAN: "Монгол",
    Language.BURMESE: "မြန်မာ",
    Language.ENGLISH: "English",
}


class Level(StrEnum):
    """How well a language is spoken, best first."""

    NATIVE = "native"
    FLUENT = "fluent"
    WORKING = "working"
    BASIC = "basic"


class Direction(StrEnum):
    """Which way somebody interprets, seen from Korean."""

    BOTH = "both"
    TO_KOREAN = "to_korean"
    FROM_KOREAN = "from_korean"


# Below this level nobody is sent.
SENDABLE = frozenset({Level.NATIVE, Level.FLUENT, Level.WORKING})

register_labels(
    {
        Language.KHMER: say("Khmer"),
        Language.VIETNAMESE: say("Vietnamese"),
        Language.LAO: say("Lao"),
        Language.THAI: say("Thai"),
        Language.UZBEK: say("Uzbek"),
        Language.RUSSIAN: say("Russian"),
        Language.FILIPINO: say("Filipino"),
        Language.CHINESE: say("Chinese"),
        Language.MONGOLIAN: say("Mongolian"),
        Language.BURMESE: say("Burmese"),
        Language.ENGLISH: say("English"),
        Level.NATIVE: say("Native"),
        Level.FLUENT: say("Fluent"),
        Level.WORKING: say("Working"),
        Level.BASIC: say("Basic"),
        Direction.BOTH: say("Both directions"),
        Direction.TO_KOREAN: say("Into Korean"),
        Direction.FROM_KOREAN: say("From Korean"),
    }
)
