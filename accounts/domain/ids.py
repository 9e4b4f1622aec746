"""Identities that upper packages refer to."""

from typing import NewType
from uuid import UUID

OrganisationId = NewType("OrganisationId", UUID)
SiteId = NewType("SiteId", UUID)
UserId = NewType("UserId", UUID)
