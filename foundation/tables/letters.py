"""The letters of a text file: which encoding it is in, and whether what comes out is what people write."""

import re

from foundation.tables.grid import Unreadable
from foundation.text.message import say

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_AROUND = re.compile(r"[a-z][^\x00-\x7f]+[a-z]")
# More than so many words that nobody would write, of all that are not plain Latin.
_MOST_ODD = 0.25
# The syllables of Korean texts, of names, and of foreign names and places as Korean writes them. Korean Excel's
# encoding has 2,350; Chinese or Japanese letters read in it fall on any of them, and on Chinese signs between.
_USUAL = frozenset(
    "가각간갈감갑값갔강갖같개갱거건걸검것게겐겠겨격견결겸겹겼경계고곤곧골곰곳공과곽관괌광괜교구국군굴굽굿궁궈권귀귈규균그극근글금급기긴길김깃까깐깜깨꺼껌께껫꼬꼭꼰꼴꽃꽝꾸꾹꾼꿀꿈꿔"
    "꿘꿨뀌뀐뀜끄끝끼나난날남낫났낭낮내낸낼냄냈냉냐냔냥너넋널넓넘넣네넨넬넴년녓녘노녹논놀놈높놓뇌뇨뇬누눅눈눌눠뉴느는늘능늦늪니닉닌닐님닙닛다닥단닫달닭담답당닻닿대더덕던덜덩덫덮데덴"
    "델뎃도독돌돗동돼됐되된될됨됩두둔둘둠둥둬뒤드득든듣들듬듯등디딘딜딩따때떠떡떤떨떳떻떼뗏뗐또뚜뚠뛴뜨뜻띄띠띤라락란랄람랍랏랐랑래랙랜랭랴량러럭런럼럽렁렇레렉렌렐렘렛렝려력련렬렸령"
    "례로록론롤롬롱료루룩룬룰룸룽뤄뤼류륙륜률르른를름릉리릭린릴림링마막만많말맙맛망맞맡매맥맨맵맷맹먀머먼멀멈메멕멘멜며면명몇모목몫몬몰몸못몽묘무묵문묻물뭉뭔뮤므미믹민밀밍및바박밖반"
    "받발밤방배백버번범법벗베벡벤벨벰벳벵벼벽변별병보복볶본볼봄봉봐봤부북분불붐붓붙뷔브븐블비빅빈빌빙빠빨빵빼뺄뺐뻐뾰뿌뿐쁘사삭삯산살삶삼상새색샌생샤샨샴샵샹서석선설섬섭성세섹센셀셈"
    "셔션셜셨셰셸소속손솔솜솝송솥쇄쇼수숙순술숫숲쉐쉬쉴쉼쉽슈스슨슬습승시식신실심싯싱싶싸싼쌀쌈쌍쌓써썬썹쏘쏙쏟쏠쏨쐬쑤쑨쓰쓴쓸씀씨씩씬아악안앉않알앓암압앗았앙앞애앤앱앵야약얀얄얇얍"
    "얏양얕어억언얹얼엄업없엇었엉엎에엑엔엘엠엣엥여역연열엶염엽였영옆예옌옘옛오옥온올옮옴옷옹와완왈왔왕왜외왼요욕용우욱운울움웃웅워원월웠웨웬위윈유육윤율융윷으은을읊음응의이익인일읽"
    "임입있잉잊잎자작잔잘잠잡장재저적전절점접젓정젖제젤져졌조족존졸좁종좋좌죄주죽준줄줌줍중줘쥐쥔즈증지직진질짐집짙짜짝짠짧짱째쨔쩌쩐쩡쩨쪼쪽쫓쭈쭝쭤쯔쯤찌찍찐차착찬찮찰참찼창찾채책"
    "챙챠처척천철첫청체첵첸첼쳐쳤초촉촐총촨최추축춘출춤춥충춰췄취츠층치칙친칠침칭카칸칼캄캉캐캔캠캬커컨컵케켄켈켓켜켸코콕콘콜콤콥콩콰쿄쿠쿡쿤쿨쿼퀘퀴퀵크큰클큼키킥킨킬킴킹타탁탄탈탕"
    "태택탠탱터턱턴털텀테텍텐텔템텟톈토톡톤톨톰톱통퇴투툰툴툼튀튜트특튼틀티틱틴틸팀팁팅파판팔팜팡팥패팩팸팻팽퍼퍽펀펑페펙펜펠펴편평폐포폭폰폴폼퐁표푸푹푼풀품퓌퓨프픈플픔피픽핀필핌핏"
    "핑하학한할함합핫항해핼햄햇했행향허험헝헤헨헬혀혁현협혔형혜호혹홀홈홉홍화확환활황회획횟효후훈훌훔훙훤훨훼휘휴흐흔흘흙흠흥희히힌힐힘힝"
)


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding; raises Unreadable.

    UTF-8, UTF-16 with its mark, or the encoding of Korean Excel. The last accepts nearly every file, so a
    text in it must also look like Korean.
    """
    for mark, encoding, name in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), name
            except UnicodeDecodeError:
                break
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    # Never the other way round: cp949 accepts much of UTF-8.
    try:
        text = content.decode("cp949")
    except UnicodeDecodeError:
        text = ""
    if not text or not looks_korean(text):
        raise Unreadable(
            say(
                "The letters cannot be read: they are neither UTF-8 nor those of Korean Excel."
                " Save the file as CSV (UTF-8) or as XLSX."
            )
        )
    return text, "CP949"


def looks_korean(text: str) -> bool:
    """Whether the words of a text that are not plain Latin are such as Korean texts have."""
    words = {word for word in _WORD.findall(text) if not word.isascii()}
    return sum(_oddness(word) for word in words) <= _MOST_ODD * len(words)


def _oddness(word: str) -> float:
    """How unlikely a word is, from 0 to 1: syllables nobody uses, Chinese signs, letters of other scripts."""
    syllables = [sign for sign in word if "가" <= sign <= "힣"]
    others = [sign for sign in word if not sign.isascii() and not "가" <= sign <= "힣"]
    if others or _LATIN_AROUND.search(word):
        return 1.0
    rare = sum(sign not in _USUAL for sign in syllables)
    return 1.0 if rare * 2 >= len(syllables) else 0.5 if rare else 0.0
