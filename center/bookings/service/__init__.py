"""The commands of booking. Each takes the lock of all rooms first, so that what it decides stays true.

Source: docs/rules/booking.md; docs/decisions/0001-occupancy-rows.md
"""
