"""Identities of dispatch."""

from typing import NewType
from uuid import UUID

RunId = NewType("RunId", UUID)
OfferId = NewType("OfferId", UUID)
AssignmentId = NewType("AssignmentId", UUID)
RateCardId = NewType("RateCardId", UUID)
OfferPolicyId = NewType("OfferPolicyId", UUID)
GlossaryTermId = NewType("GlossaryTermId", UUID)
CascadeId = NewType("CascadeId", UUID)
ClaimId = NewType("ClaimId", UUID)
StatementId = NewType("StatementId", UUID)
PaymentListId = NewType("PaymentListId", UUID)
TranslationJobId = NewType("TranslationJobId", UUID)
TranslationStepId = NewType("TranslationStepId", UUID)
TranslationOfferId = NewType("TranslationOfferId", UUID)
TranslationCascadeId = NewType("TranslationCascadeId", UUID)
