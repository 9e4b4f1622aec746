"""Figures of a period: how many were asked for, filled and not, how fast, by whom, and why not."""
