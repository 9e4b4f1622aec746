"""The clock, spans of time, and the wall clock of an office."""
