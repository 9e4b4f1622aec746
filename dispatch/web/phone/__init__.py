"""Pages of an interpreter's phone: home, offers, schedule, places beside a mentor."""
