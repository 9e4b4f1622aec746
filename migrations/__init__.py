"""Migrations of the schema, one head; `foundation.migrating` runs them."""
