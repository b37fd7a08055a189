"""A link as people type it: where it leads, how it is called, for which campaign, until when, and who answers for it."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from ...words import Words
from ..links import CAMPAIGN, LONGEST_ADDRESS, Codes, Link, is_address, may_lead_to
from .typed import Typed, word_fields
from .typed_moments import moment_of

LABELS: dict[str, Words] = {
    "target": {"ja": "リンク先", "en": "Leads to"},
    "title_ja": {"ja": "名前", "en": "Name (Japanese)"},
    "title_en": {"ja": "名前（英語）", "en": "Name"},
    "campaign": {"ja": "キャンペーン", "en": "Campaign"},
    "department": {"ja": "担当", "en": "Department"},
    "expires": {"ja": "使う期限", "en": "Used until"},
}
TITLE_LETTERS = 80


class Typing(NamedTuple):
    """What a form may name, and when and where it is read. `link` makes an address plain and raises ValueError."""

    codes: Codes
    departments: Collection[str]
    today: date
    now: datetime
    zone: ZoneInfo
    link: Callable[[str], str]


def link_fields(link: Link, ends: Callable[[datetime], str]) -> dict[str, str]:
    """A link as the fields that `read_link` reads; `ends` writes an end."""
    return {
        "target": link.target,
        **word_fields("title", link.title),
        "campaign": link.campaign,
        "department": link.department,
        "expires": ends(link.expires_at) if link.expires_at else "",
    }


def read_link(fields: Mapping[str, str], before: Link, typing: Typing) -> tuple[Link, dict[str, Words]]:
    """The link as it was typed over what it was, and {field: what to do}. The project's own campaign is not to be changed."""
    typed = Typed(fields)
    target = _target(typed, before, typing)
    campaign = typed.text("campaign", 60) if before.campaign or not before.code else before.campaign
    if not CAMPAIGN.fullmatch(campaign):
        typed.refuse("campaign", "a〜z、0〜9、_ だけで書いてください。", "Use only a to z, 0 to 9 and _.")
    if before.campaign and not campaign:
        typed.refuse("campaign", "空にはできません。", "It can’t be empty.")
    after = msgspec.structs.replace(
        before,
        target=target,
        title=typed.words("title", TITLE_LETTERS),
        campaign=campaign,
        department=_department(typed, before, typing) if "department" in fields else before.department,
        expires_at=_expires(typed, typing),
    )
    return after, typed.errors


def _target(typed: Typed, before: Link, typing: Typing) -> str:
    """One that stays as it was is not asked again: the list of hosts may have changed since."""
    text = typed.text("target", LONGEST_ADDRESS, needed=True)
    if not text or text == before.target:
        return before.target
    try:
        address = typing.link(text if "://" in text else f"https://{text}")
    except ValueError:
        address = ""
    if not is_address(address):
        typed.refuse(
            "target", "https:// で始まるアドレスを書いてください。", "Write an address that begins with https://."
        )
    elif not may_lead_to(address, typing.codes.hosts):
        hosts = typing.codes.hosts
        ja = f"使えるのは {'、'.join(hosts)} です。ほかのページは編集者に相談してください。"
        typed.refuse("target", ja, f"Only {', '.join(hosts)} can be used. Ask an editor about other sites.")
    elif typing.codes.counted and address.startswith(f"{typing.codes.public_url}/q/"):
        typed.refuse(
            "target", "QRコードのアドレスです。ページのアドレスを書いてください。", "This is a code. Name the page."
        )
    return address


def _department(typed: Typed, before: Link, typing: Typing) -> str:
    """One of those that whoever types may write for; empty is the editors'."""
    asked = typed.text("department", 100)
    if asked not in typing.departments and asked != before.department:
        typed.refuse("department", "一覧から選び直してください。", "Choose one of the list.")
    return asked


def _expires(typed: Typed, typing: Typing) -> datetime | None:
    text = typed.text("expires", 60)
    if not text:
        return None
    found = moment_of(text, typing.today, typing.zone, end=True)
    if found is None:
        typed.refuse(
            "expires",
            "日付として読めません。令和9年3月31日 のように書いてください。",
            "This is no day. Write 31 March 2027, say.",
        )
    return found
