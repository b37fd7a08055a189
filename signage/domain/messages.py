"""What people are told of failing displays, in Japanese and English: where, which, since when, why, and where to look."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from ..words import Words, in_words
from .day_names import WEEKDAYS
from .displays import Display, Place
from .health import STATUS_WORDS, since_words
from .troubles import Trouble

MessageKind = Literal["trouble", "recovery", "unsteady", "test"]
NAMED = 12
"""So many displays are named in the text; of the others it is said how many they are."""
LISTED = 200
"""So many are in what is kept and sent of a message: some 60 KB. A receiver may refuse more."""

TROUBLE_WORDS: dict[Trouble, Words] = {
    "wrong": STATUS_WORDS["wrong"],
    "silent": STATUS_WORDS["silent"],
    "unsteady": {"ja": "途切れがち", "en": "Unsteady"},
}


class About(msgspec.Struct, frozen=True, kw_only=True):
    """A display as a message tells of it. `until` is when it was well again."""

    id: str
    name: str
    place: str
    place_name: Words
    status: Trouble
    code: str
    says: Words
    since: datetime
    until: datetime | None = None
    url: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """`of` is how many displays there are at the places it tells of. `text` names the first of `displays` only; `left_out` is how
    many more there are than `displays` lists.
    """

    kind: MessageKind
    at: datetime
    subject: Words
    text: Words
    of: int = 0
    displays: tuple[About, ...] = ()
    left_out: int = 0

    def listed(self) -> "Message":
        """As it is kept and sent: of a whole city's displays the first."""
        left_out = max(0, len(self.displays) - LISTED)
        return msgspec.structs.replace(self, displays=self.displays[:LISTED], left_out=left_out)


class Subject(NamedTuple):
    """What a message is about, before it has words."""

    display: Display
    place: Place
    trouble: Trouble
    code: str
    says: Words
    since: datetime
    until: datetime | None = None


def build_message(kind: MessageKind, subjects: Sequence[Subject], of: int, url: str, now: datetime) -> Message:
    """One message about displays; `url` is the server's public address."""
    displays = tuple(_about(subject, url) for subject in subjects)
    return Message(
        kind=kind,
        at=now,
        subject={"ja": _subject_ja(kind, displays, of), "en": _subject_en(kind, displays, of)},
        text={language: _text(language, subjects, displays, url, now) for language in ("ja", "en")},
        of=of,
        displays=displays,
    )


def trial_message(now: datetime, url: str) -> Message:
    """What `signage notifications test` sends."""
    return Message(
        kind="test",
        at=now,
        subject={"ja": "画面の知らせの試験", "en": "A test of the displays' notifications"},
        text={
            "ja": f"これは試験です。画面に問題があると、ここに知らせが届きます。\n{url}/displays",
            "en": f"This is a test. Failing displays are told of here.\n{url}/displays",
        },
    )


def moment_words(at: datetime, zone: ZoneInfo, now: datetime) -> Words:
    """The time at the place, with its day unless that is today: 10:31, 11月21日(土) 10:31, 21 Nov 10:31."""
    local = at.astimezone(zone)
    time = {"ja": f"{local.hour}:{local:%M}", "en": f"{local:%H:%M}"}
    if local.date() == now.astimezone(zone).date():
        return time
    day = f"{local.month}月{local.day}日({WEEKDAYS['ja'][local.weekday()]})"
    return {"ja": f"{day} {time['ja']}", "en": f"{local.day} {local:%b} {time['en']}"}


def _about(subject: Subject, url: str) -> About:
    return About(
        id=subject.display.id,
        name=subject.display.name,
        place=subject.place.id,
        place_name=subject.place.name,
        status=subject.trouble,
        code=subject.code,
        says=subject.says,
        since=subject.since,
        until=subject.until,
        url=f"{url}/displays/{subject.display.id}",
    )


def _where(displays: Sequence[About], language: str) -> str:
    places = list(dict.fromkeys(in_words(one.place_name, language) for one in displays))
    if len(places) == 1:
        return _full_name(displays[0], language) if len(displays) == 1 else places[0]
    return f"{places[0]} ほか {len(places) - 1}か所" if language == "ja" else f"{places[0]} and {len(places) - 1} more"


def _full_name(about: About, language: str) -> str:
    """Place and display; many a display's name begins with its place's."""
    own = about.name
    for name in about.place_name.values():
        own = own.removeprefix(name).strip() or own
    return f"{in_words(about.place_name, language)} {own}"


def _what(displays: Sequence[About], language: str) -> str:
    """What they have in common."""
    found = Counter(one.status for one in displays)
    if len(found) == 1:
        word = TROUBLE_WORDS[displays[0].status][language]
        return word if language == "ja" else word.lower()
    return "問題あり" if language == "ja" else "in trouble"


def _subject_ja(kind: MessageKind, displays: Sequence[About], of: int) -> str:
    where, count = _where(displays, "ja"), len(displays)
    if kind == "recovery":
        return f"{where}：元に戻りました" if count == 1 else f"{where}：画面{of}台のうち {count}台が元に戻りました"
    what = _what(displays, "ja")
    return f"{where}：{what}" if count == 1 else f"{where}：画面{of}台のうち {count}台が{what}"


def _subject_en(kind: MessageKind, displays: Sequence[About], of: int) -> str:
    where, count = _where(displays, "en"), len(displays)
    what = "back to normal" if kind == "recovery" else _what(displays, "en")
    return f"{where}: {what}" if count == 1 else f"{where}: {count} of {of} displays {what}"


def _text(language: str, subjects: Sequence[Subject], displays: Sequence[About], url: str, now: datetime) -> str:
    lines = []
    for subject, about in list(zip(subjects, displays, strict=True))[:NAMED]:
        lines += [_full_name(about, language), f"  {_reason(subject, now)[language]}", f"  {about.url}"]
    more = len(displays) - NAMED
    if more > 0:
        lines.append(f"ほか {more}台" if language == "ja" else f"and {more} more")
    if len(displays) > 1:
        lines.append(f"{url}/displays")
    return "\n".join(lines)


def _reason(subject: Subject, now: datetime) -> Words:
    zone = ZoneInfo(subject.place.timezone)
    begun = moment_words(subject.since, zone, now)
    if subject.until is not None:
        ended = moment_words(subject.until, zone, now)
        what = TROUBLE_WORDS[subject.trouble]
        return {
            "ja": f"{begun['ja']} 〜 {ended['ja']}（{what['ja']}）",
            "en": f"{begun['en']} – {ended['en']} ({what['en'].lower()})",
        }
    return since_words(subject.says, subject.code, begun)
