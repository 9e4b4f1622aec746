"""Cuts that lift the bound of one leaf."""
