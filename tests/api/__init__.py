"""The API: what other systems may do with a token, and what they may not."""
