"""Whether the server answers with the player: asked apart from the browser, whose error pages nobody should see."""

import errno
import os
import socket
from typing import NamedTuple

import aiohttp

from ..words import Words
from .notice import NO_NAME, NO_NETWORK, NO_PLAYER, NO_SERVER, REFUSED

SECONDS = 10
WORDS = {errno.ECONNREFUSED: REFUSED, errno.ENETUNREACH: NO_NETWORK, errno.ENETDOWN: NO_NETWORK}


class Trouble(NamedTuple):
    """Why there is no player on the glass. `words` are for the glass; `of_server`: only the server can mend it."""

    why: str
    words: Words
    of_server: bool = True


async def probe(address: str) -> Trouble | None:
    """None where the player is there. A certificate is not judged here: the browser does, with its own authorities."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(address, ssl=False, allow_redirects=False) as answer,
        ):
            return None if answer.status == 200 else no_player(answer.status)
    except TimeoutError:
        return no_server(f"no answer within {SECONDS} s")
    except aiohttp.ClientConnectorDNSError as problem:
        # Nobody there to ask for a name is a network that is down, not a name that is wrong.
        no_answer = problem.os_error.errno == socket.EAI_AGAIN
        return Trouble("no name server answers", NO_NETWORK) if no_answer else Trouble("name not found", NO_NAME)
    except aiohttp.ClientConnectorError as problem:
        number = problem.os_error.errno or 0
        return Trouble(os.strerror(number) if number else str(problem), WORDS.get(number, NO_SERVER))
    except (aiohttp.ClientError, OSError) as problem:
        return no_server(" ".join(str(problem).split())[:200])


def no_server(why: str) -> Trouble:
    """For what the browser says: “net::ERR_NAME_NOT_RESOLVED”."""
    return Trouble(why, NO_SERVER)


def no_player(status: int) -> Trouble:
    return Trouble(f"HTTP {status}", NO_PLAYER)
