"""The words for what a session may demand and a person may hold."""

from enum import StrEnum
from functools import cache

from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.text.words import register_words


class Domain(StrEnum):
    """What a counselling session is about."""

    GENERAL = "general"
    LABOUR = "labour"
    LEGAL = "legal"
    IMMIGRATION = "immigration"
    MEDICAL = "medical"
    VIOLENCE = "violence"
    EDUCATION = "education"
    ADMINISTRATION = "administration"


class Tier(StrEnum):
    """How much harm a misunderstanding does; it decides the level that a session demands."""

    T0 = "T0"
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    COURT = "court"


class CertificationLevel(StrEnum):
    """The rungs of the ladder that dispatch knows."""

    PROVISIONAL = "L1"
    COMMUNITY = "L2"
    RECOGNISED = "R2"
    LABOUR_LEGAL = "L3-LAB"
    IMMIGRATION = "L3-IMM"
    MEDICAL = "L3-MED"
    VIOLENCE = "L3-DV"
    COURT = "X-COURT"
    MENTOR = "L4"
    TRANSLATOR = "T2"


class Modality(StrEnum):
    """How the interpreter takes part."""

    ON_SITE = "on_site"
    VIDEO = "video"
    PHONE = "phone"


L = CertificationLevel
_LEVEL_3 = {
    Domain.LABOUR: L.LABOUR_LEGAL,
    Domain.LEGAL: L.LABOUR_LEGAL,
    Domain.IMMIGRATION: L.IMMIGRATION,
    Domain.MEDICAL: L.MEDICAL,
    Domain.VIOLENCE: L.VIOLENCE,
}
_COMMUNITY = frozenset(
    {L.COMMUNITY, L.RECOGNISED, L.LABOUR_LEGAL, L.IMMIGRATION, L.MEDICAL, L.VIOLENCE, L.MENTOR}
)


def usual_tier(domain: Domain) -> Tier:
    """The tier of a domain unless the requester says it is a graver one (design: the ladder)."""
    if domain is Domain.VIOLENCE:
        return Tier.T3
    return Tier.T2 if domain in _LEVEL_3 else Tier.T1


@cache
def levels_that_serve(tier: Tier, domain: Domain) -> frozenset[CertificationLevel]:
    """Any one of these, valid to the session's end, lets its holder serve the session."""
    if tier is Tier.T0:
        return _COMMUNITY | {L.PROVISIONAL}
    if tier is Tier.T1:
        return _COMMUNITY
    if tier is Tier.COURT:
        return frozenset({L.COURT})
    if domain in _LEVEL_3:
        return frozenset({_LEVEL_3[domain]})
    # A grave session without a ladder of its own (say, a crisis in a school) asks for the violence level.
    return frozenset({L.VIOLENCE}) if tier is Tier.T3 else _COMMUNITY


# The ladder from below: what serves a session first is what it asks for at least.
_FROM_BELOW = tuple(CertificationLevel)


def level_wanted(tier: Tier, domain: Domain) -> CertificationLevel:
    """The lowest level that serves such a session."""
    return min(levels_that_serve(tier, domain), key=_FROM_BELOW.index)


def needs_vetting(tier: Tier) -> bool:
    """Whether the background check must be in date."""
    return tier is Tier.T3


register_labels(
    {
        Domain.GENERAL: say("Daily life"),
        Domain.LABOUR: say("Labour"),
        Domain.LEGAL: say("Legal"),
        Domain.IMMIGRATION: say("Immigration"),
        Domain.MEDICAL: say("Medical"),
        Domain.VIOLENCE: say("Violence"),
        Domain.EDUCATION: say("Education"),
        Domain.ADMINISTRATION: say("Administration"),
        L.PROVISIONAL: say("L1 Provisional"),
        L.COMMUNITY: say("L2 Community"),
        L.RECOGNISED: say("R2 Recognised"),
        L.LABOUR_LEGAL: say("L3 Labour and legal"),
        L.IMMIGRATION: say("L3 Immigration"),
        L.MEDICAL: say("L3 Medical"),
        L.VIOLENCE: say("L3 Violence"),
        L.COURT: say("Court"),
        L.MENTOR: say("L4 Mentor"),
        L.TRANSLATOR: say("T2 Translator"),
        Modality.ON_SITE: say("On site"),
        Modality.VIDEO: say("Video"),
        Modality.PHONE: say("Phone"),
    }
)
# Apart from the others: Tier.T2 and the certification T2 are equal as keys of one dictionary.
register_labels(
    {
        Tier.T0: say("T0 · Information"),
        Tier.T1: say("T1 · General"),
        Tier.T2: say("T2 · Rights and health"),
        Tier.T3: say("T3 · Crisis"),
        Tier.COURT: say("Court hearing"),
    }
)
register_words(
    {
        Domain.GENERAL: "일상, 생활, 일반, 생활 일반, 일반 생활, Daily, Everyday life",
        Domain.LABOUR: "근로, 노무, 산재, 임금, 고용, 노동 상담, Labor, Work",
        Domain.LEGAL: "법무, 소송, 법률 상담, Law",
        Domain.IMMIGRATION: "체류, 출입국, 비자, 사증, 체류 출입국, 난민, Visa, Stay",
        Domain.MEDICAL: "병원, 진료, 건강, 보건, 의료 통역, Health, Hospital",
        Domain.VIOLENCE: "폭력, 폭력피해, 가정폭력, 성폭력, 학대, Domestic violence",
        Domain.EDUCATION: "학교, 학업, 진학, 자녀 교육, School",
        Domain.ADMINISTRATION: "민원, 관공서, 행정 민원, 관공서 업무",
        Modality.ON_SITE: "대면, 현장, 출장, 방문 통역, 내방, 동행, Onsite, In person, Face to face",
        Modality.VIDEO: "영상, 화상 통역, 영상 통역, 온라인, 줌, Zoom, Online, Video call",
        Modality.PHONE: "유선, 전화 통역, 통화, Telephone, Call",
    }
)
register_words(
    {
        Tier.T0: "안내, 0, Information",
        Tier.T1: "일반, 1, General",
        Tier.T2: "권리·건강, 2, 권리, 건강, Rights and health",
        Tier.T3: "위기, 3, Crisis",
        Tier.COURT: "법원, 재판, 법정 통역, 공판",
    }
)
register_words(
    {
        L.PROVISIONAL: "수습, Provisional",
        L.COMMUNITY: "상담통역, 상담 통역사, Community",
        L.RECOGNISED: "경력인정, 경력 인정, Recognised",
        L.LABOUR_LEGAL: "L3 노동, L3 법률, 노동·법률, L3LAB, Labour and legal",
        L.IMMIGRATION: "체류·출입국, L3 출입국, Immigration",
        L.MEDICAL: "의료, 의료통역, L3 의료통역, Medical",
        L.VIOLENCE: "폭력 피해, 폭력피해, L3 폭력, Violence",
        L.COURT: "법정, 사법통역, Court interpreter",
        L.MENTOR: "멘토, Mentor",
        L.TRANSLATOR: "번역, 번역사, Translator",
    }
)
