"""How many words a text has, as a translator bills them.

What stands between spaces is one word if it holds a letter or a digit; Korean counts so too. Where a script writes
no spaces, each Chinese character and each kana is one word, and of Thai, Lao, Burmese and Khmer every four
letters begun are one (marks above and below are no letters). A word of several scripts counts part by part.
"""

import re
import unicodedata
from math import ceil

LETTERS_PER_WORD = 4
HAN_AND_KANA = (
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
THAI, LAO, BURMESE, KHMER = "\u0e00-\u0e7f", "\u0e80-\u0eff", "\u1000-\u109f", "\u1780-\u17ff"
UNSPACED = THAI + LAO + BURMESE + KHMER
_SIGN = re.compile(r"[^\W_]")
_OTHER = re.compile(f"[{HAN_AND_KANA}{UNSPACED}]")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_PART = re.compile(f"[{HAN_AND_KANA}]|[{UNSPACED}]+|[^{HAN_AND_KANA}{UNSPACED}]+")
# The soft hyphen and joiners are inside words, the space of no width is between them.
_INSIDE = dict.fromkeys(map(ord, "\u00ad\u200c\u200d\u2060\ufeff"))
_BETWEEN = {0x200B: " "}


def count_words(text: str) -> int:
    """How many words a translator bills for a text."""
    tokens = text.translate(_INSIDE | _BETWEEN).split()
    if _OTHER.search(text) is None:
        return sum(_SIGN.search(token) is not None for token in tokens)
    return sum(_words_of(part) for token in tokens for part in _PART.findall(token))


def _words_of(part: str) -> int:
    if _UNSPACED.match(part) is None:
        return int(_SIGN.search(part) is not None)
    letters = sum(unicodedata.category(sign) == "Lo" for sign in part)
    has_digits = any(sign.isdecimal() for sign in part)
    return max(ceil(letters / LETTERS_PER_WORD), int(has_digits))
