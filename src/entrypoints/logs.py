"""Logs: one canonical line per update, webhook and job, ids bound, secrets never."""

import json
import logging
import re
import sys

from collections.abc import Collection
from typing import Final
from urllib.parse import quote

import structlog

from aiohttp.http_exceptions import HttpProcessingError


#: What must never be read in a log, wherever it came from: a library may put the
#: address it could not reach into its error, and that holds the bot's token.
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
    """Tell errors of ours from what a stranger sent that is no HTTP, and quotes them."""
    return record.exc_info is None or not isinstance(
        record.exc_info[1], HttpProcessingError
    )


class _Discreet(structlog.stdlib.ProcessorFormatter):
    """Leaves out of the finished line what gives access to anything."""

    _known: re.Pattern[str] | None = None

    def conceal(self, secrets: Collection[str]) -> None:
        """Leave these out, too, however they are written."""
        written = {
            form
            for secret in secrets
            for form in (secret, json.dumps(secret)[1:-1], quote(secret, safe=""))
        }
        longest_first = sorted(written, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first)))

    def format(self, record: logging.LogRecord) -> str:
        line = _SECRETS.sub("***", super().format(record))
        return self._known.sub("***", line) if self._known else line


def conceal(secrets: Collection[str]) -> None:
    """Have these written nowhere by the handlers that `set_up` made."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, _Discreet) and secrets:
            handler.formatter.conceal(secrets)


def set_up(level: int = logging.INFO) -> None:
    """Have everything from *level* up logged to standard error, as text there or JSON in a pipe."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        # Strangers' words may hold what moves the cursor of a terminal.
        structlog.dev.ConsoleRenderer(repr_native_str=True)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
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
    # Libraries log request URLs, which hold the bot's token; and each step of
    # the machine, which costs more than the step.
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
        "aiosqlite",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)
