"""Cutting planes: the subset-row cuts, and the rounds in which they lift the bound of a leaf."""
