"""The way in for other systems: `/api/v1`, thin over the services that pages call (docs/api/README.md)."""
