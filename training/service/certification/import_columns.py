"""The columns of files of certifications."""

from foundation.tables.columns import Column, Shape
from foundation.text.message import say
from foundation.text.words import Vocabulary, vocabulary_of
from interpreters.domain.languages import Direction, Language
from interpreters.domain.qualifications import CertificationLevel
from training.domain.certifications import Grade, GrantRoute

ROUTES = (GrantRoute.REGISTER, GrantRoute.GRANDFATHERED)
# By a file nothing is granted that has to be decided here.
ROUTE_WORDS = Vocabulary(
    [choice for choice in vocabulary_of(GrantRoute).choices if choice.value in ROUTES]
)
CERTIFICATION_COLUMNS: tuple[Column, ...] = (
    Column(
        name="interpreter",
        heading=say("Interpreter"),
        also="통역사코드, 통역사 코드, 코드, 통역사 번호",
        meaning=say("The code of an interpreter."),
        example="INT-101",
        needed=True,
        shape=Shape.CODE,
    ),
    Column(
        name="scheme",
        heading=say("Certification"),
        also="인증 단계, 자격, 인증코드, 자격 단계, 인증 종류, 단계, 인증명, Level",
        meaning=say("The level of the ladder."),
        example=CertificationLevel.COMMUNITY,
        needed=True,
        shape=Shape.CHOICE,
        words=vocabulary_of(CertificationLevel),
    ),
    Column(
        name="language",
        heading=say("Language"),
        also="인증 언어, 통역 언어",
        meaning=say("A language that the person has on the roster."),
        example=Language.VIETNAMESE,
        needed=True,
        shape=Shape.CHOICE,
        words=vocabulary_of(Language),
    ),
    Column(
        name="valid_from",
        heading=say("Valid from"),
        also="시작일, 취득일, 발급일, 인증일, 유효기간 시작, 유효기간 시작일",
        meaning=say("The first day on which it counts."),
        example="2026-03-02",
        needed=True,
        shape=Shape.DAY,
    ),
    Column(
        name="valid_until",
        heading=say("Valid until"),
        also="종료일, 만료일, 유효기간, 유효기간 종료, 유효기간 종료일, 유효일",
        meaning=say(
            "The last day on which it counts; without one as long as the level usually counts."
        ),
        example="2029-03-01",
        shape=Shape.DAY,
    ),
    Column(
        name="direction",
        heading=say("Direction"),
        also="통역 방향",
        meaning=say("Which way; without an entry both."),
        example=Direction.BOTH,
        shape=Shape.CHOICE,
        words=vocabulary_of(Direction),
    ),
    Column(
        name="grade",
        heading=say("Grade"),
        also="급, 등급, 인증 등급, 인증등급",
        meaning=say("Full, semi or recognised grade; without an entry full."),
        example=Grade.FULL,
        shape=Shape.CHOICE,
        words=vocabulary_of(Grade),
    ),
    Column(
        name="route",
        heading=say("Route"),
        also="인증 경로, 취득 경로, 근거 구분",
        meaning=say("Where it comes from: the former register, or long service."),
        example=GrantRoute.REGISTER,
        shape=Shape.CHOICE,
        words=ROUTE_WORDS,
    ),
    Column(
        name="issuer",
        heading=say("Issuer"),
        also="발급기관, 인증 기관, 인증기관, 발급처",
        meaning=say("Who gave it."),
        example="경기 이음이주민센터",
    ),
    Column(
        name="evidence",
        heading=say("Evidence"),
        also="증빙, 근거 자료, 비고, 증빙 자료",
        meaning=say("What shows it."),
        example="이전 인증 대장",
    ),
    Column(
        name="practice_hours",
        heading=say("Hours interpreted before"),
        also="통역 시간, 활동 시간",
        meaning=say("Hours interpreted within this term before the centre counted them here."),
        example="20",
        shape=Shape.NUMBER,
    ),
    Column(
        name="practice_sessions",
        heading=say("Sessions interpreted before"),
        also="통역 횟수, 활동 횟수",
        meaning=say("Sessions interpreted within this term before the centre counted them here."),
        example="15",
        shape=Shape.NUMBER,
    ),
    Column(
        name="points_ethics",
        heading=say("Points: ethics"),
        also="윤리 점수, 윤리",
        meaning=say("Points of further training brought along."),
        example="4",
        shape=Shape.NUMBER,
    ),
    Column(
        name="points_skills",
        heading=say("Points: skills"),
        also="기술 점수, 통역 기술 점수, 기술",
        meaning=say("Points of further training brought along."),
        example="6",
        shape=Shape.NUMBER,
    ),
    Column(
        name="points_performance",
        heading=say("Points: performance"),
        also="실무 점수, 수행 점수, 실무",
        meaning=say("Points of further training brought along."),
        example="2",
        shape=Shape.NUMBER,
    ),
)
