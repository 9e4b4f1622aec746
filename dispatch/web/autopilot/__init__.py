"""Autopilot: what may happen without a person, and the switch."""
