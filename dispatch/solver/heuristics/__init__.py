"""Primal heuristics: the first plan, dives into the relaxed plan, and large neighbourhood search."""
