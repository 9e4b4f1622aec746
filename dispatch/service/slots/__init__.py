"""Who has a slot: offers and their answers, assignments and their end, overrides."""
