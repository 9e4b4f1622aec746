"""The ladder as it is shipped: hours, marks and periods are defaults that the centre may change.

From the table of docs/training.md, informed by NAATI, CCHI, NBCMI and the Korean courts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from interpreters.domain.qualifications import CertificationLevel, Domain
from training.domain.certifications import SchemeRole

L = CertificationLevel
Json = Mapping[str, Any]
# 36 points in three years (a point is an hour) and 60 hours of practice.
RENEWAL: Json = {
    "points": {"total": 36, "ethics": 6, "skills": 12, "performance": 6},
    "practice_hours": 60,
}
ONCE: Json = {"once": True}


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A scheme and what its first version asks for."""

    code: str
    title: str
    title_en: str
    months: int
    rules: tuple[Json, ...]
    renewal: Json = field(default_factory=dict[str, Any])
    level: CertificationLevel | None = None
    domain: Domain | None = None
    role: SchemeRole = SchemeRole.INTERPRETER
    window_days: int = 180


def _holds(*codes: str) -> Json:
    return {"kind": "holds", "any": list(codes)}


def _course(scheme: str, hours: int) -> Json:
    return {"kind": "course", "scheme": scheme, "hours": hours}


def _passed(code: str, kind: str) -> Json:
    return {"kind": "instrument", "code": code, "as": kind}


def _shown(*options: tuple[str, int | None]) -> Json:
    return {"kind": "credential", "any": [list(option) for option in options]}


def _third(
    level: CertificationLevel, domain: Domain, titles: tuple[str, str], hours: int, *more: Json
) -> Rung:
    """A rung of the third level: a course and tests on top of L2; violence asks for no written one."""
    code = level.value
    written = () if level is L.VIOLENCE else (_passed(f"{code}-written", "written"),)
    tests = (*written, _passed(f"{code}-oral", "oral"))
    return Rung(
        code=code,
        title=titles[0],
        title_en=titles[1],
        level=level,
        domain=domain,
        months=24 if level is L.VIOLENCE else 36,
        rules=(_holds("L2"), _course(code, hours), *tests, *more),
        renewal=RENEWAL,
    )


def _staff(code: str, title: str, title_en: str, hours: int, months: int) -> Rung:
    return Rung(
        code=code,
        title=title,
        title_en=title_en,
        role=SchemeRole.STAFF,
        months=months,
        rules=(_course(code, hours),),
        window_days=30,
    )


LADDER: tuple[Rung, ...] = (
    Rung(
        code="L1",
        title="수습통역",
        title_en="Provisional interpreter",
        level=L.PROVISIONAL,
        months=12,
        rules=(
            _shown(("topik", 4), ("interview", None)),
            _course("L1", 40),
            _passed("L1-written", "written"),
            _passed("L1-role-play", "role_play"),
            _passed("ethics", "ethics"),
        ),
        renewal=ONCE,
    ),
    Rung(
        code="L2",
        title="상담통역",
        title_en="Community interpreter",
        level=L.COMMUNITY,
        months=36,
        rules=(
            _holds("L1", "R2"),
            _course("L2", 20),
            {"kind": "practicum", "observe": 600, "supervised": 1200},
            _passed("L2-oral", "oral"),
        ),
        renewal=RENEWAL,
    ),
    Rung(
        code="R2",
        title="경력인정 통역",
        title_en="Recognised interpreter",
        level=L.RECOGNISED,
        months=24,
        rules=(
            {"kind": "no_assessor"},
            _course("L1", 40),
            {"kind": "portfolio", "code": "R2-portfolio"},
        ),
        renewal=RENEWAL,
    ),
    _third(L.LABOUR_LEGAL, Domain.LABOUR, ("노동·법률 통역", "Labour and legal interpreter"), 30),
    _third(L.IMMIGRATION, Domain.IMMIGRATION, ("출입국·난민 통역", "Immigration interpreter"), 24),
    _third(L.MEDICAL, Domain.MEDICAL, ("의료 통역", "Medical interpreter"), 40),
    _third(
        L.VIOLENCE,
        Domain.VIOLENCE,
        ("폭력 피해 상담 통역", "Violence and psychosocial interpreter"),
        40,
        _passed("L3-DV-scenario", "scenario"),
        {"kind": "vetting"},
    ),
    Rung(
        code="X-COURT",
        title="법정 통역",
        title_en="Court interpreter",
        level=L.COURT,
        domain=Domain.LEGAL,
        months=24,
        rules=(_shown(("court", 80)),),
    ),
    Rung(
        code="L4",
        title="멘토·평가위원",
        title_en="Mentor and assessor",
        level=L.MENTOR,
        role=SchemeRole.MENTOR,
        months=36,
        rules=(
            _holds("L3-LAB", "L3-IMM", "L3-MED", "L3-DV"),
            {"kind": "practice", "years": 3, "hours": 200},
            _course("L4", 16),
            _passed("L4-co-scoring", "role_play"),
        ),
        renewal=RENEWAL,
    ),
    Rung(
        code="T2",
        title="번역",
        title_en="Translator",
        level=L.TRANSLATOR,
        role=SchemeRole.TRANSLATOR,
        months=36,
        rules=(_shown(("topik", 5)), _course("T2", 20), _passed("T2-texts", "translation")),
        renewal=RENEWAL,
    ),
    Rung(
        code="S1",
        title="통역사와 함께 일하기",
        title_en="Working with interpreters",
        role=SchemeRole.STAFF,
        months=24,
        rules=(_course("S1", 4), _passed("S1-quiz", "quiz")),
        window_days=60,
    ),
    _staff("S-INTAKE", "접수와 위험 등급", "Intake and risk tiers", 3, 24),
    _staff("S-DV", "폭력 피해 연계", "Referral after violence", 4, 24),
    _staff("S-LAW", "법령 개정 교육", "Law updates", 2, 3),
    _staff("S-DATA", "개인정보 보호", "Personal data protection", 1, 12),
)
