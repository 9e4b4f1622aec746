"""Migrations of the schema, one head; `foundation.database.base.migrating` runs them."""
