"""Plans: the first one, those that prices lead to, and those that redoing a part makes better."""
