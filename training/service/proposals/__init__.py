"""Which courses would cover what dispatch could not: proposed, made into cohorts, and looked back on."""
