"""The day itself: steps told on the way, reports of both sides, outcomes, standbys, and the sheet of a day."""
