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
    facts: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([] if people else [structlog.processors.ExceptionRenderer(without_values)]),
    ]
    structlog.configure(
        processors=[*facts, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # What libraries say comes in the same form.
    others = logging.StreamHandler(sys.stderr)
    bare = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    others.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=facts, processors=[bare, render]))
    logging.basicConfig(level=logging.WARNING, handlers=[others])
    # A request that is no HTTP is its sender's mistake, not news.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    # A job that takes longer than its interval misses turns, as it should: a line for each would fill the log.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
