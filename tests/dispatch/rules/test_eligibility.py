"""May this person serve this session? Each rule alone, allowed and forbidden."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from accounts.domain.ids import OrganisationId
from dispatch.domain.eligibility import (
    LABELS,
    RULES,
    RuleCode,
    first_reason_against,
    may_serve,
    reasons_against,
)
from dispatch.domain.people import HeldCertification, LanguageSkill, Need, Person
from foundation.text.i18n import translate
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.qualifications import CertificationLevel, Domain, Modality, Tier
from interpreters.domain.standing import Gender, RestrictionKind, Standing
from scheduling.domain.states import Priority, Strictness
from tests.dispatch.people import (
    ANSAN,
    DAY,
    L2,
    ORGANISATION,
    PERSON,
    POCHEON,
    SUWON,
    UNSIGNED,
    WAYS,
    a_bar,
    a_duty,
    a_need,
    a_person,
    between,
)

VI, RU = Language.VIETNAMESE, Language.RUSSIAN
LEVEL = CertificationLevel
C = RuleCode
LABOUR = {"domain": Domain.LABOUR, "tier": Tier.T2}
CRISIS = {"domain": Domain.VIOLENCE, "tier": Tier.T3}
ELSEWHERE = OrganisationId(UUID(int=9))
EARLY = a_duty("09:00", "10:00")
SOMEBODY = InterpreterId(UUID(int=99))


def spoken(
    language: Language = VI, level: Level = Level.NATIVE, direction: Direction = Direction.BOTH
) -> LanguageSkill:
    return LanguageSkill(language, level, direction)


def held(
    level: CertificationLevel, language: Language = VI, until: date = date(2028, 1, 1)
) -> HeldCertification:
    return HeldCertification(level, language, date(2025, 1, 1), until)


def violent(**changes: object) -> Person:
    """Somebody certified for a crisis."""
    return a_person(certifications=(held(LEVEL.VIOLENCE),), **changes)


TWO_VIOLENT = (
    a_duty("09:00", "10:00", domain=Domain.VIOLENCE),
    a_duty("11:00", "12:00", domain=Domain.VIOLENCE),
)
IN_DANGER = replace(TWO_VIOLENT[1], domain=Domain.GENERAL, priority=Priority.DANGER)

FORBIDDEN: list[tuple[RuleCode, str, Person, Need]] = [
    *((C.STANDING, str(s), a_person(standing=s), a_need()) for s in Standing if s != "active"),
    (C.LANGUAGE, "not spoken", a_person(languages=()), a_need()),
    (C.LANGUAGE, "too weak", a_person(languages=(spoken(level=Level.BASIC),)), a_need()),
    (C.LANGUAGE, "one way", a_person(languages=(spoken(direction=Direction.TO_KOREAN),)), a_need()),
    (C.LANGUAGE, "no consent to Russian", a_person(languages=(spoken(RU),)), a_need()),
    (C.CERTIFICATION, "none", a_person(certifications=()), a_need()),
    (C.CERTIFICATION, "too low", a_person(certifications=(held(LEVEL.PROVISIONAL),)), a_need()),
    (C.CERTIFICATION, "other domain", a_person(), a_need(**LABOUR)),
    (
        C.CERTIFICATION,
        "other language",
        a_person(certifications=(held(LEVEL.COMMUNITY, RU),)),
        a_need(),
    ),
    (
        C.CERTIFICATION,
        "ends that day",
        a_person(certifications=(replace(L2, valid_until=DAY),)),
        a_need(),
    ),
    (
        C.CERTIFICATION,
        "begins the day after",
        a_person(certifications=(replace(L2, valid_from=DAY + timedelta(days=1)),)),
        a_need(),
    ),
    (C.CERTIFICATION, "court", a_person(), a_need(tier=Tier.COURT)),
    (C.VETTING, "never checked", violent(), a_need(**CRISIS)),
    (C.VETTING, "out of date", violent(vetted_until=DAY - timedelta(days=1)), a_need(**CRISIS)),
    (C.SIGNATURE, "the pledge", a_person(unsigned=UNSIGNED), a_need()),
    (
        C.GENDER,
        "not given",
        a_person(),
        a_need(gender=Gender.FEMALE, gender_strictness=Strictness.REQUIRED),
    ),
    (
        C.GENDER,
        "the other",
        a_person(gender=Gender.MALE),
        a_need(gender=Gender.FEMALE, gender_strictness=Strictness.REQUIRED),
    ),
    (C.MODALITY, "video only", a_person(modalities=frozenset({Modality.VIDEO})), a_need()),
    (C.RESTRICTION, "asked not to", a_person(), a_need(excluded=frozenset({PERSON}))),
    (C.RESTRICTION, "all sessions", a_person(bars=(a_bar(RestrictionKind.QUARANTINE),)), a_need()),
    (
        C.RESTRICTION,
        "organisation",
        a_person(bars=(a_bar(organisation_id=ORGANISATION),)),
        a_need(),
    ),
    (
        C.RESTRICTION,
        "case",
        a_person(bars=(a_bar(RestrictionKind.RECUSAL, case_code="ANS-1"),)),
        a_need(),
    ),
    (C.RESTRICTION, "until that day", a_person(bars=(a_bar(last_day=DAY),)), a_need()),
    (C.DISTANCE, "too far", a_person(), a_need(point=POCHEON)),
    (C.AVAILABILITY, "another day", a_person(free=()), a_need()),
    (C.AVAILABILITY, "too early", a_person(), a_need("08:30")),
    (C.AVAILABILITY, "ends too late", a_person(), a_need("17:30")),
    (
        C.AVAILABILITY,
        "two halves do not make one",
        a_person(free=(between("09:00", "10:30"), between("10:45", "18:00"))),
        a_need(),
    ),
    (C.DAY_CAP, "one minute over", a_person(max_minutes_per_day=59), a_need()),
    (
        C.DAY_CAP,
        "with another session",
        a_person(max_minutes_per_day=119, duties=(a_duty("14:00", "15:00"),)),
        a_need(),
    ),
    (
        C.WEEK_CAP,
        "with Sunday's",
        a_person(
            max_minutes_per_week=119,
            duties=(a_duty("14:00", "15:00", day=DAY + timedelta(days=5)),),
        ),
        a_need(),
    ),
    (
        C.HEAVY_CAP,
        "a third",
        violent(vetted_until=DAY, max_heavy_per_day=2, duties=TWO_VIOLENT),
        a_need("15:00", **CRISIS),
    ),
    (
        C.HEAVY_CAP,
        "a third, in danger to life",
        a_person(max_heavy_per_day=2, duties=(TWO_VIOLENT[0], IN_DANGER)),
        a_need("15:00", priority=Priority.DANGER),
    ),
    (C.OVERLAP, "by five minutes", a_person(duties=(a_duty("10:55", "11:30"),)), a_need()),
    (C.ARRIVAL, "no break", a_person(duties=(a_duty("11:05", "12:00"),)), a_need()),
    (C.ARRIVAL, "no break before", a_person(duties=(a_duty("09:00", "09:55"),)), a_need()),
    (C.ARRIVAL, "the way", a_person(duties=(a_duty("11:30", "12:00", point=SUWON),)), a_need()),
    (
        C.OVERLAP,
        "counsels then",
        a_person(counselling=(a_duty("10:30", "11:30"),)),
        a_need(),
    ),
    (
        C.OVERLAP,
        "counsels in this one",
        a_person(counselling=(a_duty("10:00", "11:00", session_id=a_need().session_id),)),
        a_need(),
    ),
    (
        C.ARRIVAL,
        "from own counselling",
        a_person(counselling=(a_duty("09:00", "09:40", point=SUWON),)),
        a_need(),
    ),
    (
        C.LONG_WAY,
        "by time",
        a_person(max_travel_km=99),
        a_need(point=POCHEON, ways=replace(WAYS, long_minutes=120)),
    ),
    (
        C.LONG_WAY,
        "by road",
        a_person(max_travel_km=99),
        a_need(point=POCHEON, ways=replace(WAYS, long_km=96)),
    ),
    (C.AWAY, "for the second", a_person(max_away_minutes=359, duties=(EARLY,)), a_need("14:00")),
    (C.AWAY, "by the way alone", a_person(max_away_minutes=139), a_need(point=SUWON)),
    (C.DECLINED, "declined", a_person(), a_need(declined=frozenset({PERSON}))),
]

ALLOWED: list[tuple[str, Person, Need]] = [
    ("nothing speaks against it", a_person(), a_need()),
    ("working level is enough", a_person(languages=(spoken(level=Level.WORKING),)), a_need()),
    (
        "Russian for Uzbek, with consent",
        a_person(languages=(spoken(RU),), certifications=(held(LEVEL.COMMUNITY, RU),)),
        a_need(language=Language.UZBEK, fallback_language=RU),
    ),
    ("a higher level serves", a_person(certifications=(held(LEVEL.LABOUR_LEGAL),)), a_need()),
    ("labour", a_person(certifications=(held(LEVEL.LABOUR_LEGAL),)), a_need(**LABOUR)),
    (
        "valid to the day before it ends",
        a_person(certifications=(replace(L2, valid_until=DAY + timedelta(days=1)),)),
        a_need(),
    ),
    ("checked to that day", violent(vetted_until=DAY), a_need(**CRISIS)),
    (
        "the required gender",
        a_person(gender=Gender.FEMALE),
        a_need(gender=Gender.FEMALE, gender_strictness=Strictness.REQUIRED),
    ),
    (
        "a wish is no must",
        a_person(gender=Gender.MALE),
        a_need(gender=Gender.FEMALE, gender_strictness=Strictness.PREFERRED),
    ),
    ("far away by video", a_person(), a_need(modality=Modality.VIDEO, point=None)),
    ("somebody else is excluded", a_person(), a_need(excluded=frozenset({SOMEBODY}))),
    ("another organisation", a_person(bars=(a_bar(organisation_id=ELSEWHERE),)), a_need()),
    ("another case", a_person(bars=(a_bar(case_code="ANS-2"),)), a_need()),
    ("over the day before", a_person(bars=(a_bar(last_day=DAY - timedelta(days=1)),)), a_need()),
    ("from the day after", a_person(bars=(a_bar(first_day=DAY + timedelta(days=1)),)), a_need()),
    ("preferred", a_person(bars=(a_bar(RestrictionKind.PREFERENCE),)), a_need()),
    ("to the last minute", a_person(), a_need("17:00")),
    ("later inside the window", a_person(), a_need("08:00", "09:00")),
    ("the cap exactly", a_person(max_minutes_per_day=60), a_need()),
    (
        "next Monday's do not count",
        a_person(
            max_minutes_per_week=60, duties=(a_duty("14:00", "15:00", day=DAY + timedelta(days=6)),)
        ),
        a_need(),
    ),
    (
        "a second violence session",
        violent(vetted_until=DAY, max_heavy_per_day=2, duties=TWO_VIOLENT[:1]),
        a_need("15:00", **CRISIS),
    ),
    (
        "something else after two",
        violent(max_heavy_per_day=2, duties=TWO_VIOLENT),
        a_need("15:00"),
    ),
    (
        "two on another day",
        violent(
            vetted_until=DAY,
            max_heavy_per_day=2,
            duties=tuple(replace(d, day=DAY - timedelta(days=1)) for d in TWO_VIOLENT),
        ),
        a_need("15:00", **CRISIS),
    ),
    (
        "two beside a mentor",
        violent(
            vetted_until=DAY,
            max_heavy_per_day=2,
            duties=tuple(replace(d, domain=None) for d in TWO_VIOLENT),
        ),
        a_need("15:00", **CRISIS),
    ),
    (
        "a third where there is no limit",
        violent(vetted_until=DAY, duties=TWO_VIOLENT),
        a_need("15:00", **CRISIS),
    ),
    ("the break exactly", a_person(duties=(a_duty("11:10", "12:00"),)), a_need()),
    ("time for the way", a_person(duties=(a_duty("12:30", "13:00", point=SUWON),)), a_need()),
    (
        "a start after the other session",
        a_person(duties=(a_duty("10:00", "11:00"),)),
        a_need("10:00", "11:10"),
    ),
    (
        "at home after home",
        a_person(duties=(a_duty("11:10", "12:00", point=None),)),
        a_need(point=ANSAN),
    ),
    ("counsels at another time", a_person(counselling=(a_duty("08:00", "09:30"),)), a_need()),
    (
        "on the telephone of the office after counselling",
        a_person(counselling=(a_duty("09:00", "09:45", point=SUWON),)),
        a_need(modality=Modality.PHONE, point=None),
    ),
    (
        "counselling fills no day",
        a_person(max_minutes_per_day=60, counselling=(a_duty("14:00", "15:00"),)),
        a_need(),
    ),
    (
        "exactly as far as needs no approval",
        a_person(max_travel_km=99),
        a_need(point=POCHEON, ways=replace(WAYS, long_minutes=145, long_km=97)),
    ),
    (
        "far, by telephone",
        a_person(max_travel_km=99),
        a_need(point=POCHEON, modality=Modality.PHONE, ways=replace(WAYS, long_minutes=1)),
    ),
    (
        "away to the last minute",
        a_person(max_away_minutes=360, duties=(EARLY,)),
        a_need("14:00"),
    ),
    (
        "away only with a late start",
        a_person(max_away_minutes=240, duties=(EARLY,)),
        a_need("10:30", "14:00"),
    ),
    (
        "at home on a long day",
        a_person(max_away_minutes=60, duties=(EARLY,)),
        a_need("14:00", modality=Modality.PHONE, point=None),
    ),
    (
        "another day's sessions",
        a_person(max_away_minutes=60, duties=(replace(EARLY, day=DAY - timedelta(days=1)),)),
        a_need("14:00"),
    ),
    (
        "counselling is no time away",
        a_person(max_away_minutes=60, counselling=(EARLY,)),
        a_need("14:00"),
    ),
    ("somebody else said no", a_person(), a_need(declined=frozenset({SOMEBODY}))),
]


@pytest.mark.parametrize(
    ("code", "case", "person", "need"), FORBIDDEN, ids=[f"{c[0]}: {c[1]}" for c in FORBIDDEN]
)
def test_a_rule_forbids(code: RuleCode, case: str, person: Person, need: Need) -> None:
    found = reasons_against(person, need)
    assert [objection.code for objection in found] == [code]
    for wording in (found[0].reason.text, found[0].reason.need, found[0].reason.have):
        assert translate(wording, "en")
        assert translate(wording, "ko")
    assert not may_serve(person, need)


@pytest.mark.parametrize(("case", "person", "need"), ALLOWED, ids=[c[0] for c in ALLOWED])
def test_a_rule_allows(case: str, person: Person, need: Need) -> None:
    assert reasons_against(person, need) == []
    assert may_serve(person, need)


def test_every_rule_is_shown_forbidding() -> None:
    assert {code for code, *_ in FORBIDDEN} == set(RuleCode)


def test_the_order_of_the_rules_is_fixed() -> None:
    codes = ["standing", "language", "certification", "vetting", "signature", "gender"]
    codes += ["modality", "restriction", "distance", "long_way", "availability", "day_cap"]
    codes += ["week_cap", "violence_cap", "overlap", "arrival", "away", "declined"]
    assert [rule.code.value for rule in RULES] == codes
    assert set(LABELS) == set(RuleCode)


def test_all_reasons_come_in_the_order_of_the_rules() -> None:
    person = a_person(languages=(), certifications=(), free=(), standing=Standing.PAUSED)
    need = a_need(point=POCHEON, declined=frozenset({PERSON}))
    found = [objection.code for objection in reasons_against(person, need)]
    assert found == [
        C.STANDING,
        C.LANGUAGE,
        C.CERTIFICATION,
        C.DISTANCE,
        C.AVAILABILITY,
        C.DECLINED,
    ]
    first = first_reason_against(person, need)
    assert first is not None
    assert first.code is C.STANDING
    later = first_reason_against(person, need, but=[C.STANDING, C.LANGUAGE])
    assert later is not None
    assert later.code is C.CERTIFICATION


def test_a_session_does_not_stand_in_its_own_way() -> None:
    need = a_need()
    assert need.session_id is not None
    itself = a_duty("10:00", "11:00", session_id=need.session_id)
    assert may_serve(a_person(duties=(itself,), max_minutes_per_day=60), need)


def test_too_many_violence_sessions_are_counted_in_words() -> None:
    person = violent(vetted_until=DAY, max_heavy_per_day=2, duties=TWO_VIOLENT)
    (found,) = reasons_against(person, a_need("15:00", **CRISIS))
    texts = (found.reason.text, found.reason.need, found.reason.have)
    assert [translate(text, "en") for text in texts] == [
        "3 heavy sessions that day; the limit is 2.",
        "2 sessions",
        "3 sessions",
    ]
    assert [translate(text, "ko") for text in texts] == [
        "부담이 큰 통역은 하루 2회까지인데 3회가 돼요.",
        "2회",
        "3회",
    ]


def test_a_reason_says_what_is_needed_and_what_there_is() -> None:
    found = reasons_against(a_person(), a_need(point=POCHEON))[0].reason
    assert str(found.text) == "72 km away, travels up to 30 km."
    assert (str(found.need), str(found.have)) == ("30 km", "72 km")
    person = a_person(duties=(a_duty("09:00", "09:40", point=SUWON),))
    late = reasons_against(person, a_need())[0].reason
    assert translate(late.text, "en") == (
        "The session before ends at 9:40 am: 55 minutes are needed, 20 are left."
    )


def test_a_little_too_far_never_reads_like_the_limit() -> None:
    home = a_person().home
    need = a_need(point=replace(home, latitude=home.latitude + 30.02 / 111.195))
    texts = [str(o.reason.text) for o in reasons_against(a_person(), need)]
    assert "30.1 km away, travels up to 30 km." in texts


def test_what_ends_before_the_session_is_said_with_its_last_day_and_its_year() -> None:
    checked = DAY - timedelta(days=3)
    person = a_person(certifications=(replace(L2, valid_until=DAY),), vetted_until=checked)
    texts = [str(o.reason.text) for o in reasons_against(person, a_need())]
    assert any(f"valid until {DAY - timedelta(days=1)}." in text for text in texts)
    crisis = [str(o.reason.text) for o in reasons_against(person, a_need(tier=Tier.T3))]
    assert f"Background check: valid until {checked}." in crisis
