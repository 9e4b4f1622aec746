"""Papers of the office about somebody's work: what was interpreted, counted for a confirmation."""
