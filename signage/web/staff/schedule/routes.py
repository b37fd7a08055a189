"""Addresses of the schedule, its rules, and of 今すぐ表示."""

from aiohttp import hdrs, web

from ...errors import Handler
from . import now, rule, schedule
from .plan import BOARDS, Boards

GET, POST = hdrs.METH_GET, hdrs.METH_POST

SCHEDULE_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    (GET, "/now", now.get_now),
    (POST, "/now", now.post_now),
    (POST, "/now/{number}/end", now.post_end),
    (GET, "/schedule", schedule.get_schedule),
    (POST, "/schedule/move", rule.post_move),
    (GET, "/schedule/rules/new", rule.get_new_rule),
    (POST, "/schedule/rules/new", rule.post_new_rule),
    (GET, "/schedule/rules/{playlist}/{number}", rule.get_rule),
    (POST, "/schedule/rules/{playlist}/{number}", rule.post_rule),
    (POST, "/schedule/rules/{playlist}/{number}/remove", rule.post_remove_rule),
)


def add_schedule(app: web.Application) -> None:
    """What the schedule keeps between two requests."""
    app[BOARDS] = Boards()
