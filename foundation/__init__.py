"""What every package stands on; no word of the business may appear here."""
