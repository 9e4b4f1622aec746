"""Repair as a choice, and fixes put into effect."""
