"""What free text must not say about people is found however it is written; what an office writes every day is not."""

import pytest

from foundation.text.personal import reason_against

NUMBERS = (
    "900101-1234567",
    "９００１０１－１２３４５６７",
    "900101 – 5234567",
    "9001011234567",
    "외국인등록번호 900101.6234567 입니다",
    "900101-1******",
    "010-1234-5678",
    "０１０‐１２３４‐５６７８",
    "010 1234 5678",
    "010.1234.5678",
    "0 1 0 1 2 3 4 5 6 7 8",
    "01012345678",
    "(010)1234-5678",
    "010\u200b-1234\u00ad-5678",
    "+82 10 1234 5678",
    "+82-10-1234-5678",
    "＋８２ １０ １２３４ ５６７８",
    "0082 10 1234 5678",
    "82-10-1234-5678",
    "+82 (0)10 1234 5678",
    "+84 912 345 678",
    "031-123-4567",
    "02) 123-4567",
    "공일공 일이삼사 오육칠팔",
    "٠١٠-١٢٣٤-٥٦٧٨",
    "여권 M12345678",
    "M123A4567",
    "passport ab1234567",
    "N 01234567",
    "lan@example.org",
    "110-234-567890",
    "M-12345678",
    "010*1234*5678",
    "0912 345 678",
    "lan [at] example.org",
)
NAMES = (
    "김철수 씨 동행",
    "김철수씨가 옵니다",
    "응우옌 씨",
    "홍길동님",
    "Frau Kim",
    "Mrs. Nguyen",
    "Mr Lee",
)
FINE = (
    "",
    "사업장 변경 상담",
    "한국어 과정 등록",
    "상담사님과 먼저 이야기해요. 선생님 두 분",
    "2026-11-30 14:00–15:30, 안산시 단원구 원곡동 123-45, 3층 302호",
    "11월 30일 오전 9:30부터 2시간, 버스 99-1",
    "ANS-2026-0401 다음 상담, R-0096",
    "월급 2,500,000원과 퇴직금 12,345,678원",
    "E-9 비자, D-2-1, TOPIK 4급, 근로계약서 3부",
    "날씨가 추워요. 아저씨 한 분이 안내해요. 글씨가 작아요",
    "The court asked for the earliest day; bring form 17-2.",
    "손님 많은 날, 부모님 동반, 이용자님께 안내",
    "20261130",
)


@pytest.mark.parametrize("text", [*NUMBERS, *NAMES])
def test_a_persons_number_or_name_is_found_however_it_is_written(text: str) -> None:
    assert reason_against(text) is not None
    assert reason_against(f"가: {text}, 확인 부탁") is not None


@pytest.mark.parametrize("text", FINE)
def test_what_an_office_writes_every_day_passes(text: str) -> None:
    assert reason_against(text) is None
