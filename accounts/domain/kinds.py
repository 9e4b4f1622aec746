"""Kinds of organisations and the names of roles."""

from enum import StrEnum

from accounts.domain.roles import Role
from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.text.words import register_words


class OrganisationKind(StrEnum):
    """What an organisation of the network is."""

    CENTRE = "centre"
    WELFARE_CENTRE = "welfare_centre"
    FAMILY_CENTRE = "family_centre"


register_labels(
    {
        OrganisationKind.CENTRE: say("Provincial centre"),
        OrganisationKind.WELFARE_CENTRE: say("Migrants' welfare centre"),
        OrganisationKind.FAMILY_CENTRE: say("Multicultural family centre"),
        Role.TRAINEE: say("Trainee"),
        Role.INTERPRETER: say("Interpreter"),
        Role.COUNSELLOR: say("Counsellor"),
        Role.COORDINATOR: say("Coordinator"),
        Role.TRAINER: say("Trainer"),
        Role.ASSESSOR: say("Assessor"),
        Role.TRAINING_MANAGER: say("Training manager"),
        Role.ACCOUNTANT: say("Accountant"),
        Role.ORGANISATION_ADMIN: say("Organisation administrator"),
        Role.CENTRE_ADMIN: say("Centre administrator"),
    }
)
register_words(
    {
        OrganisationKind.CENTRE: "도센터, 경기도 센터, 광역 센터, 거점 센터, 본부, 센터, Centre, Center",
        OrganisationKind.WELFARE_CENTRE: "복지센터, 이주민센터, 이주민 센터, 외국인복지센터, 외국인주민복지센터, "
        "이주노동자센터, Welfare centre, Welfare center",
        OrganisationKind.FAMILY_CENTRE: "가족센터, 다문화센터, 다문화 가족 지원 센터, Family centre, Family center",
        Role.TRAINEE: "수강생, 연수생, 훈련생",
        Role.INTERPRETER: "통역, 통역인, 통역가",
        Role.COUNSELLOR: "상담원, 상담자, 상담, Counselor",
        Role.COORDINATOR: "조정자, 배정 담당자, 배정 담당, 코디",
        Role.TRAINER: "교육 강사, 교수, Teacher",
        Role.ASSESSOR: "심사위원, 평가자, 심사자",
        Role.TRAINING_MANAGER: "교육 담당, 교육 관리자, 교육담당",
        Role.ACCOUNTANT: "회계 담당, 회계담당, 경리, 회계",
        Role.ORGANISATION_ADMIN: "기관 담당자, 기관 담당, 기관관리자, Organization administrator",
        Role.CENTRE_ADMIN: "센터관리자, 시스템 관리자, 총괄 관리자, Center administrator",
    }
)
