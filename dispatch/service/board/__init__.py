"""What a coordinator sees of a day."""
