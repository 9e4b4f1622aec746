"""Tests of what every package stands on."""
