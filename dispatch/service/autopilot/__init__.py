"""What may happen without a person: `switch.py` allows and stops, `acting.py` does it, within the limits, a minute at a time."""
