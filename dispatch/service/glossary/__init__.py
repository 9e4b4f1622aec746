"""The glossary: terms proposed, approved, found in a text, taken in from files and given away."""
