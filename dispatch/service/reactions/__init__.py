"""What dispatch does on news from lower packages; app.py connects it."""
