"""Tables from and to files: spreadsheets, rows and their problems, importing in chunks."""
