"""Tests of the master: its rows, what duals prove, and branching decisions."""
