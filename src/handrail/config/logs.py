"""Logs: one line an event, for people or as JSON for a collector."""

import json as json_module
import logging as std
from datetime import UTC, datetime
from typing import Any

STANDARD = set(vars(std.makeLogRecord({}))) | {"message", "asctime"}


class JsonLines(std.Formatter):
    """One JSON object a line, with whatever `extra` the caller gave."""

    def format(self, record: std.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in STANDARD}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json_module.dumps(line, default=str)


def logging(level: str, *, json: bool) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "people": {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s"},
            "json": {"()": f"{__name__}.JsonLines"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json" if json else "people"}
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            # Django's own handlers would print each line twice, or mail administrators.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
            "mail.log": {"level": "WARNING"},
        },
    }
