"""The year to measure with."""
