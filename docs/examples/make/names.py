"""Invented names in the style of each origin, as they are written in Korean."""

from dataclasses import dataclass

from dice import Dice


@dataclass(frozen=True)
class Style:
    """How names of one origin are built; every given name carries its Latin spelling."""

    families: str  # in Korean; a pair female/male where the family name changes with gender
    women: str
    men: str
    pattern: str = "{family} {given}"
    between: tuple[str, str] = ("", "")  # what stands between for women and for men


STYLES = {
    "vi": Style(
        "응우옌 쩐 레 팜 호앙 판 부 당 부이 도",
        "투이/thuy 짱/trang 란/lan 흐엉/huong 마이/mai 린/linh 응아/nga 호아/hoa 프엉/phuong"
        " 뚜옛/tuyet 옌/yen 타오/thao 히엔/hien 융/dung",
        "민/minh 뚜언/tuan 훙/hung 득/duc 남/nam 롱/long 꽝/quang 히에우/hieu",
        between=("티 ", "반 "),
    ),
    "zh": Style(
        "왕 리 장 류 천 양 황 자오 우 저우",
        "리나/lina 메이링/meiling 샤오옌/xiaoyan 쉐/xue 징/jing 후이/hui 윈/yun 위팅/yuting"
        " 단단/dandan 춘화/chunhua 밍주/mingzhu",
        "쥔/jun 창/chang 하오/hao 젠궈/jianguo 펑/peng 레이/lei",
    ),
    "ru": Style(
        "소콜로바/소콜로프 레베데바/레베데프 모로조바/모로조프 노비코바/노비코프 텐/텐 초이/초이",
        "올가/olga 나탈리야/natalia 스베틀라나/svetlana 엘레나/elena 마리나/marina"
        " 타티야나/tatiana 이리나/irina 갈리나/galina",
        "세르게이/sergei 안드레이/andrei 빅토르/viktor 드미트리/dmitri",
        "{given} {family}",
    ),
    "uz": Style(
        "카리모바/카리모프 유수포바/유수포프 라히모바/라히모프 압둘라예바/압둘라예프",
        "딜노자/dilnoza 굴노라/gulnora 마디나/madina 니고라/nigora 자리나/zarina 셰흐노자/shahnoza",
        "자혼기르/jahongir 보부르/bobur 산자르/sanjar 오타베크/otabek",
        "{given} {family}",
    ),
    "th": Style(
        "위라폰 싸이통 짠타라 분마 씨수완 깨우마니",
        "수다랏/sudarat 나리사라/narisara 핌차녹/pimchanok 완나/wanna 말리/mali 쑤파펀/supaporn",
        "솜차이/somchai 아누차/anucha 티라뎃/thiradet 끼띠퐁/kittipong",
        "{given} {family}",
    ),
    "km": Style(
        "체아 속 첸 케오 펜 우크 닛",
        "소피/sophy 소쿤티어/sokunthea 찬타/chantha 라타나/ratana 보파/bopha 스레이모/sreymao",
        "다라/dara 비살/visal 소폰/sophon 피셋/piseth",
    ),
    "tl": Style(
        "산토스 레예스 크루스 바우티스타 가르시아",
        "마리아/maria 로살린다/rosalinda 마리셀/maricel 로위나/rowena 조이/joy",
        "라몬/ramon 에드가르/edgar",
        "{given} {family}",
    ),
    "mn": Style(
        "바트바야르 간볼드 도르지 에르덴 수흐바타르",
        "사롤/sarul 오윤치메그/oyunchimeg 나랑게렐/narangerel 볼로르마/bolormaa",
        "간수흐/gansukh 테무진/temujin",
    ),
    "my": Style(
        "킨 수 에이 닌 띠다 쪼",
        "산다/sanda 미얏/myat 예인/yein 윈/win",
        "아웅/aung 툰/htun",
    ),
    "lo": Style(
        "폼마찬 시파싸이 인타봉",
        "찬말리/chanmaly 수크사완/souksavanh",
        "분미/bounmy",
        "{given} {family}",
    ),
    "en": Style(
        "아데예미 오콘조", "그레이스/grace 아마라/amara", "새뮤얼/samuel", "{given} {family}"
    ),
    "ko": Style(
        "김 이 박 최 정 강 윤 임 한 오 서 신",
        "하람/haram 다온/daon 소리/sori 가온/gaon 보라/bora 슬기/seulgi 아라/ara 누리/nuri"
        " 나래/narae 새롬/saerom 이슬/iseul 봄내/bomnae",
        "한결/hangyeol 도담/dodam 바로/baro 마루/maru 찬솔/chansol 힘찬/himchan",
        "{family}{given}",
    ),
}


class Names:
    """Hands out full names, none of them twice."""

    def __init__(self, topic: str) -> None:
        self._dice = Dice(f"names/{topic}")
        self._given_out: set[str] = set()

    def new(self, origin: str, gender: str) -> tuple[str, str]:
        """A full name in Korean, and the given name in Latin letters."""
        style = STYLES[origin]
        while True:
            full, latin = self._invented(style, male=gender == "male")
            if full not in self._given_out:
                self._given_out.add(full)
                return full, latin

    def _invented(self, style: Style, *, male: bool) -> tuple[str, str]:
        given, latin = self._dice.one_of((style.men if male else style.women).split()).split("/")
        forms = self._dice.one_of(style.families.split()).split("/")
        family = forms[-1] if male else forms[0]
        words = {"family": family, "given": style.between[male] + given}
        return style.pattern.format(**words), latin
