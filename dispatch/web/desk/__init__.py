"""Lists at the coordinator's desk: offers sent, overrides."""
