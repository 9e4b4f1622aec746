"""What the audit trail calls the deeds of dispatch."""

from accounts.domain.trail import ORGANISATION, USER
from dispatch.domain.eligibility import RuleCode
from dispatch.domain.states import CallOutcome, DeclineReason, RunKind
from dispatch.domain.telephone import ToldNews, ToldOutcome
from foundation.text.message import say
from foundation.text.trail import Deed, TrailFact, TrailWords
from interpreters.domain.qualifications import CertificationLevel, Domain
from interpreters.domain.trail import INTERPRETER
from scheduling.domain.trail import SESSION
from training.domain.practicum import PracticumKind

ASSIGNMENT, OFFER, OVERRIDE, PLACE, RUN = "assignment", "offer", "override", "place", "run"

# Reasons that dispatch itself gives, and no enumeration holds.
REASONS = {
    "answer undone": say("The answer was undone"),
    "given back": say("Interpreter withdrew"),
    "leave": say("Leave"),
    "no longer eligible": say("No longer eligible"),
    "plan": say("A plan"),
    "released": say("Released by the centre"),
    "replaced": say("Replaced"),
    "served": say("The session took place"),
    "session cancelled": say("The session was cancelled"),
    "session changed": say("The session was changed"),
}

RUN_KINDS = {
    RunKind.PLAN.value: say("Plan"),
    RunKind.REPAIR.value: say("Fill gaps (fewest changes)"),
}

