"""The words of documents in each holder's own language, beside the Korean.

They stand here and not in the catalogues of the screens because a document is printed in two
languages at once. Speakers of each language at the centre confirm them before first use.
"""

from dataclasses import dataclass

from interpreters.domain.languages import Language


@dataclass(frozen=True)
class Words:
    """What is printed on a document, in one language."""

    certificate: str
    completion: str
    transcript: str
    name: str
    qualification: str
    languages: str
    grade: str
    valid_from: str
    valid_until: str
    issued_on: str
    issuer: str
    serial: str
    course: str
    hours: str
    result: str
    check: str


KOREAN = Words(
    "인증서",
    "수료증",
    "교육 이력 확인서",
    "이름",
    "인증 종류",
    "언어",
    "등급",
    "유효 시작일",
    "유효 종료일",
    "발급일",
    "발급 기관",
    "일련번호",
    "과정",
    "시간",
    "결과",
    "지금도 유효한지 여기에서 확인해요",
)
OWN: dict[Language, Words] = {
    Language.ENGLISH: Words(
        "Certificate",
        "Statement of completion",
        "Training transcript",
        "Name",
        "Certification",
        "Languages",
        "Grade",
        "Valid from",
        "Valid until",
        "Issued on",
        "Issued by",
        "Serial number",
        "Course",
        "Hours",
        "Result",
        "Check here whether it is still valid",
    ),
    Language.VIETNAMESE: Words(
        "Giấy chứng nhận",
        "Giấy chứng nhận hoàn thành khóa học",
        "Bảng quá trình đào tạo",
        "Họ và tên",
        "Loại chứng nhận",
        "Ngôn ngữ",
        "Bậc",
        "Có giá trị từ ngày",
        "Có giá trị đến ngày",
        "Ngày cấp",
        "Cơ quan cấp",
        "Số sê-ri",
        "Khóa học",
        "Số giờ",
        "Kết quả",
        "Kiểm tra tại đây xem còn giá trị hay không",
    ),
    Language.KHMER: Words(
        "វិញ្ញាបនបត្រ",
        "លិខិតបញ្ជាក់ការបញ្ចប់វគ្គសិក្សា",
        "ប្រវត្តិនៃការបណ្តុះបណ្តាល",
        "ឈ្មោះ",
        "ប្រភេទវិញ្ញាបនបត្រ",
        "ភាសា",
        "កម្រិត",
        "មានសុពលភាពចាប់ពីថ្ងៃទី",
        "មានសុពលភាពដល់ថ្ងៃទី",
        "ថ្ងៃចេញ",
        "ស្ថាប័នចេញ",
        "លេខសៀរៀល",
        "វគ្គសិក្សា",
        "ចំនួនម៉ោង",
        "លទ្ធផល",
        "សូមពិនិត្យនៅទីនេះថានៅមានសុពលភាពឬទេ",
    ),
    Language.LAO: Words(
        "ໃບຢັ້ງຢືນ",
        "ໃບຢັ້ງຢືນການຈົບຫຼັກສູດ",
        "ປະຫວັດການຝຶກອົບຮົມ",
        "ຊື່",
        "ປະເພດການຢັ້ງຢືນ",
        "ພາສາ",
        "ລະດັບ",
        "ມີຜົນຕັ້ງແຕ່ວັນທີ",
        "ມີຜົນຮອດວັນທີ",
        "ວັນທີອອກ",
        "ອົງການທີ່ອອກ",
        "ເລກລຳດັບ",
        "ຫຼັກສູດ",
        "ຊົ່ວໂມງ",
        "ຜົນ",
        "ກວດເບິ່ງທີ່ນີ້ວ່າຍັງມີຜົນຢູ່ຫຼືບໍ່",
    ),
    Language.THAI: Words(
        "ใบรับรอง",
        "หนังสือรับรองการสำเร็จหลักสูตร",
        "ประวัติการฝึกอบรม",
        "ชื่อ",
        "ประเภทการรับรอง",
        "ภาษา",
        "ระดับ",
        "มีผลตั้งแต่วันที่",
        "มีผลถึงวันที่",
        "วันที่ออก",
        "หน่วยงานที่ออก",
        "หมายเลขลำดับ",
        "หลักสูตร",
        "ชั่วโมง",
        "ผล",
        "ตรวจสอบที่นี่ว่ายังมีผลอยู่หรือไม่",
    ),
    Language.BURMESE: Words(
        "အသိအမှတ်ပြုလက်မှတ်",
        "သင်တန်းပြီးမြောက်ကြောင်း ထောက်ခံစာ",
        "သင်တန်းမှတ်တမ်း",
        "အမည်",
        "အသိအမှတ်ပြုမှု အမျိုးအစား",
        "ဘာသာစကား",
        "အဆင့်",
        "စတင်အကျုံးဝင်သည့်ရက်",
        "အကျုံးဝင်သည့် နောက်ဆုံးရက်",
        "ထုတ်ပေးသည့်ရက်",
        "ထုတ်ပေးသည့်အဖွဲ့အစည်း",
        "အမှတ်စဉ်",
        "သင်တန်း",
        "နာရီ",
        "ရလဒ်",
        "အကျုံးဝင်နေဆဲ ဟုတ်မဟုတ် ဤနေရာတွင် စစ်ဆေးပါ",
    ),
    Language.MONGOLIAN: Words(
        "Гэрчилгээ",
        "Сургалт төгссөний гэрчилгээ",
        "Сургалтын түүх",
        "Нэр",
        "Гэрчилгээний төрөл",
        "Хэл",
        "Зэрэг",
        "Хүчинтэй эхлэх өдөр",
        "Хүчинтэй дуусах өдөр",
        "Олгосон өдөр",
        "Олгосон байгууллага",
        "Серийн дугаар",
        "Сургалт",
        "Цаг",
        "Дүн",
        "Хүчинтэй эсэхийг эндээс шалгана уу",
    ),
    Language.RUSSIAN: Words(
        "Сертификат",
        "Свидетельство об окончании курса",
        "Справка об обучении",
        "Имя",
        "Вид сертификата",
        "Языки",
        "Степень",
        "Действителен с",
        "Действителен до",
        "Дата выдачи",
        "Кем выдан",
        "Серийный номер",
        "Курс",
        "Часы",
        "Результат",
        "Проверьте здесь, действителен ли документ",
    ),
    Language.UZBEK: Words(
        "Sertifikat",
        "Kursni tugatganlik guvohnomasi",
        "Taʼlim maʼlumotnomasi",
        "Ism",
        "Sertifikat turi",
        "Tillar",
        "Daraja",
        "Amal qilish boshlanishi",
        "Amal qilish muddati",
        "Berilgan sana",
        "Bergan tashkilot",
        "Seriya raqami",
        "Kurs",
        "Soat",
        "Natija",
        "Hujjat amaldami — shu yerda tekshiring",
    ),
    Language.FILIPINO: Words(
        "Sertipiko",
        "Katibayan ng pagtatapos ng kurso",
        "Talaan ng pagsasanay",
        "Pangalan",
        "Uri ng sertipikasyon",
        "Mga wika",
        "Antas",
        "May bisa mula",
        "May bisa hanggang",
        "Petsa ng pagbigay",
        "Nagbigay",
        "Serial number",
        "Kurso",
        "Oras",
        "Resulta",
        "Tingnan dito kung may bisa pa",
    ),
    Language.CHINESE: Words(
        "认证书",
        "结业证明",
        "培训记录",
        "姓名",
        "认证种类",
        "语言",
        "等级",
        "有效期开始",
        "有效期截止",
        "签发日期",
        "签发机构",
        "编号",
        "课程",
        "学时",
        "结果",
        "在此查询是否仍然有效",
    ),
}


def own_words(language: Language | None) -> Words:
    """The words of a language; English where the holder's is not known."""
    return OWN[language or Language.ENGLISH]
