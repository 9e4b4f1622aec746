"""Some days at one instant: people with their time, sessions with their needs, who holds what."""
