"""The ladder, what a grant rests on, certifications and their renewal."""
