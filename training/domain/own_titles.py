"""Names of certifications and grades in each holder's own language, as documents print them.

They belong to the ladder as shipped. Where the centre has given a scheme another English title, that
title is printed instead. Speakers of each language at the centre confirm them before first use.
"""

from foundation.text.i18n import label
from interpreters.domain.languages import Language
from training.domain.certifications import Grade
from training.domain.rungs import LADDER

CODES = ("L1", "L2", "R2", "L3-LAB", "L3-IMM", "L3-MED", "L3-DV", "X-COURT", "L4", "T2", "S1")
_TITLES: dict[Language, tuple[str, ...]] = {
    Language.VIETNAMESE: (
        "Phiên dịch viên tập sự",
        "Phiên dịch viên tư vấn cộng đồng",
        "Phiên dịch viên được công nhận kinh nghiệm",
        "Phiên dịch viên lĩnh vực lao động và pháp luật",
        "Phiên dịch viên lĩnh vực cư trú và xuất nhập cảnh",
        "Phiên dịch viên lĩnh vực y tế",
        "Phiên dịch viên lĩnh vực hỗ trợ nạn nhân bạo lực",
        "Phiên dịch viên tòa án",
        "Người hướng dẫn và đánh giá",
        "Biên dịch viên",
        "Làm việc cùng phiên dịch viên",
    ),
    Language.KHMER: (
        "អ្នកបកប្រែហ្វឹកហាត់",
        "អ្នកបកប្រែប្រឹក្សាសហគមន៍",
        "អ្នកបកប្រែដែលទទួលស្គាល់បទពិសោធន៍",
        "អ្នកបកប្រែផ្នែកការងារ និងច្បាប់",
        "អ្នកបកប្រែផ្នែកអន្តោប្រវេសន៍",
        "អ្នកបកប្រែផ្នែកវេជ្ជសាស្ត្រ",
        "អ្នកបកប្រែផ្នែកជួយជនរងគ្រោះដោយអំពើហិង្សា",
        "អ្នកបកប្រែតុលាការ",
        "អ្នកណែនាំ និងអ្នកវាយតម្លៃ",
        "អ្នកបកប្រែឯកសារ",
        "ការធ្វើការជាមួយអ្នកបកប្រែ",
    ),
    Language.LAO: (
        "ນາຍແປພາສາຝຶກຫັດ",
        "ນາຍແປພາສາໃຫ້ຄຳປຶກສາຊຸມຊົນ",
        "ນາຍແປພາສາທີ່ໄດ້ຮັບການຮັບຮອງປະສົບການ",
        "ນາຍແປພາສາດ້ານແຮງງານ ແລະ ກົດໝາຍ",
        "ນາຍແປພາສາດ້ານການເຂົ້າເມືອງ",
        "ນາຍແປພາສາດ້ານການແພດ",
        "ນາຍແປພາສາຊ່ວຍເຫຼືອຜູ້ຖືກເຄາະຮ້າຍຈາກຄວາມຮຸນແຮງ",
        "ນາຍແປພາສາສານ",
        "ຜູ້ໃຫ້ຄຳແນະນຳ ແລະ ຜູ້ປະເມີນ",
        "ນັກແປເອກະສານ",
        "ການເຮັດວຽກຮ່ວມກັບນາຍແປພາສາ",
    ),
    Language.THAI: (
        "ล่ามฝึกหัด",
        "ล่ามให้คำปรึกษาชุมชน",
        "ล่ามที่ได้รับการรับรองประสบการณ์",
        "ล่ามด้านแรงงานและกฎหมาย",
        "ล่ามด้านการเข้าเมือง",
        "ล่ามทางการแพทย์",
        "ล่ามช่วยเหลือผู้เสียหายจากความรุนแรง",
        "ล่ามศาล",
        "พี่เลี้ยงและผู้ประเมิน",
        "ผู้แปลเอกสาร",
        "การทำงานร่วมกับล่าม",
    ),
    Language.BURMESE: (
        "အလုပ်သင်စကားပြန်",
        "အကြံပေးဆွေးနွေးမှု စကားပြန်",
        "အတွေ့အကြုံအသိအမှတ်ပြု စကားပြန်",
        "အလုပ်သမားနှင့် ဥပဒေဆိုင်ရာ စကားပြန်",
        "လူဝင်မှုကြီးကြပ်ရေးဆိုင်ရာ စကားပြန်",
        "ဆေးဘက်ဆိုင်ရာ စကားပြန်",
        "အကြမ်းဖက်ခံရသူများ ကူညီရေး စကားပြန်",
        "တရားရုံး စကားပြန်",
        "လမ်းညွှန်သူနှင့် အကဲဖြတ်သူ",
        "ဘာသာပြန်သူ",
        "စကားပြန်နှင့်အတူ အလုပ်လုပ်ခြင်း",
    ),
    Language.MONGOLIAN: (
        "Дадлагажигч орчуулагч",
        "Зөвлөгөөний аман орчуулагч",
        "Туршлагаар хүлээн зөвшөөрөгдсөн орчуулагч",
        "Хөдөлмөр, хууль эрх зүйн орчуулагч",
        "Цагаачлалын асуудлын орчуулагч",
        "Эмнэлгийн орчуулагч",
        "Хүчирхийлэлд өртөгсдөд туслах орчуулагч",
        "Шүүхийн орчуулагч",
        "Зөвлөгч ба үнэлгээчин",
        "Бичгийн орчуулагч",
        "Орчуулагчтай хамтран ажиллах",
    ),
    Language.RUSSIAN: (
        "Переводчик-стажёр",
        "Переводчик консультаций",
        "Переводчик с признанным опытом",
        "Переводчик по труду и праву",
        "Переводчик по вопросам миграции",
        "Медицинский переводчик",
        "Переводчик помощи пострадавшим от насилия",
        "Судебный переводчик",
        "Наставник и экзаменатор",
        "Письменный переводчик",
        "Работа с переводчиком",
    ),
    Language.UZBEK: (
        "Stajyor tarjimon",
        "Maslahat tarjimoni",
        "Tajribasi tan olingan tarjimon",
        "Mehnat va huquq boʻyicha tarjimon",
        "Migratsiya masalalari boʻyicha tarjimon",
        "Tibbiyot tarjimoni",
        "Zoʻravonlikdan jabr koʻrganlarga yordam tarjimoni",
        "Sud tarjimoni",
        "Ustoz va baholovchi",
        "Yozma tarjimon",
        "Tarjimon bilan ishlash",
    ),
    Language.FILIPINO: (
        "Nagsasanay na interpreter",
        "Interpreter sa pagpapayo sa komunidad",
        "Interpreter na kinilala ang karanasan",
        "Interpreter sa paggawa at batas",
        "Interpreter sa imigrasyon",
        "Interpreter sa medisina",
        "Interpreter para sa mga biktima ng karahasan",
        "Interpreter sa hukuman",
        "Tagapatnubay at tagasuri",
        "Tagasalin",
        "Pagtatrabaho kasama ang interpreter",
    ),
    Language.CHINESE: (
        "见习口译员",
        "咨询口译员",
        "经验认定口译员",
        "劳动法律口译员",
        "出入境居留口译员",
        "医疗口译员",
        "暴力受害者支援口译员",
        "法庭口译员",
        "导师与评估员",
        "笔译员",
        "与口译员合作",
    ),
}
_GRADES: dict[Language, tuple[str, str, str]] = {
    Language.VIETNAMESE: ("Bậc chính thức", "Bậc cận chính thức", "Bậc công nhận"),
    Language.KHMER: ("កម្រិតពេញលេញ", "កម្រិតរង", "កម្រិតទទួលស្គាល់"),
    Language.LAO: ("ລະດັບເຕັມ", "ລະດັບຮອງ", "ລະດັບຮັບຮອງ"),
    Language.THAI: ("ระดับเต็ม", "ระดับรอง", "ระดับรับรอง"),
    Language.BURMESE: ("အဆင့်ပြည့်", "ဒုတိယအဆင့်", "အသိအမှတ်ပြုအဆင့်"),
    Language.MONGOLIAN: ("Бүрэн зэрэг", "Дэд зэрэг", "Хүлээн зөвшөөрсөн зэрэг"),
    Language.RUSSIAN: ("Полная степень", "Неполная степень", "Признанная степень"),
    Language.UZBEK: ("Toʻliq daraja", "Qisman daraja", "Tan olingan daraja"),
    Language.FILIPINO: ("Ganap na antas", "Bahagyang antas", "Kinilalang antas"),
    Language.CHINESE: ("正式级", "准级", "认定级"),
}
_SHIPPED = {rung.code: rung.title_en for rung in LADDER}


def own_scheme(language: Language, code: str, title_en: str) -> str:
    """The name of a scheme in a language; the English one where the centre has named it anew."""
    titles = _TITLES.get(language)
    if titles is None or code not in CODES or _SHIPPED.get(code) != title_en:
        return title_en
    return titles[CODES.index(code)]


def own_grade(language: Language, grade: Grade) -> str:
    """The name of a grade in a language."""
    grades = _GRADES.get(language)
    return label(grade, "en") if grades is None else grades[list(Grade).index(grade)]
