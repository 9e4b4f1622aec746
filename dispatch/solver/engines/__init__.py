"""One engine a size: small, one day, several days, a day of thousands."""
