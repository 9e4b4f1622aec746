"""The made-up province of the benchmarks: cities with their weight, languages asked for and spoken."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BenchCity:
    """A city by its centre, weighted by how much is asked for there."""

    name: str
    lat: float
    lon: float
    weight: int


# Centres and weights are approximate: a stage for benchmarks, not a statistic.
CITIES = (
    BenchCity("Suwon", 37.2636, 127.0286, 68),
    BenchCity("Seongnam", 37.4200, 127.1265, 35),
    BenchCity("Uijeongbu", 37.7381, 127.0337, 12),
    BenchCity("Anyang", 37.3943, 126.9568, 15),
    BenchCity("Bucheon", 37.5034, 126.7660, 56),
    BenchCity("Gwangmyeong", 37.4786, 126.8646, 12),
    BenchCity("Pyeongtaek", 36.9921, 127.1129, 48),
    BenchCity("Dongducheon", 37.9036, 127.0606, 6),
    BenchCity("Ansan", 37.3219, 126.8309, 102),
    BenchCity("Goyang", 37.6584, 126.8320, 26),
    BenchCity("Gwacheon", 37.4292, 126.9876, 1),
    BenchCity("Guri", 37.5943, 127.1296, 4),
    BenchCity("Namyangju", 37.6360, 127.2165, 18),
    BenchCity("Osan", 37.1498, 127.0775, 12),
    BenchCity("Siheung", 37.3803, 126.8031, 69),
    BenchCity("Gunpo", 37.3617, 126.9352, 11),
    BenchCity("Uiwang", 37.3449, 126.9683, 4),
    BenchCity("Hanam", 37.5393, 127.2149, 6),
    BenchCity("Yongin", 37.2411, 127.1776, 32),
    BenchCity("Paju", 37.7600, 126.7800, 22),
    BenchCity("Icheon", 37.2723, 127.4350, 14),
    BenchCity("Anseong", 37.0078, 127.2797, 21),
    BenchCity("Gimpo", 37.6153, 126.7156, 40),
    BenchCity("Hwaseong", 37.1995, 126.8312, 72),
    BenchCity("Gwangju", 37.4294, 127.2551, 24),
    BenchCity("Yangju", 37.7853, 127.0458, 13),
    BenchCity("Pocheon", 37.8949, 127.2003, 20),
    BenchCity("Yeoju", 37.2983, 127.6374, 8),
    BenchCity("Yeoncheon", 38.0964, 127.0750, 2),
    BenchCity("Gapyeong", 37.8315, 127.5097, 2),
    BenchCity("Yangpyeong", 37.4917, 127.4876, 2),
)


@dataclass(frozen=True, slots=True)
class BenchLanguage:
    """A language: how often it is asked for and spoken, and which others its speakers know."""

    name: str
    demand: int
    supply: int
    related: tuple[str, ...]


LANGUAGES = (
    BenchLanguage("zh", 30, 28, ("vi", "mn")),
    BenchLanguage("vi", 20, 20, ("zh", "km")),
    BenchLanguage("th", 9, 8, ("lo",)),
    BenchLanguage("uz", 9, 8, ("ru",)),
    BenchLanguage("ru", 9, 11, ("uz", "mn")),
    BenchLanguage("km", 7, 6, ("vi", "th")),
    BenchLanguage("tl", 5, 6, ("ne",)),
    BenchLanguage("ne", 4, 4, ("tl", "my")),
    BenchLanguage("my", 3, 3, ("ne", "th")),
    BenchLanguage("mn", 2, 4, ("ru",)),
    BenchLanguage("lo", 2, 2, ("th",)),
)

# Languages whose speakers know each other's, in an office's week: nobody speaks two of different groups.
SPOKEN_TOGETHER = (
    ("zh", "mn"),
    ("vi",),
    ("th", "lo"),
    ("uz", "ru"),
    ("km",),
    ("tl",),
    ("ne", "my"),
)

# Share of the roster certified for a domain beside general work.
CERTIFIED = {"labour": 0.75, "legal": 0.55, "medical": 0.6}
DOMAINS = {"general": 55, "labour": 20, "legal": 12, "medical": 13}
UNFILLED_COST = {1: 64000, 2: 32000, 3: 16000, 4: 8000}
PRIORITIES = {1: 8, 2: 22, 3: 45, 4: 25}
