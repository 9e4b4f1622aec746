"""What the demo's people have signed: most of them everything, some an older version, some nothing yet."""

from datetime import timedelta

from accounts.domain.consents import ConsentPurpose
from accounts.domain.roles import Role
from accounts.service import consents, users
from accounts.service.sign_in import actor_of
from accounts.store import queries
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system

PLEDGE = {
    "ko": "통역하며 알게 된 내용을 누구에게도 말하지 않겠습니다.\n통역이 끝나면 메모를 남기지 않고, 사진을 찍거나 녹음하지 않겠습니다.\n아는 사람을 만나면 곧바로 알리고 물러나겠습니다.",
    "en": "I tell nobody what I learn while I interpret.\nI keep no notes afterwards, and I take no pictures or recordings.\nWhen I know one of the people I say so at once and step back.",
    "vi": "Tôi không nói với ai những gì tôi biết được khi phiên dịch.\nSau khi phiên dịch tôi không giữ ghi chép, không chụp ảnh hay ghi âm.\nNếu tôi quen biết ai trong buổi đó, tôi báo ngay và rút lui.",
}
DATA = {
    "ko": "센터는 배정과 수당 지급을 위해 이름, 연락처, 통역 언어, 통역 기록을 처리합니다.\n동의하지 않을 수 있으며, 그 경우 통역을 배정할 수 없습니다.",
    "en": "The centre processes name, contact, languages and work done, to send interpreters and to pay them.\nYou may refuse; then no session can be assigned to you.",
}
DATA_NOW = {
    "ko": DATA["ko"] + "\n기록은 5년 동안 보관합니다.",
    "en": DATA["en"] + "\nRecords are kept for five years.",
}
LONG_AGO, LATELY = timedelta(days=60), timedelta(days=5)
ADMIN, HANH = "admin@ieum.example", "hanh@ieum.example"
# Of so many people one has signed nothing, and one not what changed lately.
EVERY, NOTHING, OLDER = 6, 1, 2


def sign_consents(office: Office) -> int:
    """Publish the texts, one of them twice, and have most people sign; how many signatures."""
    now, count = office.clock(), 0
    with begin(office, the_system("demo")) as uow:
        admin = queries.find_user_by_email(uow.db, ADMIN)
        people = [user for user in users.list_with_role(uow, Role.INTERPRETER) if user.active]
        assert admin is not None
        actors = [(user, actor_of(user, uow.grants)) for user in people]
        for when, purpose, words in (
            (now - LONG_AGO, ConsentPurpose.SECRECY, PLEDGE),
            (now - LONG_AGO, ConsentPurpose.PERSONAL_DATA, DATA),
            (now - LATELY, ConsentPurpose.PERSONAL_DATA, DATA_NOW),
        ):
            uow.now, uow.actor = when, actor_of(admin, uow.grants)
            text = consents.publish(uow, purpose, words)
            for place, (user, actor) in enumerate(actors):
                nth = place % EVERY
                has_missed = nth == NOTHING or (words is DATA_NOW and nth == OLDER)
                if not has_missed and not (words is DATA_NOW and user.email == HANH):
                    uow.actor = actor
                    consents.sign(uow, text.id, user.full_name)
                    count += 1
    return count
