"""The dispatch engine: a problem of ids and whole minutes in, a plan with a proven bound out."""
