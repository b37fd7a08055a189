"""Who asks for a page: put on the request by whoever checked the session (web/auth.py), read by the pages."""

from typing import NamedTuple

from aiohttp import web

from ..domain.accounts import Act, Person, Role, may


class Visitor(NamedTuple):
    """`csrf` is what each form of theirs must carry; `session` the SHA-256 (hex) by which the session is kept. `department`
    and `groups` as in Person.
    """

    name: str
    role: Role
    csrf: str
    session: str
    department: str = ""
    groups: tuple[str, ...] = ()

    @property
    def person(self) -> Person:
        """For rules that ask who acts."""
        return Person(self.name, self.role, self.department, self.groups)

    def may(self, act: Act) -> bool:
        return may(self.role, act)


VISITOR = web.RequestKey("visitor", Visitor)


def visitor(request: web.Request) -> Visitor | None:
    """Who is logged in; None where nobody was asked for."""
    return request.get(VISITOR)


def name_of(request: web.Request) -> str:
    """The name of who is logged in, as rows keep it; empty where nobody was asked for."""
    who = visitor(request)
    return who.name if who else ""
