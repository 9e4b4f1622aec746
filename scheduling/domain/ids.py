"""Identities that upper packages refer to."""

from typing import NewType
from uuid import UUID

RequestId = NewType("RequestId", UUID)
SessionId = NewType("SessionId", UUID)
SeriesId = NewType("SeriesId", UUID)
