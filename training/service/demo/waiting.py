"""What still waits for an answer in the demo: two invitations, and somebody who has only asked."""

from accounts.domain.roles import Role
from accounts.service import invitations, organisations
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language, Level
from training.service.demo.stage import DemoStage
from training.service.enrolment import applications
from training.service.enrolment.applications import Asking


def leave_waiting(office: Office) -> None:
    """Invite somebody new and somebody who has an account, and take in an applicant without a password."""
    stage = DemoStage(office)
    invited = (
        ("org-admin@ansan.ieum.example", "new.counsellor@ansan.ieum.example", "예시은"),
        ("org-admin@hwaseong.ieum.example", "counsellor@ansan.ieum.example", "안산 상담사"),
    )
    for inviter, email, name in invited:
        with begin(office, stage.actor(inviter)) as uow:
            home = organisations.list_administered(uow)[0]
            invitations.invite(
                uow,
                email=email,
                full_name=name,
                language="ko",
                organisation_id=home.id,
                role=Role.COUNSELLOR,
            )
    with begin(office, the_system("demo")) as uow:
        applications.ask(
            uow,
            Asking(
                full_name="예시린",
                email="applicant@ieum.example",
                phone_number="010-0000-0199",
                city="ansan",
                languages=[Language.KHMER],
                level=Level.FLUENT,
                consent=applications.CONSENT_VERSION,
            ),
        )
