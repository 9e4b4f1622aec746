"""What each domain looks like: where it happens, how urgent it is, what is said about it."""

from dataclasses import dataclass

Weights = tuple[tuple[str, float], ...]

FEMALE, PREFER_FEMALE = "required:female", "preferred:female"
MALE, PREFER_MALE = "required:male", "preferred:male"


@dataclass(frozen=True)
class Topic:
    """Everything that depends on the domain of a session."""

    places: Weights
    priorities: tuple[tuple[int, float], ...]
    notes: str  # separated by " / "; an empty one is drawn as well
    tiers: Weights = (("", 1),)
    genders: Weights = (("", 95.5), (PREFER_FEMALE, 2.5), (FEMALE, 1), (PREFER_MALE, 1))
    remote: float = 0.3  # share that needs no place
    longest: int = 180  # minutes
    information: float = 0.0  # share that is a group information session, tier T0


TOPICS = {
    "education": Topic(
        places=(("school", 60), ("own", 40)),
        priorities=((3, 90), (4, 10)),
        notes="학부모 상담 / 전학 서류 준비 / 한국어 과정 등록 / 취학 안내 / 방과후 신청 / 진로 상담",
        information=0.03,
    ),
    "administration": Topic(
        places=(("public", 60), ("own", 40)),
        priorities=((4, 75), (3, 25)),
        notes="주소 변경 신고 / 건강보험 문의 / 보육료 신청 / 민원 서류 작성 / 운전면허 교환 안내",
        information=0.03,
    ),
    "general": Topic(
        places=(("own", 70), ("public", 30)),
        priorities=((4, 100),),
        notes="생활 안내 / 은행 계좌 문의 / 주거 상담 / 첫 상담",
        information=0.08,
    ),
    "labour": Topic(
        places=(("labour", 55), ("own", 45)),
        priorities=((3, 70), (2, 30)),
        notes="임금 상담 첫 회 / 산재 신청 안내 / 퇴직금 계산 / 사업장 변경 상담",
    ),
    "legal": Topic(
        places=(("court", 45), ("own", 45), ("police", 10)),
        priorities=((2, 80), (3, 20)),
        notes="법률 상담 / 서류 확인 / 변호사 동석 / 조정 절차 안내",
        tiers=(("", 90), ("T3", 10)),
    ),
    "immigration": Topic(
        places=(("immigration", 50), ("own", 50)),
        priorities=((2, 80), (3, 20)),
        notes="체류 연장 준비 / 체류자격 변경 상담 / 서류 점검",
        tiers=(("", 88), ("T3", 12)),
    ),
    "medical": Topic(
        places=(("hospital", 100),),
        priorities=((2, 70), (1, 30)),
        notes="정기 진료 / 검사 결과 설명 / 예방접종 안내 / 산전 진료",
        tiers=(("", 82), ("T3", 18)),
        genders=(("", 65), (PREFER_FEMALE, 25), (FEMALE, 10)),
        remote=0.1,
        longest=90,
    ),
    "violence": Topic(
        places=(("own", 60), ("police", 25), ("hospital", 15)),
        priorities=((1, 100),),
        notes="보호 상담 / 안전 계획 / 조용한 방 필요",
        genders=((FEMALE, 75), (PREFER_FEMALE, 15), ("", 10)),
        remote=0.0,
        longest=120,
    ),
}
DEFAULT_TIERS = {"labour": "T2", "legal": "T2", "immigration": "T2", "medical": "T2"}
DEFAULT_TIERS["violence"] = "T3"

# Levels that may serve a domain from tier T2 up.
SPECIALISTS = {
    "labour": ("L3-LAB",),
    "legal": ("L3-LAB",),
    "immigration": ("L3-IMM",),
    "medical": ("L3-MED",),
    "violence": ("L3-DV",),
}
COMMUNITY = ("L2", "R2")

# Language that may stand in, and how often the requester agrees to it beforehand.
FALLBACKS = {"uz": ("ru", 0.5), "lo": ("th", 0.5), "tl": ("en", 0.5), "mn": ("ru", 0.25)}


def tier_of(domain: str, tier: str) -> str:
    """The tier that counts: the stated one, else the domain's own."""
    return tier or DEFAULT_TIERS.get(domain, "T1")


def levels_for(domain: str, tier: str) -> tuple[str, ...]:
    """Certificates of which one is needed."""
    counted = tier_of(domain, tier)
    if counted == "T0":
        return ("L1", *COMMUNITY)
    return COMMUNITY if counted == "T1" else SPECIALISTS.get(domain, COMMUNITY)
