"""Exact models of small problems."""
