"""The instruments of the ladder as an office starts with them; settings, not law.

Marks follow the ladder's table; its semi marks follow the two grades of the Korean courts, ten
points below a pass.
"""

from dataclasses import dataclass

from training.domain.assessment import InstrumentKind


@dataclass(frozen=True, kw_only=True)
class SectionPlan:
    """A part of an instrument: titles, full marks, the least that passes in per cent."""

    title: str
    title_en: str
    full_marks: int
    least_percent: int = 0


@dataclass(frozen=True, kw_only=True)
class InstrumentPlan:
    """An instrument as it is typed or seeded; the fields are those of the table."""

    code: str
    kind: InstrumentKind
    title: str
    title_en: str
    pass_mark: int
    semi_mark: int = 0
    assessors: int = 1
    per_language: bool = False
    carries_over: int = 0
    carries_to: str = ""
    sections: tuple[SectionPlan, ...]


def _section(title: str, title_en: str, full_marks: int, least_percent: int = 0) -> SectionPlan:
    return SectionPlan(
        title=title, title_en=title_en, full_marks=full_marks, least_percent=least_percent
    )


def _written(code: str, title: str, title_en: str, **values: object) -> InstrumentPlan:
    """60 in all, and 40 in each part."""
    return InstrumentPlan(
        code=code,
        kind=InstrumentKind.WRITTEN,
        title=title,
        title_en=title_en,
        pass_mark=60,
        sections=(
            _section("제도와 지식", "Knowledge of the field", 50, 40),
            _section("용어와 번역", "Terms and translation", 50, 40),
        ),
        **values,  # pyright: ignore[reportArgumentType]  fields of the plan
    )


def _oral(code: str, title: str, title_en: str, pass_mark: int) -> InstrumentPlan:
    return InstrumentPlan(
        code=code,
        kind=InstrumentKind.ORAL,
        title=title,
        title_en=title_en,
        pass_mark=pass_mark,
        semi_mark=pass_mark - 10,
        assessors=2,
        per_language=True,
        sections=(
            _section("정확한 전달", "Accuracy", 40),
            _section("언어와 표현", "Language and delivery", 30),
            _section("진행과 윤리", "Managing the session and ethics", 30),
        ),
    )


USUAL: tuple[InstrumentPlan, ...] = (
    _written("L1-written", "수습 필기", "Provisional: written test"),
    InstrumentPlan(
        code="L1-role-play",
        kind=InstrumentKind.ROLE_PLAY,
        title="수습 역할극",
        title_en="Provisional: role-play",
        pass_mark=60,
        assessors=2,
        per_language=True,
        sections=(
            _section("내용 전달", "Getting the message across", 60),
            _section("태도와 진행", "Conduct and turn-taking", 40),
        ),
    ),
    InstrumentPlan(
        code="ethics",
        kind=InstrumentKind.ETHICS,
        title="통역 윤리",
        title_en="Ethics of interpreting",
        pass_mark=60,
        sections=(_section("윤리와 비밀 유지", "Ethics and confidentiality", 100),),
    ),
    _oral("L2-oral", "상담통역 구술", "Community: oral test", 70),
    _written(
        "L3-LAB-written",
        "노동·법률 필기",
        "Labour and legal: written test",
        carries_to="L3-LAB-oral",
    ),
    _oral("L3-LAB-oral", "노동·법률 구술", "Labour and legal: oral test", 75),
    _written(
        "L3-IMM-written",
        "체류·난민 필기",
        "Immigration and refugees: written test",
        carries_to="L3-IMM-oral",
    ),
    _oral("L3-IMM-oral", "체류·난민 구술", "Immigration and refugees: oral test", 75),
    # A written pass covers two oral sittings: its own and one further.
    _written(
        "L3-MED-written",
        "의료 필기",
        "Medical: written test",
        carries_to="L3-MED-oral",
        carries_over=1,
    ),
    _oral("L3-MED-oral", "의료 구술", "Medical: oral test", 75),
    _oral("L3-DV-oral", "폭력·심리 구술", "Violence and psychosocial: oral test", 75),
    InstrumentPlan(
        code="L3-DV-scenario",
        kind=InstrumentKind.SCENARIO,
        title="트라우마 상황 평가",
        title_en="Violence and psychosocial: trauma scenario",
        pass_mark=70,
        assessors=2,
        per_language=True,
        sections=(
            _section("안전과 경계", "Safety and boundaries", 50, 60),
            _section("전달과 자기 돌봄", "Delivery and self-care", 50, 60),
        ),
    ),
    InstrumentPlan(
        code="R2-portfolio",
        kind=InstrumentKind.PORTFOLIO,
        title="경력 포트폴리오와 추천서",
        title_en="Portfolio and references",
        pass_mark=60,
        sections=(
            _section("통역 경력", "Experience of interpreting", 60),
            _section("추천서", "References", 40),
        ),
    ),
    InstrumentPlan(
        code="T2-texts",
        kind=InstrumentKind.TRANSLATION,
        title="번역문 두 편",
        title_en="Two translated texts",
        pass_mark=70,
        assessors=2,
        per_language=True,
        sections=(
            _section("첫째 글", "First text", 100, 70),
            _section("둘째 글", "Second text", 100, 70),
        ),
    ),
    InstrumentPlan(
        code="L4-co-scoring",
        kind=InstrumentKind.ROLE_PLAY,
        title="공동 채점",
        title_en="Co-scoring",
        pass_mark=70,
        sections=(_section("채점 일치도", "Agreement with an experienced assessor", 100),),
    ),
    InstrumentPlan(
        code="S1-quiz",
        kind=InstrumentKind.QUIZ,
        title="통역 활용 퀴즈",
        title_en="Working with interpreters: quiz",
        pass_mark=80,
        sections=(_section("퀴즈", "Quiz", 100),),
    ),
)
