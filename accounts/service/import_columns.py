"""The columns of files of organisations, places and users."""

from accounts.domain.cities import CITY_WORDS
from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from foundation.tables.columns import Column, Shape
from foundation.text.message import say
from foundation.text.words import LANGUAGE_WORDS, vocabulary_of

ORGANISATION_COLUMNS: tuple[Column, ...] = (
    Column(
        name="code",
        heading=say("Code"),
        also="코드, 기관코드, 기관 코드, 센터코드, 약칭",
        meaning=say("A short code of its own, by which other files name the organisation."),
        example="ANS",
        needed=True,
        shape=Shape.CODE,
    ),
    Column(
        name="name",
        heading=say("Name"),
        also="기관명, 기관 이름, 기관, 센터명, 센터 이름, 명칭",
        meaning=say("The Korean name."),
        example="안산 이주민복지센터",
        needed=True,
    ),
    Column(
        name="name_en",
        heading=say("English name"),
        also="영문명, 영어 이름, 영문 기관명, 영문 명칭",
        meaning=say("The English name; without one the Korean name is shown."),
        example="Ansan Migrants' Welfare Centre",
    ),
    Column(
        name="kind",
        heading=say("Kind"),
        also="기관 종류, 기관종류, 구분, 유형, 기관 유형, 기관구분",
        meaning=say("What kind of organisation it is."),
        example=OrganisationKind.WELFARE_CENTRE,
        needed=True,
        shape=Shape.CHOICE,
        words=vocabulary_of(OrganisationKind),
    ),
    Column(
        name="city",
        heading=say("City or county"),
        also="시군, 시/군, 시군구, 지역, 소재지, 도시, 거주지, 거주 지역, 거주시군, 거주 시·군",
        meaning=say("A city or county of Gyeonggi."),
        example="안산시",
        needed=True,
        shape=Shape.CHOICE,
        words=CITY_WORDS,
    ),
    Column(
        name="phone",
        heading=say("Phone number"),
        also="전화, 연락처, 대표전화, 대표 번호, 기관 전화, 전화번호(대표)",
        meaning=say("The number under which people reach it."),
        example="031-000-1020",
        shape=Shape.PHONE,
    ),
)
SITE_COLUMNS: tuple[Column, ...] = (
    Column(
        name="code",
        heading=say("Code"),
        also="코드, 장소코드, 장소 코드",
        meaning=say("A short code of its own, by which requests name the place."),
        example="ANS-01",
        needed=True,
        shape=Shape.CODE,
    ),
    Column(
        name="organisation",
        heading=say("Organisation"),
        also="기관코드, 기관 코드, 소속, 소속기관, 소속 기관, 센터, Organization",
        meaning=say("The code of an organisation."),
        example="ANS",
        needed=True,
        shape=Shape.CODE,
    ),
    Column(
        name="name",
        heading=say("Name"),
        also="장소명, 장소 이름, 장소, 명칭",
        meaning=say("The Korean name."),
        example="안산 이주민복지센터 상담실",
        needed=True,
    ),
    Column(
        name="name_en",
        heading=say("English name"),
        also="영문명, 영어 이름, 영문 장소명",
        meaning=say("The English name; without one the Korean name is shown."),
        example="Ansan Centre, Counselling Room",
    ),
    Column(
        name="city",
        heading=say("City or county"),
        also="시군, 시/군, 시군구, 지역, 소재지, 도시",
        meaning=say("A city or county of Gyeonggi."),
        example="안산시",
        needed=True,
        shape=Shape.CHOICE,
        words=CITY_WORDS,
    ),
    Column(
        name="address",
        heading=say("Address"),
        also="도로명주소, 도로명 주소, 상세주소, 소재지 주소",
        meaning=say("Street and number."),
        example="경기도 안산시 한마음로 57",
    ),
    Column(
        name="latitude",
        heading=say("Latitude"),
        also="lat",
        meaning=say(
            "Degrees north; only together with the longitude. Without them ways count from the city hall."
        ),
        example="37.3225",
        shape=Shape.NUMBER,
    ),
    Column(
        name="longitude",
        heading=say("Longitude"),
        also="lon, lng",
        meaning=say("Degrees east; only together with the latitude."),
        example="126.8313",
        shape=Shape.NUMBER,
    ),
)
USER_COLUMNS: tuple[Column, ...] = (
    Column(
        name="email",
        heading=say("E-mail"),
        also="메일, 이메일 주소, 전자우편, 메일 주소, E-mail address, 로그인 이메일, 아이디",
        meaning=say("The address with which the person signs in."),
        example="lan@ansan.example",
        needed=True,
        shape=Shape.EMAIL,
    ),
    Column(
        name="name",
        heading=say("Name"),
        also="성명, 사용자 이름, 사용자명, 담당자",
        meaning=say("The full name."),
        example="강마루",
        needed=True,
    ),
    Column(
        name="language",
        heading=say("Language"),
        also="화면 언어, 사용 언어",
        meaning=say("The language in which the person reads the pages."),
        example="한국어",
        shape=Shape.CHOICE,
        words=LANGUAGE_WORDS,
    ),
    Column(
        name="organisation",
        heading=say("Organisation"),
        also="기관코드, 기관 코드, 소속, 소속기관, 소속 기관, 센터, Organization",
        meaning=say("The code of an organisation."),
        example="ANS",
        needed=True,
        shape=Shape.CODE,
    ),
    Column(
        name="role",
        heading=say("Role"),
        also="권한, 직책, 직무",
        meaning=say("What the person is there; somebody with two roles stands in two rows."),
        example=Role.COUNSELLOR,
        needed=True,
        shape=Shape.CHOICE,
        words=vocabulary_of(Role),
    ),
)
