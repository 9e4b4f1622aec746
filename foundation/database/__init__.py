"""Rows and their promises: engine, unit of work, migrations, guards, audit trail, job table."""
