"""What can go wrong, said to people: what is wrong, where, what to do."""

from collections.abc import Mapping
from typing import Any


class SignageError(Exception):
    """A problem with a plain message; `where` names the file, setting, address or thing it is about.

    `http_status` is what a web answer made of it carries; `code` is stable and for machines. `says` is for whoever meets it
    on a page: what is wrong and what to do, by language. Where it is empty, pages tell what is true of all of its status.
    """

    http_status = 500
    code = "error"

    def __init__(self, message: str, where: str = "", says: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.where = where
        self.says = dict(says or {})

    def __reduce__(self) -> tuple[type["SignageError"], tuple[str, str], dict[str, Any]]:
        # Errors come back from worker processes whole.
        return type(self), (self.message, self.where), vars(self)


class SettingsError(SignageError):
    """A setting that can't be used; `where` is the file and key or the environment variable."""

    code = "setting"


class InputError(SignageError):
    """Something staff or a file gave that can't be used; `where` is file, line and key."""

    http_status = 422
    code = "input"


class MediaError(InputError):
    """A file of the media folder that can't be shown. `japanese` is the same sentence for whoever dropped it there."""

    code = "media"

    def __init__(self, message: str, where: str = "", japanese: str = "") -> None:
        super().__init__(message, where)
        self.japanese = japanese


class SourceError(SignageError):
    """A source that could not be fetched or parsed: its old items stay, staff see the message."""

    code = "source"


class RenderError(SignageError):
    """A slide or picture that could not be made; the last good one stays."""

    code = "render"


class StoreError(SignageError):
    """The database can't be opened, read or written just now; `where` is its file."""

    http_status = 503
    code = "store"


class WorkerError(SignageError):
    """Work that killed its process, took too long or too much memory; the input is set aside with this reason."""

    code = "worker"


class NotFoundError(SignageError):
    http_status = 404
    code = "not_found"


class ErasedError(SignageError):
    """It was there, and was removed on demand."""

    http_status = 410
    code = "erased"


class GoneError(SignageError):
    """What was asked for is over and comes back for nobody."""

    http_status = 410
    code = "gone"


class UnauthorizedError(SignageError):
    http_status = 401
    code = "unauthorized"


class ForbiddenError(SignageError):
    """Who asks is known, or needs not be, and may not do this. `roles` are those that may, where that is the reason; else
    `says` may say whose it is.
    """

    http_status = 403
    code = "forbidden"

    def __init__(
        self, message: str, where: str = "", roles: tuple[str, ...] = (), says: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, where, says)
        self.roles = roles


class ConflictError(SignageError):
    """Somebody else changed it since it was looked at; nothing was overwritten."""

    http_status = 409
    code = "conflict"


class TakenError(ConflictError):
    """Something else is called so already; `where` is the name."""


class TooLargeError(SignageError):
    http_status = 413
    code = "too_large"


class TooManyError(SignageError):
    """More than is taken at once, or in a while; later it may be."""

    http_status = 429
    code = "too_many"
