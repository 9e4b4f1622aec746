"""Independent components side by side, joined while they are made."""
