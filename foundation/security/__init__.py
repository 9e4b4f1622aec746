"""Who may, and how the system says no: permissions, errors, encryption at rest."""
