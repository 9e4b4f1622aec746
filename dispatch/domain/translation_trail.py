"""What the audit trail calls the deeds about translations."""

from dispatch.domain.translations import (
    CorrectionReason,
    NoTranslationReason,
    TranslationStepKind,
)
from foundation.text.message import say
from foundation.text.trail import Deed, TrailFact
from scheduling.domain.states import CancelReason

TRANSLATION_JOB = "translation_job"

TRANSLATION_DEEDS = {
    "translation.accepted": Deed(say("Translation accepted"), TRANSLATION_JOB),
    "translation.begun": Deed(say("Step of a translation begun"), TRANSLATION_JOB),
    "translation.cancelled": Deed(say("Translation cancelled"), TRANSLATION_JOB),
    "translation.declined": Deed(say("Offer of a translation declined"), TRANSLATION_JOB),
    "translation.delivered": Deed(say("Translation handed over"), TRANSLATION_JOB),
    "translation.file_added": Deed(say("File added to a translation"), TRANSLATION_JOB),
    "translation.forgotten": Deed(say("Notes of old translations erased")),
    "translation.given_back": Deed(say("Step of a translation returned"), TRANSLATION_JOB),
    "translation.handed_in": Deed(say("Step of a translation handed in"), TRANSLATION_JOB),
    "translation.moved": Deed(say("Deadline of a translation changed"), TRANSLATION_JOB),
    "translation.offer_expired": Deed(say("Offer of a translation expired"), TRANSLATION_JOB),
    "translation.offer_withdrawn": Deed(say("Offer of a translation withdrawn"), TRANSLATION_JOB),
    "translation.offered": Deed(say("Offer of a translation sent"), TRANSLATION_JOB),
    "translation.plan_asked": Deed(say("Draft of translations asked for")),
    "translation.plan_dropped": Deed(say("Draft of translations discarded")),
    "translation.plan_made": Deed(say("Draft of translations made")),
    "translation.plan_sent": Deed(say("Draft of translations sent")),
    "translation.released": Deed(say("Step of a translation released"), TRANSLATION_JOB),
    "translation.repair_asked": Deed(say("Ways to fill gaps of translations looked for")),
    "translation.requested": Deed(say("Translation requested"), TRANSLATION_JOB),
    "translation.sent_back": Deed(say("Translation sent back for correction"), TRANSLATION_JOB),
    "translation.taken": Deed(say("Step of a translation accepted"), TRANSLATION_JOB),
    "translation.wave_sent": Deed(say("Wave sent for a translation"), TRANSLATION_JOB),
    "translation.wave_skipped": Deed(say("Next wave of a translation sent early"), TRANSLATION_JOB),
    "translation.waves_exhausted": Deed(
        say("Everyone was asked in waves for a translation"), TRANSLATION_JOB
    ),
    "translation.waves_started": Deed(say("Waves for a translation started"), TRANSLATION_JOB),
    "translation.waves_stopped": Deed(say("Waves for a translation stopped"), TRANSLATION_JOB),
}
TRANSLATION_FACTS = {
    "by_phone": TrailFact(say("By phone")),
    "cancel_reason": TrailFact(say("Reason"), codes=(CancelReason,)),
    "correction": TrailFact(say("What is wrong"), codes=(CorrectionReason,)),
    "deadline": TrailFact(say("New deadline")),
    "deadline_before": TrailFact(say("Deadline before")),
    "files": TrailFact(say("Files")),
    "jobs": TrailFact(say("Translations")),
    "late": TrailFact(say("Late translations")),
    "left_out": TrailFact(say("Left out")),
    "no_reason": TrailFact(say("Reason"), codes=(NoTranslationReason,)),
    "offers": TrailFact(say("Offers")),
    "reference": TrailFact(say("Number")),
    "review": TrailFact(say("Review by a specialist")),
    "round": TrailFact(say("Version")),
    "translation_step": TrailFact(say("Step"), codes=(TranslationStepKind,)),
    "unfilled": TrailFact(say("Nobody found")),
    "units": TrailFact(say("Size")),
}
