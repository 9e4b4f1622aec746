"""What one change would do: one more session, one more interpreter."""
