"""Links from outside → addresses that may stand on a slide and in a QR code."""

import re
import unicodedata
from urllib.parse import urljoin

from yarl import URL

LETTERS = 2_000
_HEAD = re.compile(r"(\w+[:：][/／]{2}[^/?#／]*)(.*)", re.DOTALL)
HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")


def normal_link(link: str, base: str, hosts: dict[str, str], link_hosts: tuple[str, ...] = ()) -> str:
    """An absolute http(s) address: full-width letters of the host made plain (http://ｗww.… is in the wild), the host
    replaced by the one it is known by, the rest percent-encoded. Raises ValueError saying why there is none.
    """
    if len(link) > LETTERS:
        raise ValueError("it is too long")
    url = _parsed(urljoin(base, _plain_head("".join(link.split("\n")).strip())))
    host = (url.raw_host or "").rstrip(".")
    if not HOST.fullmatch(host) and ":" not in host:
        raise ValueError("its host is not a name")
    known = {one.lower(): other.lower() for one, other in hosts.items()}.get(host, host)
    if link_hosts and not any(known == one.lower() or known.endswith(f".{one.lower()}") for one in link_hosts):
        raise ValueError(f"its host {known} is not among link_hosts")
    text = str(url.with_host(known))
    if len(text) > LETTERS:
        raise ValueError("it is too long")
    return text


def _parsed(text: str) -> URL:
    try:
        url = URL(text)
    except (ValueError, TypeError) as problem:
        raise ValueError("it is not an address") from problem
    if not url.scheme:
        raise ValueError("it leads nowhere without the address of its page")
    if url.scheme not in ("http", "https"):
        raise ValueError(f"{url.scheme[:20]}: is not a web address")
    if url.raw_user is not None or url.raw_password is not None:
        raise ValueError("it carries a user name")
    return url


def _plain_head(link: str) -> str:
    """Scheme and host by NFKC, as IDNA has it; the path stays as it is."""
    found = _HEAD.match(link)
    return unicodedata.normalize("NFKC", found[1]) + found[2] if found else link
