"""The demo's school: half a year of courses, played through the same services as in the office."""

from training.service.demo.story import play
from training.service.demo.waiting import leave_waiting

__all__ = ["leave_waiting", "play"]
