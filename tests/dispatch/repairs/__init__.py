"""Tests of dispatch: repair as a choice, and fixes put into effect."""
