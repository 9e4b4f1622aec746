"""Sentences in the reader's language, and text as people meant it."""
