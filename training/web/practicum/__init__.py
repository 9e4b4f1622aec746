"""Pages of mentors and the practicum."""
