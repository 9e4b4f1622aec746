"""A year of a large province, made in bulk for measuring: invented people, seeded, the same every time."""
