"""Logs: one line per update, webhook and job, without secrets."""

import json
import logging
import re
import sys
import warnings

from collections.abc import Collection
from typing import Final
from urllib.parse import quote

import structlog

from aiohttp.http_exceptions import HttpProcessingError

from . import metrics


#: Secrets by their form: a library's error may hold a URL with the bot's token.
_SECRETS: Final = re.compile(
    r"(?<=/bot)\d+:[^/\s\"'\\]+"  # a token in an address of the Bot API
    r"|\b\d{5,}:[\w-]{30,}"  # and anywhere else
    r"|\b[0-9a-f-]{36}:[0-9a-f]{32}\b"  # a key of fal.ai
    r"|(?<=Key )[^\s\"'\\:]+:[^\s\"'\\]+"  # in a header
    r"|(?<=/fal/)[0-9a-f]{32}"  # a webhook
    r"|(?i:(?<=signature=))[0-9a-f]{64}"  # a link to a file
    r"|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"  # the database's user and password
)


def _spoke_http(record: logging.LogRecord) -> bool:
    """Return False for requests that are not HTTP, whose errors quote strangers."""
    return record.exc_info is None or not isinstance(
        record.exc_info[1], HttpProcessingError
    )


class _Discreet(structlog.stdlib.ProcessorFormatter):
    """Removes secrets from the finished line."""

    _known: re.Pattern[str] | None = None

    def conceal(self, secrets: Collection[str]) -> None:
        """Remove these secrets, too, in any of their encodings."""
        self._known = _pattern(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return _without(self._known, super().format(record))


def without(secrets: Collection[str], text: str) -> str:
    """Return a text without these secrets, and without those known by their form."""
    return _without(_pattern(secrets) if secrets else None, text)


def _pattern(secrets: Collection[str]) -> re.Pattern[str]:
    written = {
        form
        for secret in secrets
        for form in (secret, json.dumps(secret)[1:-1], quote(secret, safe=""))
    }
    longest_first = sorted(written, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def _without(known: re.Pattern[str] | None, text: str) -> str:
    line = _SECRETS.sub("***", text)
    return known.sub("***", line) if known else line


def conceal(secrets: Collection[str]) -> None:
    """Remove these secrets from all further lines."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, _Discreet) and secrets:
            handler.formatter.conceal(secrets)


def set_up(level: int = logging.INFO) -> None:
    """Log everything from *level* up to standard error, as text or, in a pipe, JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        # Strangers' texts may contain terminal control sequences.
        structlog.dev.ConsoleRenderer(repr_native_str=True)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            metrics.count,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        _Discreet(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("aiohttp.server").addFilter(_spoke_http)
    logging.captureWarnings(capture=True)
    # One photo can cause megabytes of them, in its own words.
    warnings.filterwarnings("ignore", module=r"(PIL|pillow_heif)\.")
    # Libraries log request URLs, which hold the bot's token; and transitions logs
    # each step, which takes longer than the step.
    for noisy in (
        "httpx",
        "httpcore",
        "aiohttp.access",
        "aiogram",
        "transitions",
        "pgqueuer",
        "alembic",
        "PIL",
        "asyncio",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)
