"""The columns of files of the roster and of its exclusions and preferences."""

from accounts.domain.cities import CITY_WORDS
from foundation.tables.columns import Column, Shape
from foundation.text.message import say
from foundation.text.words import vocabulary_of
from interpreters.domain.contact import Channel
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import Employment, Gender, RestrictionKind, Standing
from interpreters.service.import_pairs import TEXT_LANGUAGE_WORDS

INTERPRETER_COLUMNS: tuple[Column, ...] = (
    Column(
        name="code",
        heading=say("Code"),
        also="코드, 통역사코드, 통역사 코드, 통역사 번호, 번호, 관리번호, 관리 번호, 등록번호",
        meaning=say(
            "The code of the person on the roster; who has a known code is changed, others are added."
        ),
        example="INT-101",
        needed=True,
        shape=Shape.CODE,
    ),
    Column(
        name="name",
        heading=say("Name"),
        also="성명, 통역사명, 통역사 이름, 통역사",
        meaning=say("The full name."),
        example="응우옌 티 란",
        needed=True,
    ),
    Column(
        name="employment",
        heading=say("Employment"),
        also="소속 형태, 고용형태, 근무 형태, 근무형태, 고용, 형태, 소속 구분, 신분",
        meaning=say("How the person works for the centre."),
        example=Employment.FREELANCE,
        needed=True,
        shape=Shape.CHOICE,
        words=vocabulary_of(Employment),
    ),
    Column(
        name="standing",
        heading=say("Status"),
        also="Standing, 활동 상태, 활동상태, 현재 상태, 재직 상태, 활동 여부",
        meaning=say("Where the person stands on the roster; only the active are sent."),
        example=Standing.ACTIVE,
        needed=True,
        shape=Shape.CHOICE,
        words=vocabulary_of(Standing),
    ),
    Column(
        name="city",
        heading=say("City or county"),
        also="시군, 시/군, 시군구, 지역, 거주지, 거주 지역, 거주지역, 거주시군, 거주 시·군, 거주 시군, 사는 곳, 도시",
        meaning=say("The city or county of Gyeonggi where the person sets out."),
        example="수원시",
        needed=True,
        shape=Shape.CHOICE,
        words=CITY_WORDS,
    ),
    Column(
        name="languages",
        heading=say("Languages"),
        also="통역 언어, 통역언어, 사용 언어, 가능 언어, 언어(수준), 언어 및 수준, Language",
        meaning=say("Each language with its level, and the direction if it is not both."),
        example="베트남어 모어, 영어 업무 가능",
        needed=True,
        shape=Shape.LIST,
        words=vocabulary_of(Language),
    ),
    Column(
        name="translates",
        heading=say("Translates"),
        also="번역 언어쌍, 번역 언어, 번역언어, 번역 가능 언어, 번역, Translation, Translation pairs",
        meaning=say(
            "From which language into which the person translates; the fields behind a colon, without any in all of them. A dash takes all pairs away."
        ),
        example="vi>ko:labour,medical;ko>vi",
        shape=Shape.LIST,
        words=TEXT_LANGUAGE_WORDS,
    ),
    Column(
        name="words_per_day",
        heading=say("Words per working day"),
        also="하루 번역 단어 수, 1일 번역량, 일일 번역량, 하루 번역량, 번역 단어 수, 단어 수, Words a day",
        meaning=say(
            "How many words the person translates a working day: one number for every pair, or one for each with semicolons between; without an entry 2000 for a new pair."
        ),
        example="2000",
        shape=Shape.NUMBER,
    ),
    Column(
        name="email",
        heading=say("E-mail"),
        also="메일, 이메일 주소, 전자우편, 메일 주소, E-mail address",
        meaning=say(
            "The address of the account with which the person signs in; the account must exist."
        ),
        example="lan@ansan.example",
        shape=Shape.EMAIL,
    ),
    Column(
        name="gender",
        heading=say("Gender"),
        also="성",
        meaning=say("Only if the person wants it known."),
        example=Gender.FEMALE,
        shape=Shape.CHOICE,
        words=vocabulary_of(Gender),
    ),
    Column(
        name="latitude",
        heading=say("Latitude"),
        also="lat",
        meaning=say(
            "Degrees north, to about a kilometre; only together with the longitude. Without them ways count from the city hall."
        ),
        example="37.26",
        shape=Shape.NUMBER,
    ),
    Column(
        name="longitude",
        heading=say("Longitude"),
        also="lon, lng",
        meaning=say("Degrees east; only together with the latitude."),
        example="127.03",
        shape=Shape.NUMBER,
    ),
    Column(
        name="max_travel_km",
        heading=say("Farthest way (km)"),
        also="최대 이동 거리, 이동 가능 거리, 이동거리, 최대이동거리, 이동 거리, 최대 거리",
        meaning=say("How far the person goes, in kilometres."),
        example="40",
        shape=Shape.NUMBER,
    ),
    Column(
        name="modalities",
        heading=say("Ways to take part"),
        also="방식, 통역방식, 가능 방식, 참여 방식, 통역 방법",
        meaning=say("How the person can interpret; without an entry in every way."),
        example="방문, 화상, 전화",
        shape=Shape.LIST,
        words=vocabulary_of(Modality),
    ),
    Column(
        name="max_minutes_per_day",
        heading=say("Most minutes a day"),
        also="하루 최대 분, 일 최대 시간(분), 1일 최대 시간(분)",
        meaning=say("How many minutes the person interprets a day at most."),
        example="480",
        shape=Shape.NUMBER,
    ),
    Column(
        name="max_minutes_per_week",
        heading=say("Most minutes a week"),
        also="주 최대 분, 일주일 최대 시간(분), 1주 최대 시간(분), 주당 최대 시간(분)",
        meaning=say("How many minutes the person interprets a week at most."),
        example="2400",
        shape=Shape.NUMBER,
    ),
    Column(
        name="min_break_minutes",
        heading=say("Shortest break (minutes)"),
        also="휴식 시간(분), 최소 휴식(분), 최소 쉬는 시간(분), 휴식",
        meaning=say("Minimum minutes between two sessions."),
        example="10",
        shape=Shape.NUMBER,
    ),
    Column(
        name="vetted_until",
        heading=say("Background check valid until"),
        also="범죄경력 확인 유효일, 범죄경력 조회 유효일, 범죄경력조회 유효일, 범죄경력 조회, 범죄경력조회, 신원조회 유효일, 신원 조회, 신원조회",
        meaning=say("The last day on which the background check counts."),
        example="2027-11-30",
        shape=Shape.DAY,
    ),
    Column(
        name="joined_on",
        heading=say("Registered on"),
        also="등록일자, 등록 일자, 등록 날짜, 위촉일, 위촉일자, 활동 시작일, 활동시작일, 가입일, 입사일, Joined on",
        meaning=say("Since when the person is on the roster; without an entry since today."),
        example="2024-03-04",
        shape=Shape.DAY,
    ),
    Column(
        name="phone_number",
        heading=say("Phone number"),
        also="전화, 연락처, 휴대폰, 핸드폰, 휴대전화, 휴대폰 번호, 휴대전화번호, 핸드폰 번호, 개인 연락처, Phone, Mobile",
        meaning=say("The number to be called."),
        example="010-0000-1014",
        shape=Shape.PHONE,
    ),
    Column(
        name="reached_by",
        heading=say("Reached by"),
        also="연락방법, 선호 연락, 선호 연락 방법, 연락 수단",
        meaning=say("How the person wants to be reached."),
        example=Channel.APP,
        shape=Shape.CHOICE,
        words=vocabulary_of(Channel),
    ),
    Column(
        name="notes",
        heading=say("Notes"),
        also="비고, 특이사항, 참고, 참고사항, 참고 사항, Note, Remarks",
        meaning=say("What the office should know. No registration numbers."),
        example="평일 오전 선호",
    ),
)
RESTRICTION_COLUMNS: tuple[Column, ...] = (
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
        name="kind",
        heading=say("Kind"),
        also="구분, 유형, 제한 종류, 제한종류, 제한 구분",
        meaning=say("What holds between the person and the organisation or case."),
        example=RestrictionKind.QUARANTINE,
        needed=True,
        shape=Shape.CHOICE,
        words=vocabulary_of(RestrictionKind),
    ),
    Column(
        name="organisation",
        heading=say("Organisation"),
        also="기관코드, 기관 코드, 센터, Organization",
        meaning=say("The code of an organisation; empty when it is about a case."),
        example="ANS",
        needed=True,
        shape=Shape.CODE,
    ),
    Column(
        name="case",
        heading=say("Case"),
        also="상담번호, 상담 번호, 사건번호, 사건 번호, 사건코드, 사건 코드, 사례, 사례번호, 사례 번호",
        meaning=say("The code of a case; empty when it is about an organisation. No name."),
        example="ANS-2026-0401",
        needed=True,
        shape=Shape.CODE,
    ),
    Column(
        name="first_day",
        heading=say("First day"),
        also="시작일, 시작, 시작 날짜, 부터, 첫날, From",
        meaning=say("From this day on; without one from today."),
        example="2026-12-01",
        shape=Shape.DAY,
    ),
    Column(
        name="last_day",
        heading=say("Last day"),
        also="종료일, 종료, 종료 날짜, 까지, 마지막 날, 끝나는 날, 마감일, Until",
        meaning=say("Until this day; without one it stays."),
        example="2026-12-31",
        shape=Shape.DAY,
    ),
    Column(
        name="reason",
        heading=say("Reason"),
        also="사유, 비고, 메모",
        meaning=say("Why, in a few words."),
        example="일정 조율 중",
    ),
)
