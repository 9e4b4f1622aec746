"""What a free text must not say about people: numbers that name somebody, and names with a form of address."""

import re
import unicodedata

from foundation.text.message import LazyText, say
from foundation.text.normalise import plain_signs

# Digits as they are spelled to get a number past a filter: Korean, Chinese, English, and letters for digits.
_SPELLED = str.maketrans(
    "공영일이삼사오육륙칠팔구〇零一二三四五六七八九",
    "00123456678900123456789",
)
_SPELLED_RUN = re.compile(
    r"[공영일이삼사오육륙칠팔구〇零一二三四五六七八九](?:[\s\-]*[공영일이삼사오육륙칠팔구〇零一二三四五六七八九]){2,}"
)
_ENGLISH = {
    word: str(digit)
    for digit, words in enumerate(
        ("zero oh o", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for word in words.split()
}
_ENGLISH_RUN = re.compile(
    rf"\b(?:{'|'.join(_ENGLISH)})(?:[\s\-,]+(?:{'|'.join(_ENGLISH)})){{2,}}\b", re.IGNORECASE
)
_LIKE_DIGITS = str.maketrans("OoОоΟοIlІ|ㅣ", "00000011111")
_MIXED = re.compile(r"(?<![A-Za-z가-힣])[0-9OoОоΟοIlІ|ㅣ]+(?![A-Za-z가-힣])")
_MOBILE_IN_LETTERS = re.compile(r"[OoОоΟο][IlІ|ㅣ][OoОоΟο]")
# "공일공 다시 일이삼사": how a hyphen is said on the telephone.
_SAID_HYPHEN = re.compile(r"(?<=[0-9])\s*(?:다시|대시|에|의|dash)\s*(?=[0-9])", re.IGNORECASE)
# Between two digits of one number people put a blank, a dash, a dot, a bracket, or a few of them.
_GAP = r"[\s\-.·/()_*]{0,4}"
# Between its groups they put anything that is no letter.
_ANY = r"[^0-9A-Za-z가-힣]{0,4}"


def _run(digits: str, times: str) -> str:
    return rf"(?:{digits}{_GAP}){times}"


_MONTH_AND_DAY = rf"(?:0{_GAP}[1-9]|1{_GAP}[0-2]){_GAP}(?:0{_GAP}[1-9]|[12]{_GAP}\d|3{_GAP}[01])"
_NUMBERS = (
    # Registration of residents and of foreigners: a day of birth, then a digit that says the century.
    re.compile(
        rf"(?<!\d){_run('[0-9]', '{2}')}{_MONTH_AND_DAY}{_GAP}[0-9]{_GAP}{_run('[0-9*]', '{5}')}[0-9*](?!\d)"
    ),
    re.compile(
        rf"(?<!\d)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_ANY}[1-8][0-9*xX●○■□]{{6}}(?!\d)"
    ),
    # Telephones of Korea, also from abroad; mobile ones without their zero, too.
    re.compile(rf"(?<!\d)0{_GAP}1{_GAP}[016789]{_GAP}{_run('[0-9]', '{6,7}')}\d(?!\d)"),
    re.compile(rf"(?<!\d)01[016789]{_ANY}\d{{3,4}}{_ANY}\d{{4}}(?!\d)"),
    re.compile(rf"(?<!\d)0{_GAP}(?:2|[3-6]{_GAP}\d|70|50\d){_GAP}\d{{3,4}}{_GAP}\d{{4}}(?!\d)"),
    re.compile(
        rf"(?:\+{_GAP}|(?<![\d:.,])00[\s\-.]?)[1-9]{_GAP}{_run('[0-9]', '{6,13}')}(?!\d)|(?<!\d)82{_GAP}10{_GAP}\d{{4}}{_GAP}\d{{4}}"
    ),
    re.compile(
        r"(?<!\d)1[05]\d{2}[\s\-.]\d{4}[\s\-.]\d{4}(?!\d)|(?<!\d)10[\s\-.]\d{4}[\s\-.]\d{4}(?!\d)"
    ),
    # Mobile ones of other countries, as they are dialled there.
    re.compile(r"(?<!\d)0\d{2,3}[\s\-.]\d{3,4}[\s\-.]\d{3,4}(?!\d)"),
    # Passports: one or two letters before six to nine digits; the newer Korean ones with a letter among them.
    re.compile(
        r"(?<![A-Za-z0-9])(?:[A-Za-z]{1,2}\s?\d{6,9}[A-Za-z]?|[A-Za-z]{1,2}[\s\-.]{1,3}\d{7,9}"
        r"|[A-Za-z]\s?\d{4}\s\d{4}|[A-Za-z]\s?\d{3}\s?[A-Za-z]\s?\d{4})(?![A-Za-z0-9])"
    ),
    # Addresses of mail, also as they are spelled out.
    re.compile(
        r"[\w+\-]\s?(?:@|[\[({<]\s?(?:at|골뱅이|앳)\s?[\])}>])\s?[\w\-]+\s?(?:\.|[\[({<]?\s?(?:dot|점|닷)\s?[\])}>]?)\s?[\w.\-]+",
        re.IGNORECASE,
    ),
    re.compile(
        r"[\w+\-]\s*(?:\bat\b|골뱅이|앳)\s*[\w\-]+\s*(?:\bdot\b|점|닷|쩜)\s*(?:[a-z]{2,}|컴|넷|케이알)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"[\w+\-]\s*(?:\bat\b|골뱅이|앳)\s*(?:naver|daum|hanmail|gmail|kakao|nate|outlook|hotmail|yahoo|icloud|qq|"
        r"네이버|다음|한메일|지메일|카카오)\s*(?:\.|점|닷|\s)\s*(?:com|net|co|컴|넷)",
        re.IGNORECASE,
    ),
    # Accounts of banks, licences to drive, and whatever else is as long as that.
    re.compile(r"(?<!\d)\d{9,}(?!\d)|(?<!\d)(?!(?:19|20)\d\d-)\d{3,6}-\d{2,6}-\d{5,7}(?!\d)"),
    re.compile(
        r"(?<![\d\-])\d{2}-\d{2}-\d{6}-\d{2}(?![\d\-])|[가-힣]{2}\s?\d{2}-\d{6}-\d{2}(?!\d)"
    ),
    re.compile(
        r"(?<![\d\-])(?!(?:19|20)\d\d-)(?=(?:-?\d){11,16}(?![\d\-]))\d{2,6}(?:-\d{1,7}){2,4}(?![\d\-])"
    ),
)
# What is said to be such a number is one, however it is grouped.
_SAID_TO_BE = re.compile(
    r"(?:여권|등록증|등록\s?번호|주민\s?번호|주민등록|면허|계좌|통장|입금|농협|은행|카카오뱅크|토스|passport|licen[cs]e|account"
    r"|registration|카톡|카카오톡|kakaotalk|zalo|wechat|위챗|telegram|텔레그램)"
    r"[^\d,]{0,14}?(?<![\d,.])(?!(?:19|20)\d\d[\s.\-/년])(?:[A-Za-z]{0,2}\d(?:[\s\-.]?[A-Za-z]?\d){5,18})(?!\d|,\d|\s?(?:원|만|won\b))",
    re.IGNORECASE,
)
_ROLES = (
    "상담사|상담원|상담자|선생|통역사|통역인|통역가|통역|담당자|담당|원장|센터장|팀장|과장|소장|관장|국장|대표|사장|"
    "의사|변호사|간호사|교사|판사|검사|경찰관|조사관|강사|이용자|내담자|의뢰인|고객|보호자|부모|어머|아버|"
    "이모|고모|할머|할아버|누|형|오라버|사모|교수|직원|수녀|신부|목사|스|하느|손"
)
_NO_NAMES = "날|아저|글|말|솜|불|맵|마음|눈|홀|볍|풀|종|각|나락"
# The commonest names of families, for names written with blanks or signs between their letters.
_FAMILIES = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현"
_NAMES = (
    re.compile(rf"(?<![가-힣])(?!(?:{_ROLES})님)[가-힣]{{2,5}}\s?님(?![가-힣]*[한받])"),
    re.compile(
        rf"(?<![가-힣])(?!(?:{_NO_NAMES})씨)[가-힣]{{1,5}}\s?씨(?=[\W\d]|[가는를도와의에께이]|$)"
    ),
    re.compile(
        rf"(?<![가-힣])[{_FAMILIES}][\s\-.·*_○●]{{1,2}}[가-힣*○●][\s\-.·*_○●]{{0,2}}[가-힣*○●]\s?(?:씨|님)"
    ),
    re.compile(
        r"(?:이름|성명|성함)\s?[:=]\s?[가-힣]{2,}|\bname\s?[:=]\s?[A-Za-z]{2,}", re.IGNORECASE
    ),
    re.compile(
        rf"(?:이름|성명|성함)[은는]\s?[{_FAMILIES}][가-힣]{{1,2}}(?=\s|[.,]|입니|이에|예요|이고|$)"
    ),
    re.compile(
        r"\b(?:Mr|Mrs|Ms|Miss|Mister|Madam|Frau|Herr|Mme|Dr)\b(?:\.\s*|\s+)[A-Z][\w'’\-]+",
    ),
    re.compile(r"\b(?:mr|mrs|MR|MRS)\b(?:\.\s*|\s+)[A-Za-z][\w'’\-]+|\bms\.\s*[A-Za-z][\w'’\-]+"),
)
_NUMBER = say(
    "This looks like a registration, passport, account or phone number, or an e-mail address. Please leave it out."
)
_NAME = say("This looks like a name. Please leave it out: the case code is enough.")


def reason_against(text: str) -> LazyText | None:
    """Why a free text cannot be kept as it is; None when nothing in it looks like a person's."""
    found = reason_against_numbers(text)
    if found is None and any(name.search(_unmasked(text)) for name in _NAMES):
        return _NAME
    return found


def reason_against_numbers(text: str) -> LazyText | None:
    """The same for a text that names somebody on purpose: numbers that belong to people."""
    plain = _unmasked(text)
    if any(number.search(w) for w in _readings(plain) for number in (*_NUMBERS, _SAID_TO_BE)):
        return _NUMBER
    return None


def _readings(plain: str) -> set[str]:
    """The text, and as it reads with spelled and imitated digits as digits."""
    spelled = _SPELLED_RUN.sub(lambda found: found[0].translate(_SPELLED), plain)
    spelled = _ENGLISH_RUN.sub(_english_digits, spelled)
    imitated = _MIXED.sub(_imitated_digits, spelled)
    return {plain, spelled, _SAID_HYPHEN.sub("-", imitated)}


def _english_digits(found: re.Match[str]) -> str:
    return "".join(_ENGLISH[word.lower()] for word in re.findall(r"[A-Za-z]+", found[0]))


def _imitated_digits(found: re.Match[str]) -> str:
    """Letters that look like digits, where there are digits beside them or a mobile prefix is drawn."""
    text = found[0]
    is_number = any(sign.isdigit() for sign in text) or _MOBILE_IN_LETTERS.fullmatch(text)
    return text.translate(_LIKE_DIGITS) if is_number else text


def _unmasked(text: str) -> str:
    """The text with every digit, dash and blank as the plain one: what looks alike counts alike."""
    plain = plain_signs(text.translate(_SEPARATORS))
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")


# Signs that stand for a dot or a dash between digits.
_SEPARATORS = str.maketrans({**dict.fromkeys("ㆍ・•‧∙⋅", "·"), **dict.fromkeys("〜~～", "-")})
