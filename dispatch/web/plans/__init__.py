"""Pages of plan runs."""
