"""Log lines: JSON for machines, one short line for people; each with the id of its request."""

import datetime as dt
import json
import logging
from contextvars import ContextVar
from typing import Any, Literal, override

request_id: ContextVar[str] = ContextVar("request_id", default="-")

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "request_id"}


class RequestIdFilter(logging.Filter):
    @override
    def filter(self, record: logging.LogRecord) -> bool:
        # Django logs a refused request after its middleware: the request still knows its id.
        request = getattr(record, "request", None)
        known = getattr(request, "META", {}).get("REQUEST_ID")
        record.request_id = known or request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object per line; simple values given as `extra` become fields of it."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        line |= {
            name: value
            for name, value in record.__dict__.items()
            if name not in _STANDARD and isinstance(value, str | int | float)
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def logging_settings(level: str, style: Literal["json", "text"]) -> dict[str, Any]:
    # To stderr: the output of management commands stays usable.
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestIdFilter}},
        "formatters": {
            "json": {"()": JsonFormatter},
            "text": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["request_id"],
                "formatter": style,
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # The development server would repeat the line that the application writes itself.
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        },
    }
