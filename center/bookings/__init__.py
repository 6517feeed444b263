"""Booking the rooms: who uses 202 and 203 when, and why nobody can be double-booked."""
