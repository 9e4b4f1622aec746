"""Who may sign in, and as what."""

from dataclasses import dataclass

from dice import Dice
from names import Names
from network import ORGANISATION_OF, ORGANISATIONS, Organisation
from people import Interpreter

LARGE = ("ANS", "HWS", "SHG", "BCN")

# The centre's eight operators; its counsellors are ten, four of whom interpret themselves.
OPERATORS = (
    ("coordinator", "coordinator", "ko"),
    ("coordinator2", "coordinator", "en"),
    ("coordinator3", "coordinator", "ko"),
    ("training", "training_manager", "ko"),
    ("trainer", "trainer", "ko"),
    ("assessor", "assessor", "ko"),
    ("org-admin", "organisation_admin", "ko"),
    ("admin", "centre_admin", "ko"),
)


@dataclass(frozen=True)
class SignIn:
    """One role of one user."""

    email: str
    name: str
    language: str
    organisation: str
    role: str


def sign_ins(people: list[Interpreter]) -> list[SignIn]:
    """One row per user and role, the centre first."""
    names, dice = Names("signins"), Dice("signins")

    def somebody() -> str:
        return names.new("ko", dice.weighted((("female", 70), ("male", 30))))[0]

    rows = [SignIn(f"{box}@ieum.example", somebody(), ln, "CTR", r) for box, r, ln in OPERATORS]
    # A second assessor, as two must agree; she works for a partner.
    rows.append(SignIn("assessor2@ansan.ieum.example", somebody(), "ko", "ANS", "assessor"))
    for body in ORGANISATIONS:
        if body.code != "CTR":
            email = f"org-admin@{body.mail_domain}"
            rows.append(SignIn(email, somebody(), "ko", body.code, "organisation_admin"))
        for box in _counsellor_boxes(body):
            email = f"{box}@{body.mail_domain}"
            rows.append(SignIn(email, somebody(), "ko", body.code, "counsellor"))
    rows.append(SignIn("accountant@ieum.example", somebody(), "ko", "CTR", "accountant"))
    return rows + [row for person in people if person.email for row in _of_interpreter(person)]


def counsellors_of(rows: list[SignIn], organisation: str) -> list[str]:
    """The addresses of those who may place requests for an organisation."""
    return [r.email for r in rows if r.organisation == organisation and r.role == "counsellor"]


def _counsellor_boxes(body: Organisation) -> list[str]:
    count = 6 if body.kind == "centre" else 3 if body.code in LARGE else 2
    return ["counsellor", *(f"counsellor{n}" for n in range(2, count + 1))]


def _employer_of(person: Interpreter) -> str:
    """Staff interpreters work where they live; whoever counsels too does so at the centre, and the others belong to it."""
    if person.employment != "staff" or person.is_counsellor:
        return "CTR"
    return ORGANISATION_OF[person.city].code


def _of_interpreter(person: Interpreter) -> list[SignIn]:
    language = "en" if person.speaks("en") and person.group == "core" else "ko"
    roles = ["trainee" if person.standing == "trainee" else "interpreter"]
    if person.is_counsellor:
        roles.append("counsellor")
    body = _employer_of(person)
    return [SignIn(person.email, person.name, language, body, role) for role in roles]
