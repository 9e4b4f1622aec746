"""The languages of the pool, and how well and in which direction somebody works in them."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.text.words import register_words


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


# Which languages speakers of another one often understand as well, the likeliest first: what to ask about
# when nobody can come. Only a question; whoever is served must agree.
OFTEN_UNDERSTOOD = {
    Language.UZBEK: (Language.RUSSIAN, Language.ENGLISH),
    Language.LAO: (Language.THAI, Language.ENGLISH),
    Language.THAI: (Language.LAO, Language.ENGLISH),
    Language.MONGOLIAN: (Language.RUSSIAN, Language.ENGLISH),
    Language.RUSSIAN: (Language.ENGLISH,),
    Language.FILIPINO: (Language.ENGLISH,),
    Language.BURMESE: (Language.ENGLISH,),
    Language.KHMER: (Language.ENGLISH,),
    Language.VIETNAMESE: (Language.ENGLISH,),
    Language.CHINESE: (Language.ENGLISH,),
    Language.ENGLISH: (),
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
# What else lists and forms of offices say.
register_words(
    {
        Language.KHMER: "캄보디아어, 크메르, 캄보디아, Cambodian, khm, ខ្មែរ",
        Language.VIETNAMESE: "베트남, 월남어, vie, Tiếng Việt, tieng viet",
        Language.LAO: "라오스어, 라오스, 라오, Laotian, lao, ລາວ",
        Language.THAI: "타이어, 태국, tha, ไทย",
        Language.UZBEK: "우즈벡어, 우즈베키스탄어, 우즈벡, 우즈베크, 우즈베키스탄, uzb, Oʻzbekcha, O'zbekcha",
        Language.RUSSIAN: "러시아, 노어, rus, Русский",
        Language.FILIPINO: "타갈로그어, 따갈로그어, 타갈로그, 필리핀, 필리핀어(타갈로그어), Tagalog, fil, tgl",
        Language.CHINESE: "중국, 한어, 보통화, 북경어, 만다린, 중국어(만다린), Mandarin, zho, zh-CN, 中文, 汉语",
        Language.MONGOLIAN: "몽골, 몽고어, mon, Монгол, Монгол хэл",
        Language.BURMESE: "버마어, 미얀마, 버마, Myanmar, mya, မြန်မာ, မြန်မာစာ",
        Language.ENGLISH: "영문, 미국어, eng",
        Level.NATIVE: "원어민, 원어민 수준, 모국어, Native speaker",
        Level.FLUENT: "능숙, 능통, 유창함, 상급, 고급, Advanced",
        Level.WORKING: "업무, 중급, 실무, 업무 수준, Intermediate, Business",
        Level.BASIC: "초급, 일상회화, 기초 수준, Beginner",
        Direction.BOTH: "쌍방향, 양쪽, 양쪽 다, Both ways, Two-way",
        Direction.TO_KOREAN: "한국어로만, 외국어에서 한국어로, to Korean",
        Direction.FROM_KOREAN: "한국어에서만, 한국어에서 외국어로",
    }
)
