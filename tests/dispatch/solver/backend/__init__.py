"""Tests of the files that speak to OR-Tools."""
