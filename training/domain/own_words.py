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
    certifies: str
    completes: str
    confirms: str
    head: str


@dataclass(frozen=True, kw_only=True)
class OfficeWords(Words):
    """What is printed on papers of the office too, which are in Korean and English."""

    appointment: str
    activity: str
    period: str
    sessions: str
    appoints: str
    confirms_activity: str


KOREAN = OfficeWords(
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
    "위 사람은 정해진 요건을 갖추었으므로 위와 같이 통역사로 인증합니다.",
    "위 사람은 위 과정을 마쳤으므로 이 증서를 수여합니다.",
    "위 사람의 교육 이력이 위와 같음을 확인합니다.",
    "센터장",
    appointment="위촉장",
    activity="활동확인서",
    period="기간",
    sessions="통역 횟수",
    appoints="위 사람을 위 기간 동안 통역사로 위촉합니다.",
    confirms_activity="위 사람이 위와 같이 통역 활동을 하였음을 확인합니다.",
)
OWN: dict[Language, Words] = {
    Language.ENGLISH: OfficeWords(
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
        "The person named above has met the requirements and is certified as stated.",
        "The person named above has completed the course stated.",
        "The training of the person named above is confirmed as stated.",
        "Head of the centre",
        appointment="Letter of appointment",
        activity="Confirmation of activity",
        period="Period",
        sessions="Sessions interpreted",
        appoints="The person named above is appointed as an interpreter for the period stated.",
        confirms_activity="The person named above has interpreted as stated.",
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
        "Chứng nhận người có tên trên đã đáp ứng đủ các yêu cầu và được công nhận như đã nêu.",
        "Chứng nhận người có tên trên đã hoàn thành khóa học đã nêu.",
        "Xác nhận quá trình đào tạo của người có tên trên đúng như đã nêu.",
        "Giám đốc trung tâm",
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
        "បញ្ជាក់ថាបុគ្គលខាងលើបានបំពេញលក្ខខណ្ឌ ហើយត្រូវបានទទួលស្គាល់ដូចបានរៀបរាប់។",
        "បញ្ជាក់ថាបុគ្គលខាងលើបានបញ្ចប់វគ្គសិក្សាដូចបានរៀបរាប់។",
        "បញ្ជាក់ថាប្រវត្តិបណ្តុះបណ្តាលរបស់បុគ្គលខាងលើពិតដូចបានរៀបរាប់។",
        "នាយកមជ្ឈមណ្ឌល",
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
        "ຢັ້ງຢືນວ່າບຸກຄົນຂ້າງເທິງມີຄຸນສົມບັດຄົບຖ້ວນ ແລະ ໄດ້ຮັບການຮັບຮອງຕາມທີ່ລະບຸໄວ້.",
        "ຢັ້ງຢືນວ່າບຸກຄົນຂ້າງເທິງໄດ້ຈົບຫຼັກສູດທີ່ລະບຸໄວ້.",
        "ຢັ້ງຢືນວ່າປະຫວັດການຝຶກອົບຮົມຂອງບຸກຄົນຂ້າງເທິງເປັນຄວາມຈິງຕາມທີ່ລະບຸໄວ້.",
        "ຫົວໜ້າສູນ",
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
        "ขอรับรองว่าบุคคลข้างต้นมีคุณสมบัติครบถ้วนและได้รับการรับรองตามที่ระบุไว้",
        "ขอรับรองว่าบุคคลข้างต้นสำเร็จหลักสูตรที่ระบุไว้",
        "ขอรับรองว่าประวัติการฝึกอบรมของบุคคลข้างต้นเป็นจริงตามที่ระบุไว้",
        "ผู้อำนวยการศูนย์",
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
        "အထက်ပါပုဂ္ဂိုလ်သည် သတ်မှတ်ချက်များနှင့် ပြည့်စုံသဖြင့် ဖော်ပြပါအတိုင်း အသိအမှတ်ပြုပါသည်။",
        "အထက်ပါပုဂ္ဂိုလ်သည် ဖော်ပြပါသင်တန်းကို ပြီးမြောက်ခဲ့ပါသည်။",
        "အထက်ပါပုဂ္ဂိုလ်၏ သင်တန်းမှတ်တမ်း မှန်ကန်ကြောင်း အတည်ပြုပါသည်။",
        "ဌာနမှူး",
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
        "Дээрх хүн шаардлагыг бүрэн хангасан тул дурдсаны дагуу гэрчилж байна.",
        "Дээрх хүн дурдсан сургалтыг төгссөнийг гэрчилж байна.",
        "Дээрх хүний сургалтын түүх үнэн болохыг баталж байна.",
        "Төвийн захирал",
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
        "Настоящим удостоверяется, что названное лицо выполнило требования и сертифицировано, как указано.",
        "Настоящим удостоверяется, что названное лицо окончило указанный курс.",
        "Настоящим подтверждаются указанные сведения об обучении названного лица.",
        "Руководитель центра",
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
        "Yuqorida nomi koʻrsatilgan shaxs talablarni bajargani va koʻrsatilganidek sertifikatlangani tasdiqlanadi.",
        "Yuqorida nomi koʻrsatilgan shaxs koʻrsatilgan kursni tugatgani tasdiqlanadi.",
        "Yuqorida nomi koʻrsatilgan shaxsning taʼlimi koʻrsatilganidek ekani tasdiqlanadi.",
        "Markaz rahbari",
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
        "Pinatutunayan na natugunan ng taong nabanggit ang mga kinakailangan at sertipikado siya ayon sa nakasaad.",
        "Pinatutunayan na natapos ng taong nabanggit ang nakasaad na kurso.",
        "Pinatutunayan na tama ang nakasaad na pagsasanay ng taong nabanggit.",
        "Pinuno ng sentro",
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
        "兹证明上述人员符合规定要求，特此认证。",
        "兹证明上述人员已修完所列课程。",
        "兹证明上述人员的培训记录属实。",
        "中心主任",
    ),
}


def own_words(language: Language | None) -> Words:
    """The words of a language; English where the holder's is not known."""
    return OWN[language or Language.ENGLISH]
