"""Calls on demand, duty, the watch, video."""
