"""The rules of booking, pure: they decide over plain values and know neither database nor clock.

Source: docs/rules/booking.md
"""
