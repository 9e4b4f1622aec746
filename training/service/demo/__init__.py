"""The demo's school: half a year of courses, played through the same services as in the office."""

from training.service.demo.story import play

__all__ = ["play"]
