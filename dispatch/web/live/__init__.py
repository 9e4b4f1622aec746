"""Pages of the day itself: the interpreter's steps and report, the counsellor's outcome, the desk, the sheets."""
