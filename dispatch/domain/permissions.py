"""What may be done about the board, plans and offers, and which role may do it."""

from accounts.domain.roles import Role
from foundation.security.permissions import Grants, Permission


class DispatchPermission(Permission):
    """`package:thing:act`, in alphabetical order."""

    ASSIGNMENT_CHANGE = "dispatch:assignment:change"
    AUTOPILOT_CHANGE = "dispatch:autopilot:change"
    AUTOPILOT_SWITCH = "dispatch:autopilot:switch"
    BOARD_READ = "dispatch:board:read"
    CLAIM_APPROVE = "dispatch:claim:approve"
    CLAIM_READ = "dispatch:claim:read"
    DATASET_PUBLISH = "dispatch:dataset:publish"
    DUTY_KEEP = "dispatch:duty:keep"
    FEEDBACK_WORK = "dispatch:feedback:work"
    GLOSSARY_KEEP = "dispatch:glossary:keep"
    GLOSSARY_PROPOSE = "dispatch:glossary:propose"
    GLOSSARY_READ = "dispatch:glossary:read"
    HELPLINE_OPEN = "dispatch:helpline:open"
    LENDING_READ_ANY = "dispatch:lending:read-any"
    LENDING_READ_OWN = "dispatch:lending:read-own-organisation"
    OFFER_ANSWER = "dispatch:offer:answer"
    OFFER_RECORD = "dispatch:offer:record"
    OUTCOME_REPORT = "dispatch:outcome:report"
    PAY_CLOSE = "dispatch:pay:close"
    PAY_OWN = "dispatch:pay:own"
    PLAN_RUN = "dispatch:plan:run"
    PLAN_SEND = "dispatch:plan:send"
    POLICY_CHANGE = "dispatch:policy:change"
    RATE_CHANGE = "dispatch:rate:change"
    RATE_READ = "dispatch:rate:read"
    REPORT_MAIL_ANY = "dispatch:report:mail-any"
    REPORT_MAIL_OWN = "dispatch:report:mail-own-organisation"
    REPORT_READ_ANY = "dispatch:report:read-any"
    REPORT_READ_OWN = "dispatch:report:read-own-organisation"
    SEE_COVERAGE = "dispatch:coverage:see"
    SEE_COVERAGE_OWN = "dispatch:coverage:see-own-organisation"
    SHEET_PRINT = "dispatch:sheet:print"
    TRANSLATION_ASK = "dispatch:translation:ask"
    TRANSLATION_DO = "dispatch:translation:do"
    TRANSLATION_KEEP = "dispatch:translation:keep"
    TRANSLATION_READ_OWN = "dispatch:translation:read-own-organisation"


P = DispatchPermission
_DESK = frozenset(
    {
        P.ASSIGNMENT_CHANGE,
        P.AUTOPILOT_SWITCH,
        P.BOARD_READ,
        P.OFFER_RECORD,
        P.PLAN_RUN,
        P.PLAN_SEND,
        P.POLICY_CHANGE,
        P.DUTY_KEEP,
        P.GLOSSARY_KEEP,
        P.GLOSSARY_PROPOSE,
        P.GLOSSARY_READ,
        P.HELPLINE_OPEN,
        P.OUTCOME_REPORT,
        P.SHEET_PRINT,
        P.LENDING_READ_ANY,
        P.CLAIM_APPROVE,
        P.CLAIM_READ,
        P.FEEDBACK_WORK,
        P.REPORT_MAIL_ANY,
        P.REPORT_READ_ANY,
        P.SEE_COVERAGE,
        P.TRANSLATION_ASK,
        P.TRANSLATION_KEEP,
    }
)
GRANTED: Grants = {
    Role.INTERPRETER: frozenset(
        {P.OFFER_ANSWER, P.PAY_OWN, P.GLOSSARY_PROPOSE, P.GLOSSARY_READ, P.TRANSLATION_DO}
    ),
    Role.COUNSELLOR: frozenset(
        {
            P.GLOSSARY_READ,
            P.HELPLINE_OPEN,
            P.OUTCOME_REPORT,
            P.SHEET_PRINT,
            P.TRANSLATION_ASK,
            P.TRANSLATION_READ_OWN,
        }
    ),
    Role.COORDINATOR: _DESK | {P.RATE_READ},
    Role.ACCOUNTANT: frozenset({P.CLAIM_READ, P.PAY_CLOSE, P.RATE_READ}),
    Role.ORGANISATION_ADMIN: frozenset(
        {
            P.LENDING_READ_OWN,
            P.REPORT_MAIL_OWN,
            P.REPORT_READ_OWN,
            P.SEE_COVERAGE_OWN,
            P.SHEET_PRINT,
            P.TRANSLATION_READ_OWN,
        }
    ),
    Role.TRAINING_MANAGER: frozenset({P.SEE_COVERAGE}),
    Role.CENTRE_ADMIN: _DESK
    | {P.AUTOPILOT_CHANGE, P.DATASET_PUBLISH, P.PAY_CLOSE, P.RATE_READ, P.RATE_CHANGE},
}
