"""What an interpreter or trainee sees on the phone."""
