"""Tests of how enterprises come to a unit."""
