"""The committee's review: sheets, ranking, assignment, the selection record."""
