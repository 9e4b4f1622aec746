"""What counts as a good password: long, and not one that is tried first, however it is dressed up."""

import re
import unicodedata

from accounts.domain.guessing import guesses
from foundation.text.message import LazyText, say

SHORTEST = 12
# Printed on the sign-in page of a demo, so it opens nothing elsewhere.
DEMO_PASSWORD = "ieum-demo-2026"  # noqa: S105  # nosec B105  published on purpose
LONGEST = 200
# Fewer different signs than this is a pattern; fewer than these beside known words is a known word dressed up.
LEAST_DIFFERENT = 5
LEAST_OWN = 6
# The decimal logarithm of how many tries it must take at least.
LEAST_GUESSES = 8.0
LEAST_PART = 3
# So many signs in a row that follow each other on a keyboard or in a row of letters are one sign.
LEAST_RUN = 3

# What people begin with everywhere, and what ours would think of first. Beside digits and signs they are no secret.
_WORDS = [
    "ieum",
    "통역이음",
    "통역",
    "이음",
    "tongyeok",
    "interpretation",
    "interpreter",
    "interpret",
    "administrator",
    "admin",
    "manager",
    "counsellor",
    "counselor",
    "coordinator",
    "trainer",
    "trainee",
    "assessor",
    "gyeonggi",
    "gyeonggido",
    "ansan",
    "hwaseong",
    "suwon",
    "siheung",
    "bucheon",
    "pyeongtaek",
    "gimpo",
    "goyang",
    "osan",
    "gwangmyeong",
    "korea",
    "korean",
    "seoul",
    "hangul",
    "migrant",
    "migrants",
    "centre",
    "center",
    "welfare",
    "family",
    "example",
    "password",
    "passwort",
    "passcode",
    "passphrase",
    "secret",
    "letmein",
    "welcome",
    "iloveyou",
    "loveyou",
    "love",
    "dragon",
    "monkey",
    "football",
    "baseball",
    "sunshine",
    "princess",
    "master",
    "shadow",
    "superman",
    "batman",
    "michael",
    "jordan",
    "hunter",
    "killer",
    "trustno",
    "changeme",
    "change",
    "default",
    "login",
    "guest",
    "user",
    "test",
    "demo",
    "hello",
    "world",
    "abc",
    "qwe",
    "asd",
    "zxc",
    "qwer",
    "qwerty",
    "asdf",
    "zxcv",
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "hanguk",
    "daehanminguk",
    "minguk",
    "sarang",
    "saranghae",
    "annyeong",
    "qlalfqjsgh",
    "dkssud",
    "tkfkd",
    "비밀번호",
    "암호",
    "사랑해",
    "안녕",
    "안녕하세요",
    "대한민국",
    "관리자",
    "센터",
    "경기",
    "안산",
    "화성",
    "수원",
    "시흥",
    "부천",
    "상담사",
    "통역사",
]
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "!@#$%^&*()",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "가나다라마바사아자차카타파하",
    "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
)
_LEET = str.maketrans("@4301!$57", "aaeolisst")


def reasons_against_password(password: str, email: str) -> list[LazyText]:
    """Why this password will not do; an empty list means it will."""
    reasons: list[LazyText] = []
    if len(password) < SHORTEST:
        reasons.append(say("Use at least %(n)s characters.", n=SHORTEST))
    if len(password) > LONGEST:
        reasons.append(say("Use at most %(n)s characters.", n=LONGEST))
    elif password and _is_tried_first(password, email):
        reasons.append(say("This password is among those that are tried first. Choose another."))
    return reasons


def _is_tried_first(password: str, email: str) -> bool:
    folded = unicodedata.normalize("NFKC", password).casefold()
    name = unicodedata.normalize("NFKC", email).casefold().partition("@")[0]
    begins_with_name = len(name) > LEAST_PART and folded.startswith(name)
    if len(set(folded)) < LEAST_DIFFERENT or begins_with_name:
        return True
    known = sorted({*_WORDS, *_parts_of(email)}, key=len, reverse=True)
    # Digits as digits, and as the letters they are typed for.
    return guesses(folded, known) < LEAST_GUESSES or any(
        len(_own(written, known)) < LEAST_OWN for written in (folded, folded.translate(_LEET))
    )


def _parts_of(email: str) -> list[str]:
    """The words of an address: nobody's secret."""
    folded = unicodedata.normalize("NFKC", email).casefold()
    words = [part for part in re.split(r"[\W_\d]+", folded) if len(part) >= LEAST_PART]
    name = folded.partition("@")[0]
    return [*words, name] if len(name) >= LEAST_PART else words


def _own(written: str, known: list[str]) -> str:
    """What is left without known words, rows of keys, years, digits, signs and repetition."""
    left = written
    for word in known:
        for form in (word, word[::-1]):
            left = left.replace(form, " ")
    left = _without_rows(left)
    left = re.sub(r"[\W\d_]+", "", left)
    # A piece that is written again and again is one piece.
    return re.sub(r"(.+?)\1+", r"\1", left)


def _without_rows(text: str) -> str:
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        for length in range(len(row), LEAST_RUN - 1, -1):
            for start in range(len(row) - length + 1):
                text = text.replace(row[start : start + length], " ")
    return text
