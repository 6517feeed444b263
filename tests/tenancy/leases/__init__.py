"""Tests of the rules of use permits and fees."""
