"""Who is competent, and until when."""