TRAIL = TrailWords(
    topics={
        "assignment": say("Assignments"),
        "offer": say("Offers"),
        "override": say("Two-person overrides"),
        "plan": say("Plans"),
        "practicum": say("Practicum"),
        "rate_card": say("Pay rates"),
        "telephone": say("News by phone"),
    },
    deeds={
        "assignment.restored": Deed(say("Assignment restored"), ASSIGNMENT),
        "plan.fetched_back": Deed(say("Discarded draft restored"), RUN),
        "plan.letters_sent_early": Deed(say("Messages of a plan sent at once"), RUN),
        "plan.send_asked": Deed(say("Sending of a plan started"), RUN),
        "plan.sending_called_off": Deed(say("Sending of a plan stopped"), RUN),
        "plan.sending_refused": Deed(say("Sending of a plan refused"), RUN),
        "plan.change_swapped": Deed(say("Somebody else put into a draft"), RUN),
        "offer.called": Deed(say("Called about an offer"), OFFER),
        "offer.extended": Deed(say("Deadline of an offer extended"), OFFER),
        "assignment.cancelled": Deed(say("Assignment cancelled with its session"), ASSIGNMENT),
        "assignment.completed": Deed(say("Assignment completed"), ASSIGNMENT),
        "assignment.details_opened": Deed(say("Details of the session opened"), ASSIGNMENT),
        "assignment.made": Deed(say("Assigned"), ASSIGNMENT),
        "assignment.pinned": Deed(say("Assignment pinned"), ASSIGNMENT),
        "assignment.released": Deed(say("Assignment released"), ASSIGNMENT),
        "assignment.unpinned": Deed(say("Assignment unpinned"), ASSIGNMENT),
        "assignment.withdrawn": Deed(say("Interpreter withdrew from an assignment"), ASSIGNMENT),
        "demo.begun": Deed(say("Demo data begun")),
        "offer.accepted": Deed(say("Offer accepted"), OFFER),
        "offer.answer_undone": Deed(say("Answer to an offer undone"), OFFER),
        "offer.declined": Deed(say("Offer declined"), OFFER),
        "offer.expired": Deed(say("Offer expired"), OFFER),
        "offer.not_repeated": Deed(say("Not asked again after a change"), SESSION),
        "offer.sent": Deed(say("Offer sent"), OFFER),
        "offer.superseded": Deed(say("Offer closed: somebody else accepted"), OFFER),
        "offer.withdrawn": Deed(say("Offer withdrawn"), OFFER),
        "rate_card.entered": Deed(say("Pay rates entered")),
        "rate_card.taken_back": Deed(say("Pay rates taken back")),
        "override.agreed": Deed(say("Two-person override approved"), OVERRIDE),
        "override.asked": Deed(say("Two-person override requested"), OVERRIDE),
        "override.refused": Deed(say("Two-person override refused"), OVERRIDE),
        "override.withdrawn": Deed(say("Two-person override withdrawn"), OVERRIDE),
        "plan.asked": Deed(say("Plan requested"), RUN),
        "plan.change_left_out": Deed(say("Change excluded from a draft"), RUN),
        "plan.change_taken_in": Deed(say("Change put back into a draft"), RUN),
        "plan.drafted": Deed(say("Draft of a plan ready"), RUN),
        "plan.dropped": Deed(say("Draft discarded"), RUN),
        "plan.failed": Deed(say("Plan failed"), RUN),
        "plan.handover_drafted": Deed(say("Handover drafted"), RUN),
        "plan.nothing_to_repair": Deed(say("No gaps to fill"), RUN),
        "plan.replaced": Deed(say("Draft replaced by a newer one"), RUN),
        "plan.replaced_in_part": Deed(say("Some days of the draft replaced by a newer one"), RUN),
        "plan.sent": Deed(say("Plan sent"), RUN),
        "plan.slot_not_restored": Deed(say("Session not restored after undoing"), SESSION),
        "plan.stop_asked": Deed(say("Plan told to stop"), RUN),
        "plan.taken_back": Deed(say("Sending of a plan undone"), RUN),
        "plan.trial_asked": Deed(say("Trial plan requested")),
        "plan.trial_removed": Deed(say("Trial plan removed")),
        "plan.went_stale": Deed(say("Draft out of date"), RUN),
        "practicum.accepted": Deed(say("Practicum place accepted"), PLACE),
        "practicum.proposed": Deed(say("Practicum place proposed"), PLACE),
        "practicum.released": Deed(say("Practicum place released"), PLACE),
        "telephone.called": Deed(say("Called with news"), SESSION),
        "telephone.undone": Deed(say("Record of a call with news undone"), SESSION),
    },
    facts={
        "changes": TrailFact(say("Number of changes")),
        "former": TrailFact(say("Former assignment"), kind=ASSIGNMENT),
        "sending": TrailFact(say("Sending")),
        "agreed": TrailFact(say("How agreed"), words={"outside_the_app": say("Outside the app")}),
        "hours": TrailFact(say("Hours")),
        "set_aside": TrailFact(say("Rules set aside"), codes=(RuleCode,)),
        "asked_by": TrailFact(say("First approved by"), kind=USER),
        "assignment": TrailFact(say("Assignment"), kind=ASSIGNMENT),
        "bound": TrailFact(say("Proven bound")),
        "by": TrailFact(say("Replaced by"), kind=RUN),
        "cost": TrailFact(say("Cost")),
        "first_day": TrailFact(say("First day")),
        "interpreter": TrailFact(say("Interpreter"), kind=INTERPRETER),
        "kind": TrailFact(say("Kind"), codes=(PracticumKind,), words=RUN_KINDS),
        "last_day": TrailFact(say("Last day")),
        "news": TrailFact(say("News"), codes=(ToldNews,)),
        "offers": TrailFact(say("Offers")),
        "outcome": TrailFact(say("Result"), codes=(CallOutcome, ToldOutcome)),
        "reason": TrailFact(say("Reason"), codes=(DeclineReason, RuleCode), words=REASONS),
        "restored": TrailFact(say("Restored")),
        "session": TrailFact(say("Session"), kind=SESSION),
        "slot": TrailFact(say("Slot")),
        "wave": TrailFact(say("Wave")),
        "why": TrailFact(say("Reason")),
        "domain": TrailFact(say("Field"), codes=(Domain,)),
        "hour_won": TrailFact(say("Pay for an hour")),
        "level": TrailFact(say("Certification"), codes=(CertificationLevel,)),
        "organisation": TrailFact(say("Organisation"), kind=ORGANISATION),
        "source": TrailFact(say("Source")),
        "valid_from": TrailFact(say("Counts from")),
    },
)
