"""Another look is put in force with the transaction that asks for it: where that fails, the one before is in force again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..render.orders import Look, look_digest

Renew = Callable[[Look, str], None]


@contextmanager
def put_back_on_failure(look: Callable[[], Look], renew: Renew) -> Iterator[Renew]:
    """Stands around the transaction, and gives what is called in it: a full disk may show only as it is committed.

    Nobody else renews the look in between: the transaction is the only one that writes.
    """
    before: list[Look] = []

    def renew_for_now(new: Look, digest: str) -> None:
        before.append(look())
        renew(new, digest)

    try:
        yield renew_for_now
    except Exception:
        for former in before[:1]:
            renew(former, look_digest(former))
        raise
