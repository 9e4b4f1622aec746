"""Invented people who learn in the demo: names put together from two short lists a language."""

from dataclasses import dataclass

from interpreters.domain.languages import Language

CITIES = ("ansan", "hwaseong", "siheung", "bucheon", "pyeongtaek", "gimpo", "yangju", "suwon")
# Languages of the beginners, in turn: those the network lacks come most often.
TURN = ("km", "vi", "uz", "th", "my", "lo", "mn", "ru", "tl", "zh", "en")
_NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "km": (
        ("예시소", "예시첸", "예시킴"),
        ("스레이니엉", "보파", "찬타", "소페악", "라타나", "모니"),
    ),
    "vi": (("응우옌예", "쩐예", "레예"), ("티란", "반남", "티호아", "민뚜언", "티마이", "반득")),
    "uz": (("예시예바", "예시무로바"), ("딜노자", "구졸", "자리나", "노디라", "세바라", "말리카")),
    "th": (("예시폰", "예시차이"), ("수다랏", "아논", "와라폰", "난티다", "솜차이", "핌")),
    "my": (("예시우", "예시도"), ("킨킨", "아웅민", "띠다", "모모", "쏘우", "난다")),
    "lo": (("예시봉", "예시사이"), ("캄라", "말라이", "분미", "차이야", "노이", "펫")),
    "mn": (("예시바야르", "예시도르지"), ("오윤", "사란", "볼드", "체첵", "난딘", "테무")),
    "ru": (("예시나", "예시코바"), ("마리나", "올가", "타냐", "이리나", "레나", "안나")),
    "tl": (("예시산토스", "예시레예스"), ("마리아", "제니", "로사", "크리스", "리자", "아나")),
    "zh": (("예왕", "예리", "예장"), ("샤오밍", "메이링", "웨이", "란", "팅팅", "쥔")),
    "en": (("예시스미스", "예시브라운"), ("에이미", "그레이스", "제임스", "루시", "톰", "앤")),
}


@dataclass(frozen=True)
class Beginner:
    """Somebody who asks to become an interpreter."""

    name: str
    email: str
    city: str
    language: Language


def beginners(count: int, first: int = 4) -> list[Beginner]:
    """The demo's beginners, always the same ones; addresses follow those of docs/examples."""
    found: list[Beginner] = []
    for number in range(count):
        code = TURN[number % len(TURN)]
        families, given = _NAMES[code]
        turn = number // len(TURN)
        found.append(
            Beginner(
                f"{families[turn % len(families)]} {given[turn % len(given)]}",
                f"trainee{first + number}@ieum.example",
                CITIES[number % len(CITIES)],
                Language(code),
            )
        )
    return found
