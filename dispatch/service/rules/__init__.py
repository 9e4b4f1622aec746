"""The hard rules asked inside the transaction that binds somebody, and the locks it takes."""
