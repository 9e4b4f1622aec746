"""Paper and badges: typesetting, QR codes, Open Badges; one file wraps each library."""
