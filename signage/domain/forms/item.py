"""An item as a form of fields that people type, and back: what can't be used is told field by field, the rest is kept."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from ...words import Words
from ..content import Item, Period
from ..events import SMALL_HOURS, Event, Occasion
from .letters import letters, seen_text
from .typed import NOT_THERE, Typed, plain_line
from .typed_moments import day_of, moment_of, time_of

KINDS_OFFERED = ("notice", "news", "event", "picture", "film", "link", "voice")
"""Those that staff write; the others come from sources."""

WRITTEN = ("ja", "en", "ja-easy")
"""The languages that an item is written in, as the tabs stand. ja-easy is やさしい日本語."""

TITLE_MOST = {"ja": 80, "en": 120, "ja-easy": 80}
TEXT_MOST = {"ja": 120, "en": 240, "ja-easy": 120}
VOICE_MOST = {"ja": 140, "en": 280, "ja-easy": 140}
"""Of what somebody said: longer than a title, and never shortened."""
SPEAKER_MOST = {"ja": 30, "en": 60, "ja-easy": 30}
PLACE_MOST = 80
YEARS = range(2000, 2200)

NO_DAY: Words = {
    "ja": "日付として読めません。令和8年11月21日 8:30 のように入れてください。",
    "en": "This can’t be read as a date. Write 21 November 2026 08:30, or 2026-11-21.",
}
NO_TIME: Words = {"ja": "時刻として読めません。8:30 のように入れてください。", "en": "Write a time such as 08:30."}
NO_LINK: Words = {
    "ja": "https:// で始まるアドレスを入れてください。",
    "en": "Write an address that begins with https://.",
}
PAST: Words = {
    "ja": "掲載終了が、もう過ぎています。これからの日にしてください。",
    "en": "The end has passed already. Choose a day to come.",
}
DAYS_TURNED: Words = {
    "ja": "終わりの日を、始まりの日より後にしてください。",
    "en": "Make the last day later than the first.",
}

CONSENT: Words = {
    "ja": "名前を映すには、本人の同意が要ります。確かめてチェックするか、名前を消してください。",
    "en": "A name is shown only if the person agreed. Tick this once you know, or take the name out.",
}
HOURS_TURNED: Words = {
    "ja": "終わる時刻を、始まる時刻より後にしてください。翌朝までなら 6:00 までです。",
    "en": "Make the end later than the beginning. Of the morning after, 06:00 is the latest.",
}


class Office(NamedTuple):
    """What a form may name, and when it is read. `departments` are those that whoever writes may write for; `link` makes an
    address plain and raises ValueError for one that can't be; with `link_hosts` only these (and below) may be linked to.
    """

    now: datetime
    zone: ZoneInfo
    themes: Collection[str] = ()
    media: Collection[str] = ()
    targets: Collection[str] = ()
    departments: Collection[str] = ()
    link: Callable[[str], str] = str
    link_hosts: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


class Written(NamedTuple):
    """What a form says. Where `errors` names a field, the item has in it what it had before."""

    item: Item
    department: str
    errors: dict[str, Words]


def read_item(fields: Mapping[str, str], before: Item, department: str, office: Office) -> Written:
    """The item that a form's fields say; `before` as it was, with the id that it has, and `department` likewise.

    Several values of one name are lines of one text. Nothing is raised: what can't be used is in `errors`.
    """
    typed = Typed(fields)
    period = _period(typed, fields, before.period, office)
    kind = _choice(typed, fields, "kind", (*KINDS_OFFERED, before.kind), before.kind)
    title: Words = {"ja": "声は", "en": "The voice"} if kind == "voice" else {"ja": "題名は", "en": "The title"}
    changes: dict[str, Any] = {
        "kind": kind,
        "title": _words(typed, fields, "title", title_most(kind), before.title, title),
        "text": _words(typed, fields, "text", TEXT_MOST, before.text, {"ja": "説明は", "en": "The text"}),
        "themes": _themes(typed, fields, before, office),
        "url": _url(typed, fields, before, office),
        "media": _choice(typed, fields, "media", ("", *office.media), before.media or "") or None,
        "period": period,
        "places": _places(typed, fields, before, office),
    }
    changes["event"] = _event(typed, fields, before.event, office) if kind == "event" else None
    changes["speaker"] = _speaker(typed, fields, before) if kind == "voice" else {}
    dated = period.begins_at or before.published_at or office.now
    item = msgspec.structs.replace(before, **changes, published_at=dated)
    its = _choice(typed, fields, "department", office.departments, department)
    return Written(item, its, typed.errors)


def title_most(kind: str) -> Mapping[str, int]:
    """How many characters a title may have, by language."""
    return VOICE_MOST if kind == "voice" else TITLE_MOST


def _speaker(typed: Typed, fields: Mapping[str, str], before: Item) -> Words:
    """Who said it, only where it is said that they agreed to be named."""
    found = _words(typed, fields, "speaker", SPEAKER_MOST, before.speaker, {"ja": "名前は", "en": "The name"})
    agreed = plain_line(fields.get("consent", "")) == "on" or "speaker_ja" not in fields
    if found and not agreed:
        typed.errors["consent"] = CONSENT
    return found if agreed else {}


def _choice(typed: Typed, fields: Mapping[str, str], name: str, known: Collection[str], before: str) -> str:
    """One of a list; what the form doesn't ask for stays."""
    if name not in fields:
        return before
    found = plain_line(fields[name])
    if found in known or found == before:
        return found
    typed.errors[name] = NOT_THERE
    return before


