"""Papers: documents for printing and keeping, made from facts by a template. Knows no slice.

Source: docs/decisions/0028-papers-are-set-by-typst.md
"""
