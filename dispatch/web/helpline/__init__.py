"""Pages of calls on demand: the counsellor's, the interpreter's, the rosters and the watch."""
