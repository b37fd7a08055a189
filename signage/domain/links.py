"""Links and spots: what a QR code says, and where it leads.

An address is named for web statistics by a fixed list (`UTM_NAMES`): utm_source tells screen from poster, utm_medium is
qr, utm_campaign the campaign, utm_content the display's or the place's id.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Literal

import msgspec

from ..errors import InputError
from ..settings import Settings
from ..words import Words

LETTERS = "23456789BCDFGHJKLMNPQRSTVWXYZ"
"""Of new codes. The wire takes [2-9A-HJ-NP-Z] (protocol.md, no 0/O or 1/I); without vowels no word comes out by chance."""
LINK_LETTERS = 5
SPOT_LETTERS = 4

LINK = r"[2-9A-HJ-NP-Z]{3,8}"
SPOT = r"[2-9A-HJ-NP-Z]{2,6}"
"""As protocol.md has them."""
CAMPAIGN = re.compile(r"[a-z0-9_]{0,60}")


class Link(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where codes lead that bear `code`.

    `asked` is the address as the item or the poster names it, `target` where it leads now: they differ once the link was
    turned to another page. `campaign` is a name in the naming list ([a-z0-9_], empty: the project's own). After `expires_at`
    it leads to the project's top page. `dead_since` is set while nothing answers at the target.
    """

    code: str
    asked: str
    target: str
    campaign: str = ""
    title: Words = msgspec.field(default_factory=dict)
    department: str = ""
    by: str = ""
    made_at: datetime
    expires_at: datetime | None = None
    dead_since: datetime | None = None


SpotKind = Literal["display", "poster"]


class Spot(msgspec.Struct, frozen=True, gc=False):
    """What bears a code: a display by its id, or a poster by the id of its place."""

    kind: SpotKind
    name: str


class Codes(msgspec.Struct, frozen=True, gc=False):
    """How codes are made here. With a `public_url` they lead by way of this server, which counts; without, straight to
    their target, and nothing is counted. `campaign` is the project's own, `hosts` those that may be led to (none: all).
    """

    public_url: str = ""
    campaign: str = ""
    utm: bool = True
    hosts: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        return bool(self.public_url)


def codes_of(settings: Settings) -> Codes:
    """Scans are counted where phones can reach this server: only who set `public_url` has said that they can."""
    public_url = settings.public_url.rstrip("/") if settings.count_scans else ""
    return Codes(public_url, settings.campaign, settings.utm, settings.link_hosts)


def how_to_count(settings: Settings) -> Words:
    """What to set, where scans are not counted; it stands within a sentence."""
    if settings.public_url:
        return {"ja": "count_scans を true にします", "en": "set count_scans to true"}
    return {
        "ja": "public_url に外から届くアドレスを設定します",
        "en": "set public_url to an address that the public reaches",
    }


def new_code(length: int, choose: Callable[[str], str]) -> str:
    """A code of so many letters; `choose` picks one (secrets.choice)."""
    return "".join(choose(LETTERS) for _ in range(length))


def unused_code(used: set[str], length: int, choose: Callable[[str], str]) -> str:
    """A code that was never given; from now on it is among the used."""
    code = new_code(length, choose)
    while code in used:
        code = new_code(length, choose)
    used.add(code)
    return code


def address_of(public_url: str, link: str, spot: str = "") -> str:
    """What a code says: `<public_url>/q/<link>-<spot>`."""
    return f"{public_url.rstrip('/')}/q/{link}" + (f"-{spot}" if spot else "")


def said_by(codes: Codes, link: Link, code: str = "", spot: Spot | None = None, top: str = "", *, now: datetime) -> str:
    """What a code of that link says at a spot; empty where it would lead nowhere. `code` is the spot's own."""
    target = target_of(codes, link, spot, top, now)
    return address_of(codes.public_url, link.code, code) if codes.counted and target else target


def target_of(codes: Codes, link: Link, spot: Spot | None, top: str, now: datetime) -> str:
    """Where somebody lands who scans a link at a spot, named for web statistics; empty where it leads nowhere."""
    address = leads_to(link, codes.hosts, top, now)
    if _is_code(address, codes):
        address = top
    if not address or not codes.utm:
        return address
    source = "poster" if spot and spot.kind == "poster" else "signage"
    return named(address, source, link.campaign or codes.campaign, spot.name if spot else "")


def has_ended(link: Link, now: datetime) -> bool:
    return link.expires_at is not None and link.expires_at <= now


def leads_to(link: Link, hosts: tuple[str, ...], top: str, now: datetime) -> str:
    """The link's target; `top`, the project's top page, once it has expired and where nobody may be led to the target."""
    return top if has_ended(link, now) or not may_lead_to(link.target, hosts) else link.target


LONGEST_ADDRESS = 2_000
_ADDRESS = re.compile(r"https?://(?P<host>[a-z0-9_.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?([/?#][!-~]*)?", re.IGNORECASE)
"""Without credentials, spaces and control characters; what is not ASCII is percent-encoded in an address."""


def is_address(text: str) -> bool:
    """Whether a code may say it: an http(s) address as browsers send it."""
    return len(text) <= LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(text)) and "\\" not in text


@lru_cache(maxsize=8_192)  # asked at each scan
def may_lead_to(address: str, hosts: tuple[str, ...]) -> bool:
    """Whether it is an address, on one of the hosts or below one; no hosts: on any."""
    if not is_address(address):
        return False
    found = _ADDRESS.fullmatch(address)
    host = found["host"].lower().rstrip(".") if found else ""
    return not hosts or any(host == one.lower() or host.endswith(f".{one.lower()}") for one in hosts)


def check_target(address: str, codes: Codes) -> None:
    """Raises InputError for an address that no code may lead to, saying what to write instead."""
    if not is_address(address):
        raise InputError(
            "this is no web address; write https:// and a page, without blanks and without a user’s name", address[:200]
        )
    if not may_lead_to(address, codes.hosts):
        raise InputError(f"links may lead to {', '.join(codes.hosts)} only (link_hosts)", address[:200])
    if _is_code(address, codes):
        raise InputError("this is the address of a code; name the page itself", address[:200])


def _is_code(address: str, codes: Codes) -> bool:
    """A code that leads to a code may lead to itself."""
    return codes.counted and address.startswith(f"{codes.public_url}/q/")


@lru_cache(maxsize=16)
def top_page(address: str) -> str:
    """The project's address, as slides bear it, as one to lead to; empty where it is none."""
    whole = address if "://" in address else f"https://{address}"
    return whole if is_address(whole) else ""


UTM_NAMES = ("utm_source", "utm_medium", "utm_campaign", "utm_content")


@lru_cache(maxsize=8_192)
def named(address: str, source: str, campaign: str = "", content: str = "") -> str:
    """The address with the names of the list that it doesn't bear already, before its fragment."""
    page, hash_, fragment = address.partition("#")
    query = page.partition("?")[2]
    borne = {part.partition("=")[0] for part in query.split("&")}
    values = (source, "qr", _plain(campaign), _plain(content))
    new = [f"{name}={value}" for name, value in zip(UTM_NAMES, values, strict=True) if value and name not in borne]
    return f"{_joined(page, new)}{hash_}{fragment}"


def _joined(page: str, parts: Iterable[str]) -> str:
    more = "&".join(parts)
    between = "?" if "?" not in page else "" if page.endswith(("?", "&")) else "&"
    return f"{page}{between}{more}" if more else page


def _plain(name: str) -> str:
    """Lower-case ASCII, as web statistics tell names apart by their letters."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-")
