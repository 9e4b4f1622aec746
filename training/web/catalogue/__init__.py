"""Pages of courses and cohorts, for those who manage them."""
