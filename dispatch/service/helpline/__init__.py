"""Urgent requests, phone or video right now, and the watch over them."""
