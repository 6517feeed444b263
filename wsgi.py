"""The WSGI application that `center serve` and `center demo` run under gunicorn."""

from center.app import create_app
from center.settings import load_settings

app = create_app(load_settings())
