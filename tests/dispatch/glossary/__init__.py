"""The glossary: kept, found in texts, exchanged as files."""
