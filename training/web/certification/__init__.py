"""Pages of certifications, credentials, renewal and schemes."""
