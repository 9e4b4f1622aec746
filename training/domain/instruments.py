"""The instruments of the ladder as an office starts with them; settings, not law.

Marks follow the ladder's table; its semi marks follow the two grades of the Korean courts, ten
points below a pass.
"""

from dataclasses import dataclass

from training.domain.assessment import InstrumentKind


@dataclass(frozen=True, kw_only=True)
class SectionPlan:
    """A part of an instrument: titles, full marks, the least that passes in per cent, what marks mean."""

    title: str
    title_en: str
    full_marks: int
    least_percent: int = 0
    bands: str = ""
    bands_en: str = ""


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


# Where a band begins, in per cent of the full marks, the best first.
BAND_STARTS = (90, 70, 50, 0)
_KNOWLEDGE = (
    ("빠짐없이 정확해요", "Complete and exact"),
    ("중요한 것은 맞고 작은 빈틈이 있어요", "The essentials are right, with small gaps"),
    ("기본은 알지만 중요한 것이 빠져요", "The basics are there, something important is missing"),
    ("현장에서 쓰기에 모자라요", "Not enough for work"),
)
_MESSAGE = (
    ("뜻을 모두 그대로 옮겨요", "Everything is rendered as it was meant"),
    ("작은 누락이 있지만 뜻은 같아요", "Small omissions, the meaning stays"),
    ("뜻이 달라지거나 중요한 내용이 빠져요", "The meaning shifts, or something important is lost"),
    ("당사자가 잘못 알게 돼요", "Those concerned would be misled"),
)
_LANGUAGE = (
    ("자연스럽고 용어가 맞아요", "Natural, with the right terms"),
    ("어색한 곳이 있지만 잘 들려요", "Awkward in places, easy to follow"),
    ("자주 막히거나 용어가 틀려요", "Often halting, or the terms are wrong"),
    ("알아듣기 어려워요", "Hard to understand"),
)
_CONDUCT = (
    ("역할과 윤리를 지키며 이끌어요", "Keeps role and ethics, and leads the exchange"),
    ("작은 망설임이 있지만 역할을 지켜요", "Small hesitations, the role is kept"),
    ("역할을 벗어나거나 흐름을 놓쳐요", "Leaves the role, or loses the thread"),
    ("당사자에게 해가 될 수 있어요", "Could harm those concerned"),
)


def _bands(full_marks: int, texts: tuple[tuple[str, str], ...], language: int) -> str:
    """A line for each band, such as "36-40: …", from the best to the lowest."""
    starts = [-(-full_marks * start // 100) for start in BAND_STARTS]
    ends = [full_marks, *(start - 1 for start in starts[:-1])]
    return "\n".join(
        f"{start}–{end}: {text[language]}"
        for start, end, text in zip(starts, ends, texts, strict=True)
    )


def _section(
    title: str,
    title_en: str,
    full_marks: int,
    least_percent: int = 0,
    *,
    texts: tuple[tuple[str, str], ...] = _KNOWLEDGE,
) -> SectionPlan:
    return SectionPlan(
        title=title,
        title_en=title_en,
        full_marks=full_marks,
        least_percent=least_percent,
        bands=_bands(full_marks, texts, 0),
        bands_en=_bands(full_marks, texts, 1),
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
            _section("정확한 전달", "Accuracy", 40, texts=_MESSAGE),
            _section("언어와 표현", "Language and delivery", 30, texts=_LANGUAGE),
            _section("진행과 윤리", "Managing the session and ethics", 30, texts=_CONDUCT),
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
            _section("내용 전달", "Getting the message across", 60, texts=_MESSAGE),
            _section("태도와 진행", "Conduct and turn-taking", 40, texts=_CONDUCT),
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
            _section("안전과 경계", "Safety and boundaries", 50, 60, texts=_CONDUCT),
            _section("전달과 자기 돌봄", "Delivery and self-care", 50, 60, texts=_MESSAGE),
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
            _section("첫째 글", "First text", 100, 70, texts=_MESSAGE),
            _section("둘째 글", "Second text", 100, 70, texts=_MESSAGE),
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
