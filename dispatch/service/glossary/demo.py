"""The glossary of the demo: terms of the field as they are really called, entered by nobody in particular."""

from dispatch.domain.glossary import TermToKeep
from dispatch.service.glossary import terms
from foundation.database.work import UnitOfWork
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage

TARGETS = (
    TextLanguage.VIETNAMESE,
    TextLanguage.CHINESE,
    TextLanguage.ENGLISH,
    TextLanguage.KHMER,
    TextLanguage.THAI,
)
# Who reads Khmer and Thai has looked at none of them yet.
UNREAD = {TextLanguage.KHMER, TextLanguage.THAI}
NOTE = "예시 용어: 실제 문서에 쓰기 전에 감수"
LABOUR = """
근로계약서 | hợp đồng lao động | 劳动合同 | employment contract | កិច្ចសន្យាការងារ | สัญญาจ้างงาน
임금체불 | nợ lương | 拖欠工资 | unpaid wages | ការជំពាក់ប្រាក់ឈ្នួល | การค้างจ่ายค่าจ้าง
최저임금 | lương tối thiểu | 最低工资 | minimum wage | ប្រាក់ឈ្នួលអប្បបរមា | ค่าจ้างขั้นต่ำ
퇴직금 | trợ cấp thôi việc | 离职金 | severance pay | ប្រាក់បំណាច់ឈប់ពីការងារ | เงินชดเชยเมื่อออกจากงาน
산업재해 | tai nạn lao động | 工伤 | industrial accident | គ្រោះថ្នាក់ការងារ | อุบัติเหตุจากการทำงาน
연차휴가 | nghỉ phép năm | 带薪年假 | annual paid leave | ការឈប់សម្រាកប្រចាំឆ្នាំ | วันลาพักร้อนประจำปี
"""
MEDICAL = """
진단서 | giấy chẩn đoán | 诊断书 | medical certificate | លិខិតបញ្ជាក់រោគវិនិច្ឆ័យ | ใบรับรองแพทย์
처방전 | đơn thuốc | 处方 | prescription | វេជ្ជបញ្ជា | ใบสั่งยา
고혈압 | tăng huyết áp | 高血压 | high blood pressure | ជំងឺលើសឈាម | ความดันโลหิตสูง
예방접종 | tiêm chủng | 预防接种 | vaccination | ការចាក់វ៉ាក់សាំង | การฉีดวัคซีน
수술동의서 | giấy đồng ý phẫu thuật | 手术同意书 | surgical consent form | លិខិតយល់ព្រមវះកាត់ | หนังสือยินยอมรับการผ่าตัด
건강보험 | bảo hiểm y tế | 健康保险 | health insurance | ធានារ៉ាប់រងសុខភាព | ประกันสุขภาพ
"""
IMMIGRATION = """
체류자격 | tư cách lưu trú | 居留资格 | status of stay | ឋានៈស្នាក់នៅ | สถานะการพำนัก
외국인등록증 | thẻ đăng ký người nước ngoài | 外国人登录证 | residence card | ប័ណ្ណចុះឈ្មោះជនបរទេស | บัตรประจำตัวคนต่างด้าว
체류기간 연장 | gia hạn thời gian lưu trú | 延长居留期限 | extension of stay | ការបន្តរយៈពេលស្នាក់នៅ | การขยายระยะเวลาพำนัก
사업장 변경 | thay đổi nơi làm việc | 变更工作单位 | change of workplace | ការផ្លាស់ប្តូរកន្លែងធ្វើការ | การเปลี่ยนสถานที่ทำงาน
귀화 | nhập quốc tịch | 入籍 | naturalisation | ការចូលសញ្ជាតិ | การแปลงสัญชาติ
난민 신청 | đơn xin công nhận tị nạn | 难民申请 | refugee application | ពាក្យសុំឋានៈជនភៀសខ្លួន | การยื่นขอสถานะผู้ลี้ภัย
"""


def enter_terms(uow: UnitOfWork) -> int:
    """Eighteen terms in five languages; those that nobody has read are proposed. How many."""
    count = 0
    for domain, table in (
        (Domain.LABOUR, LABOUR),
        (Domain.MEDICAL, MEDICAL),
        (Domain.IMMIGRATION, IMMIGRATION),
    ):
        for line in table.strip().splitlines():
            korean, *others = (cell.strip() for cell in line.split("|"))
            for target, text in zip(TARGETS, others, strict=True):
                term = TermToKeep(
                    source_language=TextLanguage.KOREAN,
                    target_language=target,
                    domain=domain,
                    source_text=korean,
                    target_text=text,
                    note=NOTE,
                )
                terms.add(uow, term, approved=target not in UNREAD)
                count += 1
    return count
