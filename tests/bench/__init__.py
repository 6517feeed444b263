"""Measuring, as ratios within one run; run by `make bench`, never by the tests.

`filling` makes the databases, `servers` serves them with gunicorn beside two bare applications, `clients` are the
visitors, `measuring` times them, `cases` say what is measured, `report` tells it.
"""
