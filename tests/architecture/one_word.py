"""What was said in two ways is said in one: words that are not used, and the one that is (docs/glossary.md)."""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import cast

from babel.messages.pofile import read_po

from foundation.text.i18n import ROOT

# A pattern that no Korean sentence may hold, and the word of the office for the same thing.
KOREAN = {
    "거두[^다]|거둠": "회수 (one offer), 전송 취소 (a whole plan)",
    "답변 기다림|결정 기다림|점수 기다림": "… 대기",
    "(?<!외부 )자격증": "인증, 인증서",
    "자격이 있는|(?<!외부 )자격으로|통역사 자격": "인증",
    "신원 확인|범죄경력 확인": "범죄경력 조회",
    "코디네이터": "배정 담당자",
    "상황판": "배정판",
    "상담 번호|사례 번호|대상 번호": "사례번호",
    "평가자": "평가위원",
    "까닭|이유": "사유",
    "통역 요청하기|요청 등록|통역 요청 보내기": "통역 요청",
    "보완 초안": "빈자리 채우기 초안",
    "전화로 동의받|전화로 합의": "전화 동의 등록",
    "예외 배정|두 사람 동의로": "예외 승인(2인)",
    "체류 상담|출입국·난민": "체류·출입국",
    "지금 처리할 일": "지금 할 일",
    "소속 형태": "고용 형태",
    "상담원": "상담사",
    "신청자가 (요청|희망|동의|허용)": "요청자",
    "실습생": "교육생",
    "위험도": "위험 단계",
    "영상": "화상",
    "”(예요|이에요)": "a colon: which of the two depends on what is quoted",
    "긴급도": "우선순위",
    "이동 한도": "최대 이동 거리",
    "상담 길이|길이를|길이는": "소요 시간",
    "바뀌는 것": "변경 내역",
    "명부": "명단",
    "버전": "판",
    "평가 도구": "평가지",
    "이해관계": "이해충돌",
    "준등급": "준급",
    "체크인": "출석 확인",
    "삶의 큰일": "신분·가족 등 중대한 일",
    "떠난 사람|^떠남": "활동 종료",
    "알리지 않음": "미등록",
    "^한 일$": "작업",
    "때예요|하는 때$": "시간, 기한",
}
# The same for English: what a native speaker would not write, and what is written instead.
ENGLISH = {
    "[Aa]sk(ed)? for an interpreter": "request an interpreter",
    r"\b([Gg]ives?|[Gg]iven|[Gg]ave) (it |this session |the session )?back": "withdraw",
    "[Tt]aken? (it )?back every|[Tt]ake it back": "undo send, withdraw",
    r"offers? (is|are) out\b": "sent",
    r"^Waits? for|[Ww]aits for (a|an|the) (answer|decision|approval|second)": "awaiting …",
    r"every must|\bmusts\b": "requirements",
    "stands? (here|beside|twice)": "appear here",
    "all the same": "anyway",
    r"\bthat will do\b": "acceptable",
    r"ways? of taking part|ways? to take part": "mode",
    "[Nn]obody has a shorter way": "shortest travel",
    r"[Tt]aken? in again|[Ll]e(ave|ft) out of the draft": "exclude, put back",
    r"\bby telephone\b": "by phone",
    "[Cc]alled off": "cancelled",
    r"\b[Ss]tanding(?!\))": "status",
    "^Every (state|language|city|role|certification)": "any …",
    r"said (yes|no)\b": "accepted, declined",
    r"\b(put|Put) forward": "nominate",
    r"[Dd]rop (the|this) draft": "discard",
    "[Ff]etch(ed)? (it )?back": "restore",
    "[Uu]nder (her|his) mentor": "their",
    "two signatures|[Oo]verrides? by two|[Ee]xceptions? by two": "two-person override",
    r"\brepair\b": "fill gaps",
    "too often": "too many attempts",
    "^Give (?!up )": "Enter …",
    r"lies? (in|between|before|after)\b": "is",
    "[Tt]aken? away": "remove",
    r"\b[Rr]eckon": "calculate, count, use",
    "[Pp]lanned anew|[Dd]id not come to an end": "planned again; stopped before its end",
}


def held(sentences: Iterable[str], banned: dict[str, str]) -> list[str]:
    """Each banned word that a sentence holds, with what to say instead."""
    return sorted(
        f"“{sentence}” holds {pattern}: {instead}"
        for sentence in set(sentences)
        for pattern, instead in banned.items()
        if re.search(pattern, sentence)
    )


def of_catalogues(package: str) -> tuple[list[str], list[str]]:
    """The English and the Korean sentences of a package."""
    english: list[str] = []
    korean: list[str] = []
    for path in (ROOT / package / "translations").rglob("*.po"):
        for message in read_po(BytesIO(path.read_bytes())):
            if message.id:
                english += _forms(message.id)
                korean += _forms(message.string)
    return english, korean


def _forms(found: object) -> list[str]:
    """A sentence, or its forms for one and for many."""
    return [found] if isinstance(found, str) else [*cast("Iterable[str]", found or ())]
