"""Translation jobs: who translates and who revises, on which days; a room with an exact engine of its own."""
