"""The 31 cities and counties of Gyeonggi, each at its city hall."""

import re
from dataclasses import dataclass

from foundation.geo import Point
from foundation.text.words import Choice, Vocabulary


@dataclass(frozen=True)
class City:
    """A city or county: code, names, region on the board, and where its hall stands."""

    code: str
    name: str
    name_en: str
    region: str
    point: Point

    def name_in(self, language: str) -> str:
        """Its name for a reader."""
        return self.name if language == "ko" else self.name_en


# code, name, name in English, region, latitude, longitude of the city or county hall (rounded to ~10 m)
_ROWS = (
    ("suwon", "수원", "Suwon", "south", 37.2636, 127.0286),
    ("seongnam", "성남", "Seongnam", "east", 37.4200, 127.1265),
    ("uijeongbu", "의정부", "Uijeongbu", "north", 37.7381, 127.0337),
    ("anyang", "안양", "Anyang", "south", 37.3943, 126.9568),
    ("bucheon", "부천", "Bucheon", "west", 37.5034, 126.7660),
    ("gwangmyeong", "광명", "Gwangmyeong", "west", 37.4786, 126.8646),
    ("pyeongtaek", "평택", "Pyeongtaek", "south", 36.9921, 127.1129),
    ("dongducheon", "동두천", "Dongducheon", "north", 37.9036, 127.0606),
    ("ansan", "안산", "Ansan", "west", 37.3219, 126.8309),
    ("goyang", "고양", "Goyang", "north", 37.6584, 126.8320),
    ("gwacheon", "과천", "Gwacheon", "south", 37.4292, 126.9876),
    ("guri", "구리", "Guri", "east", 37.5943, 127.1296),
    ("namyangju", "남양주", "Namyangju", "east", 37.6360, 127.2165),
    ("osan", "오산", "Osan", "south", 37.1498, 127.0775),
    ("siheung", "시흥", "Siheung", "west", 37.3803, 126.8031),
    ("gunpo", "군포", "Gunpo", "south", 37.3617, 126.9352),
    ("uiwang", "의왕", "Uiwang", "south", 37.3449, 126.9683),
    ("hanam", "하남", "Hanam", "east", 37.5393, 127.2149),
    ("yongin", "용인", "Yongin", "south", 37.2411, 127.1776),
    ("paju", "파주", "Paju", "north", 37.7600, 126.7800),
    ("icheon", "이천", "Icheon", "east", 37.2723, 127.4350),
    ("anseong", "안성", "Anseong", "south", 37.0078, 127.2797),
    ("gimpo", "김포", "Gimpo", "west", 37.6153, 126.7156),
    ("hwaseong", "화성", "Hwaseong", "south", 37.1995, 126.8312),
    ("gwangju", "광주", "Gwangju", "east", 37.4294, 127.2551),
    ("yangju", "양주", "Yangju", "north", 37.7853, 127.0458),
    ("pocheon", "포천", "Pocheon", "north", 37.8949, 127.2003),
    ("yeoju", "여주", "Yeoju", "east", 37.2983, 127.6374),
    ("yeoncheon", "연천", "Yeoncheon", "north", 38.0964, 127.0750),
    ("gapyeong", "가평", "Gapyeong", "east", 37.8315, 127.5097),
    ("yangpyeong", "양평", "Yangpyeong", "east", 37.4917, 127.4876),
)
CITIES = {row[0]: City(*row[:4], Point(row[4], row[5])) for row in _ROWS}
# As lists write them: "수원", "수원시", "경기도 수원시", "Suwon-si". "광주광역시" is another city altogether.
CITY_WORDS = Vocabulary(
    [
        Choice(
            city.code,
            city.code,
            city.name_in,
            tuple(
                f"{province}{name}"
                for province in ("", "경기도", "경기")
                for name in (city.name, f"{city.name}시", f"{city.name}군")
            )
            + tuple(f"{city.name_en}-{kind}" for kind in ("si", "gun", "city")),
        )
        for city in CITIES.values()
    ]
)
# A name with its kind ("안산시", "Ansan-si") or alone as a word; "광주광역시" is another city altogether.
_NAMED = {
    code: re.compile(
        rf"(?<![가-힣]){city.name}(?:시|군)?(?![가-힣])|\b{city.name_en}(?:-(?:si|gun))?\b(?! metro)",
        re.IGNORECASE,
    )
    for code, city in CITIES.items()
}


def cities_in(address: str) -> list[str]:
    """The codes of the cities that an address names, in the order in which they stand there."""
    found = [
        (match.start(), code) for code, named in _NAMED.items() if (match := named.search(address))
    ]
    return [code for _, code in sorted(found)]
