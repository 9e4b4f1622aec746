"""Tests of claims and pay."""
