"""Engines, one for each size of problem: small, one day, several days, a day of thousands."""
