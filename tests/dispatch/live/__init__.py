"""The day itself: steps, reports, outcomes, standbys, sheets."""
