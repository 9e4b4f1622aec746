"""Identities that upper packages refer to."""

from typing import NewType
from uuid import UUID

InterpreterId = NewType("InterpreterId", UUID)
