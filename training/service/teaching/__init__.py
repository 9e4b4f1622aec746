"""A cohort on its way: moves, classes, attendance."""
