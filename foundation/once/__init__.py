"""Doing a thing once, or no more than so often: repeated forms, uploads, limits."""
