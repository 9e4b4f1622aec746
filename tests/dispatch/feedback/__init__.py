"""Tests of complaints and praise."""
