"""Pages of open courses, applying, and one's own learning."""
