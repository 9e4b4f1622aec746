"""What pages of lower packages ask of dispatch; app.py connects it."""
