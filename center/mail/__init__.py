"""Outgoing mail: written into the outbox by commands, delivered afterwards by the worker. Knows no slice.

Source: docs/decisions/0008-mail-outbox.md
"""
