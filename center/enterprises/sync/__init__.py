"""Files of the registry, read into sheets.

Source: docs/rules/enterprises.md, "Files"
"""
