"""Accounts of the center's people and their sessions."""
