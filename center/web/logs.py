"""Logs: one JSON line an event, without personal data."""

import json
import logging
import sys

FACTS = ("reference", "path", "mail_id", "mail_kind")


class JsonLine(logging.Formatter):
    """An event as one line of JSON; a fault brings its traceback, which names code and no values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        event: dict[str, object] = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "event": record.getMessage(),
        }
        event |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            event["fault"] = record.exc_info[0].__name__
            event["trace"] = _places(record)
        return json.dumps(event, ensure_ascii=False)


def _places(record: logging.LogRecord) -> list[str]:
    """Where it happened, file and line, without the values in the message."""
    places = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace:
        places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places


def init_logs() -> None:
    """Write the center's events to standard error."""
    logger = logging.getLogger("center")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLine())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
