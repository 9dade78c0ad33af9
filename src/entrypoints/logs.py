"""Logs: one canonical line per update, webhook and job, ids bound, secrets never."""

import logging
import sys

import structlog


def set_up(*, verbose: bool = False) -> None:
    """Have everything logged to standard error, as text there or JSON in a pipe."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
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
        structlog.stdlib.ProcessorFormatter(
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
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
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
