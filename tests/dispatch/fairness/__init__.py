"""Load of people and the lending ledger."""
