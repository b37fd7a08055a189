"""The addresses of the pages about people and what they did, as the table of all addresses takes them."""

from aiohttp import hdrs

from ...errors import Handler
from .. import help, history
from ..settings import departments
from . import people, person

GET, POST = hdrs.METH_GET, hdrs.METH_POST

PEOPLE_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    (GET, "/settings/people", people.get_people),
    (POST, "/settings/people", people.post_people),
    (GET, "/settings/add-person", people.get_add_person),
    (POST, "/settings/add-person", people.post_add_person),
    (GET, "/settings/people/{person}", person.get_person),
    (POST, "/settings/people/{person}/rights", person.post_rights),
    (POST, "/settings/people/{person}/password", person.post_new_password),
    (POST, "/settings/people/{person}/access", person.post_access),
    (POST, "/settings/people/{person}/codes-off", person.post_codes_off),
    (POST, "/settings/people/{person}/end-session", person.post_end_sessions),
    (POST, "/settings/people/{person}/deputy", person.post_deputy),
    (POST, "/settings/people/{person}/end-deputy", person.post_end_deputy),
    (GET, "/settings/departments", departments.get_departments),
    (POST, "/settings/departments", departments.post_departments),
    (GET, "/settings/departments/{department}", departments.get_department),
    (POST, "/settings/departments/{department}", departments.post_department),
    (POST, "/settings/departments/{department}/hand-over", departments.post_hand_over),
    (POST, "/settings/take-back", departments.post_take_back),
    (GET, "/help", help.get_help),
    (GET, "/history", history.get_history),
    (GET, "/history.csv", history.get_history_csv),
    (POST, "/history/{edit}/back", history.post_back),
)
"""(method, path, handler)."""
