"""What a free text must not say about people: numbers that name somebody, and names with a form of address."""

import re
import unicodedata

from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text

# Korean digits as they are spelled to get a number past a filter.
_SPELLED = str.maketrans("공영일이삼사오육륙칠팔구", "001234566789")
_SPELLED_RUN = re.compile(r"[공영일이삼사오육륙칠팔구](?:[\s\-]*[공영일이삼사오육륙칠팔구]){2,}")
# Between two digits of one number people put a blank, a dash, a dot, a bracket, or two of them.
_GAP = r"[\s\-.,·/()_*]{0,3}"


def _run(digits: str, times: str) -> str:
    return rf"(?:{digits}{_GAP}){times}"


_NUMBERS = (
    # Registration of residents and of foreigners: a day of birth, then a digit that says the century.
    re.compile(
        rf"(?<!\d){_run('[0-9]', '{2}')}(?:0{_GAP}[1-9]|1{_GAP}[0-2]){_GAP}"
        rf"(?:0{_GAP}[1-9]|[12]{_GAP}\d|3{_GAP}[01]){_GAP}[0-9]{_GAP}{_run('[0-9*]', '{5}')}[0-9*](?!\d)"
    ),
    # Telephones of Korea, also from abroad; mobile ones without their zero, too.
    re.compile(rf"(?<!\d)0{_GAP}1{_GAP}[016789]{_GAP}{_run('[0-9]', '{6,7}')}\d(?!\d)"),
    re.compile(rf"(?<!\d)0{_GAP}(?:2|[3-6]{_GAP}\d|70|50\d){_GAP}\d{{3,4}}{_GAP}\d{{4}}(?!\d)"),
    re.compile(
        rf"(?:\+|(?<!\d)00){_GAP}[1-9]{_GAP}{_run('[0-9]', '{6,13}')}(?!\d)|(?<!\d)82{_GAP}10{_GAP}\d{{4}}{_GAP}\d{{4}}"
    ),
    re.compile(
        r"(?<!\d)1[05]\d{2}[\s\-.]\d{4}[\s\-.]\d{4}(?!\d)|(?<!\d)10[\s\-.]\d{4}[\s\-.]\d{4}(?!\d)"
    ),
    # Mobile ones of other countries, as they are dialled there.
    re.compile(r"(?<!\d)0\d{2,3}[\s\-.]\d{3,4}[\s\-.]\d{3,4}(?!\d)"),
    # Passports: one or two letters before six to nine digits; the newer Korean ones with a letter among them.
    re.compile(
        r"(?<![A-Za-z0-9])(?:[A-Za-z]{1,2}\s?\d{6,9}[A-Za-z]?|[A-Za-z]{1,2}-\d{7,9}|[A-Za-z]\d{3}[A-Za-z]\d{4})(?![A-Za-z0-9])"
    ),
    re.compile(r"[\w.+\-]+\s?(?:@|[\[(]\s?(?:at|골뱅이)\s?[\])])\s?[\w\-]+\.[\w.\-]+"),
    # Accounts of banks and whatever else is as long as that.
    re.compile(r"(?<!\d)\d{9,}(?!\d)|(?<!\d)\d{3,6}-\d{2,6}-\d{5,7}(?!\d)"),
)
_ROLES = (
    "상담사|상담원|상담자|선생|통역사|통역인|통역가|통역|담당자|담당|원장|센터장|팀장|과장|소장|관장|국장|대표|사장|"
    "의사|변호사|간호사|교사|판사|검사|경찰관|조사관|강사|이용자|내담자|의뢰인|고객|보호자|부모|어머|아버|"
    "이모|고모|할머|할아버|누|형|오라버|사모|교수|직원|수녀|신부|목사|스|하느|손"
)
_NO_NAMES = "날|아저|글|말|솜|불|맵|마음|눈|홀|볍|풀|종|각|나락"
_NAMES = (
    re.compile(rf"(?<![가-힣])(?!(?:{_ROLES})님)[가-힣]{{2,5}}\s?님(?![가-힣]*[한받])"),
    re.compile(
        rf"(?<![가-힣])(?!(?:{_NO_NAMES})씨)[가-힣]{{1,5}}\s?씨(?=[\W\d]|[가는를도와의에께이]|$)"
    ),
    re.compile(
        r"\b(?:Mr|Mrs|Ms|Miss|Mister|Madam|Frau|Herr|Mme|Dr)\b\.?\s+[A-Z][\w'’\-]+",
    ),
)
_NUMBER = say(
    "This looks like a registration, passport, account or phone number or an address of mail. "
    "Leave it out, please."
)
_NAME = say("This looks like somebody's name. Leave it out, please: the case's code is enough.")


def reason_against(text: str) -> LazyText | None:
    """Why a free text cannot be kept as it is; None when nothing in it looks like a person's."""
    found = reason_against_numbers(text)
    if found is None and any(name.search(_unmasked(text)) for name in _NAMES):
        return _NAME
    return found


def reason_against_numbers(text: str) -> LazyText | None:
    """The same for a text that names somebody on purpose: numbers that belong to people."""
    plain = _unmasked(text)
    spelled = _SPELLED_RUN.sub(lambda found: found[0].translate(_SPELLED), plain)
    if any(number.search(written) for number in _NUMBERS for written in {plain, spelled}):
        return _NUMBER
    return None


def _unmasked(text: str) -> str:
    """The text with every digit, dash and blank as the plain one: what looks alike counts alike."""
    signs: list[str] = []
    for sign in unicodedata.normalize("NFKC", normalise_text(text)):
        kind = unicodedata.category(sign)
        if kind == "Nd":
            signs.append(str(unicodedata.decimal(sign)))
        elif kind == "Pd" or sign in "−ー〜~":
            signs.append("-")
        elif kind in {"Cf", "Mn"} and not sign.isalnum():
            # Signs without width hide a number from whoever looks for it, not from whoever reads it.
            continue
        else:
            signs.append(sign)
    return "".join(signs)
