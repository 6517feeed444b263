"""The figures of a month or a year: pure counting over plain values.

Source: docs/rules/figures.md
"""