def _words(
    typed: Typed, fields: Mapping[str, str], name: str, most: Mapping[str, int], before: Words, what: Words
) -> Words:
    found: Words = {}
    for code in WRITTEN:
        field = f"{name}_{code}"
        text = seen_text(fields[field]) if field in fields else before.get(code, "")
        if (count := letters(text)) > most[code] and text != before.get(code):
            typed.refuse(
                field,
                f"{what['ja']} {most[code]}文字までです。いまは {count}文字です。",
                f"{what['en']} may have {most[code]} characters; it has {count}.",
            )
            text = before.get(code, "")
        if text:
            found[code] = text
    return found | {code: text for code, text in before.items() if code not in WRITTEN}


def _themes(typed: Typed, fields: Mapping[str, str], before: Item, office: Office) -> tuple[str, ...]:
    """The form asks for one; others that an item has had go with another choice only."""
    first = before.themes[0] if before.themes else ""
    found = _choice(typed, fields, "theme", ("", *office.themes), first)
    return before.themes if found == first else (found,) if found else ()


def _url(typed: Typed, fields: Mapping[str, str], before: Item, office: Office) -> str | None:
    text = seen_text(fields.get("url", before.url or ""))
    if not text or text == before.url:
        return text or None
    try:
        found = office.link(
            text if "://" in text or not re.match(r"[\w.-]+\.[a-z]{2,}(/|$)", text) else f"https://{text}"
        )
    except ValueError:
        typed.errors["url"] = NO_LINK
        return before.url
    if office.link_hosts and not _allowed(found, office.link_hosts):
        hosts = office.link_hosts
        typed.refuse(
            "url",
            f"使えるのは {' と '.join(hosts)} です。ほかのページは編集者に相談してください。",
            f"Only {' and '.join(hosts)} can be used. Ask an editor about other sites.",
        )
        return before.url
    return found


def _allowed(address: str, hosts: Collection[str]) -> bool:
    host = re.sub(r"^https?://([^/:?#]+).*$", r"\1", address, flags=re.S).lower()
    return any(host == one.lower() or host.endswith(f".{one.lower()}") for one in hosts)


