"""Who completed a course, and what the decision rests on."""
