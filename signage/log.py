"""One line a fact, to standard error, for people at a terminal and for machines in a pipe."""

import logging
import sys

import structlog


def start_logging() -> None:
    people = sys.stderr.isatty()
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    render = plain if people else structlog.processors.JSONRenderer(ensure_ascii=False)
    # Never the values of variables: a token may be among them.
    without_values = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if people else [structlog.processors.ExceptionRenderer(without_values)]),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    # A request that is no HTTP is its sender's mistake, not news.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