def _period(typed: Typed, fields: Mapping[str, str], before: Period, office: Office) -> Period:
    begins = _moment(typed, fields, "begins", before.begins_at, office)
    ends = _moment(typed, fields, "ends", before.ends_at, office, end=True)
    if ends and begins and ends <= begins and "begins" not in typed.errors:
        at = begins.astimezone(office.zone)
        typed.refuse(
            "ends",
            f"掲載終了を、掲載開始（{at.month}月{at.day}日 {at.hour}:{at:%M}）より後にしてください。",
            f"Make the end later than the start ({at.day} {at:%b}, {at:%H:%M}).",
        )
    elif ends and ends <= office.now and ends != before.ends_at:
        typed.errors["ends"] = PAST
    return before if {"begins", "ends"} & typed.errors.keys() else Period(begins, ends)


def _moment(
    typed: Typed, fields: Mapping[str, str], name: str, before: datetime | None, office: Office, *, end: bool = False
) -> datetime | None:
    if name not in fields:
        return before
    text = plain_line(fields[name])
    try:
        found = moment_of(text, office.today, office.zone, end=end) if text else None
    except (OverflowError, ValueError):
        found = None
    if text and (found is None or found.year not in YEARS):
        typed.errors[name] = NO_DAY
        return before
    return found


def _places(typed: Typed, fields: Mapping[str, str], before: Item, office: Office) -> tuple[str, ...]:
    """Where it is kept to; everywhere unless the form says that it is only for some."""
    if "where" not in fields:
        return before.places
    if plain_line(fields["where"]) != "some":
        return ()
    found = tuple(dict.fromkeys(line for one in fields.get("places", "").splitlines() if (line := plain_line(one))))
    unknown = [one for one in found if one not in office.targets and one not in before.places]
    if unknown:
        typed.refuse(
            "places",
            f"「{unknown[0][:40]}」という画面・場所はありません。",
            f"There is no display “{unknown[0][:40]}”.",
        )
        return before.places
    if not found:
        typed.refuse("places", "映すところを1つ以上選んでください。", "Choose one place or more.")
        return before.places
    return found


_OF_EVENTS: Mapping[str, Words] = {
    "place": {"ja": "場所は", "en": "The place"},
    "fee": {"ja": "料金は", "en": "The fee"},
    "note": {"ja": "備考は", "en": "The note"},
}


def _event(typed: Typed, fields: Mapping[str, str], before: Event | None, office: Office) -> Event | None:
    if "first" not in fields:
        return before
    before_days = before.occasions[0] if before else None
    first = _day(typed, fields, "first", before_days.first if before_days else None, office)
    last = _day(typed, fields, "last", None, office) or first
    hours = [_time(typed, fields, name) for name in ("from", "until")]
    if first is None or last is None:
        return None if "first" not in typed.errors else before
    if last < first:
        typed.errors["last"] = DAYS_TURNED
        last = first
    if hours[0] and hours[1] and first == last and SMALL_HOURS < hours[1] <= hours[0]:
        typed.errors["until"] = HOURS_TURNED
        hours[1] = None
    words = {
        name: _words(typed, fields, name, dict.fromkeys(WRITTEN, PLACE_MOST), getattr(before, name, {}), says)
        for name, says in _OF_EVENTS.items()
    }
    cancelled, postponed = (plain_line(fields.get(name, "")) == "on" for name in ("cancelled", "postponed"))
    others = before.occasions[1:] if before else ()  # the form has room for one; a copied event keeps its other days
    return Event(
        occasions=(Occasion(first, last, *hours), *others),
        timezone=office.zone.key,
        cancelled=cancelled or postponed,
        postponed=postponed,
        **words,
    )


def _day(typed: Typed, fields: Mapping[str, str], name: str, before: date | None, office: Office) -> date | None:
    text = plain_line(fields.get(name, ""))
    found = day_of(text, office.today) if text else None
    if text and (found is None or found.year not in YEARS):
        typed.errors[name] = NO_DAY
        return before
    return found


def _time(typed: Typed, fields: Mapping[str, str], name: str) -> time | None:
    text = plain_line(fields.get(name, ""))
    found = time_of(text) if text else None
    if text and found is None:
        typed.errors[name] = NO_TIME
    return found
