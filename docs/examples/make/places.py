"""The 31 cities and counties of the province, and distances between places."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt


@dataclass(frozen=True)
class City:
    """A city or county: where its hall stands and how many foreign residents it has."""

    code: str
    name: str
    name_en: str
    latitude: float
    longitude: float
    thousands: int  # foreign residents; see docs/demo-data.md for what is published

    @property
    def short(self) -> str:
        """The name without the word for city or county: 안산 for 안산시."""
        return self.name[:-1]


CITIES = (
    City("ansan", "안산시", "Ansan", 37.3219, 126.8309, 108),
    City("hwaseong", "화성시", "Hwaseong", 37.1995, 126.8312, 77),
    City("siheung", "시흥시", "Siheung", 37.3803, 126.8031, 75),
    City("suwon", "수원시", "Suwon", 37.2636, 127.0286, 71),
    City("bucheon", "부천시", "Bucheon", 37.5034, 126.7660, 59),
    City("pyeongtaek", "평택시", "Pyeongtaek", 36.9921, 127.1129, 52),
    City("gimpo", "김포시", "Gimpo", 37.6153, 126.7156, 42),
    City("seongnam", "성남시", "Seongnam", 37.4200, 127.1265, 35),
    City("yongin", "용인시", "Yongin", 37.2411, 127.1776, 34),
    City("goyang", "고양시", "Goyang", 37.6584, 126.8320, 26),
    City("gwangju", "광주시", "Gwangju", 37.4294, 127.2551, 24),
    City("paju", "파주시", "Paju", 37.7600, 126.7800, 22),
    City("anseong", "안성시", "Anseong", 37.0078, 127.2797, 21),
    City("pocheon", "포천시", "Pocheon", 37.8949, 127.2003, 20),
    City("namyangju", "남양주시", "Namyangju", 37.6360, 127.2165, 18),
    City("anyang", "안양시", "Anyang", 37.3943, 126.9568, 15),
    City("icheon", "이천시", "Icheon", 37.2723, 127.4350, 14),
    City("yangju", "양주시", "Yangju", 37.7853, 127.0458, 13),
    City("uijeongbu", "의정부시", "Uijeongbu", 37.7381, 127.0337, 12),
    City("gwangmyeong", "광명시", "Gwangmyeong", 37.4786, 126.8646, 12),
    City("osan", "오산시", "Osan", 37.1498, 127.0775, 12),
    City("gunpo", "군포시", "Gunpo", 37.3617, 126.9352, 11),
    City("yeoju", "여주시", "Yeoju", 37.2983, 127.6374, 8),
    City("dongducheon", "동두천시", "Dongducheon", 37.9036, 127.0606, 6),
    City("hanam", "하남시", "Hanam", 37.5393, 127.2149, 6),
    City("guri", "구리시", "Guri", 37.5943, 127.1296, 4),
    City("uiwang", "의왕시", "Uiwang", 37.3449, 126.9683, 4),
    City("gapyeong", "가평군", "Gapyeong", 37.8315, 127.5097, 3),
    City("yeoncheon", "연천군", "Yeoncheon", 38.0964, 127.0750, 2),
    City("yangpyeong", "양평군", "Yangpyeong", 37.4917, 127.4876, 2),
    City("gwacheon", "과천시", "Gwacheon", 37.4292, 126.9876, 1),
)
CITY = {city.code: city for city in CITIES}


def kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle distance between two points given as latitude and longitude."""
    north = sin(radians(there[0] - here[0]) / 2)
    east = sin(radians(there[1] - here[1]) / 2)
    chord = north * north + cos(radians(here[0])) * cos(radians(there[0])) * east * east
    return 12742 * asin(sqrt(chord))
