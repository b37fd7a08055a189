"""Why a display shows what it shows at a moment, in a few numbered sentences with their links."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ....actions.look_at_moment import Moment, moment_of
from ....domain.calendars import local_day
from ....domain.catalogue import Catalogue
from ....domain.closing_days import Almanac, almanac_of
from ....domain.content import Item, ends_at
from ....domain.day_reasons import closed_because
from ....domain.displays import Place
from ....domain.events import stage_at
from ....domain.explain import Explanation
from ....domain.rule_words import title_of
from ....domain.schedule import Rule
from ....domain.timeline import Segment, open_pieces
from ....words import Words, in_words
from ..times import Times

LOST = ("now", "priority", "target", "later", "name")
"""Codes of rules that would hold too."""

STAGES: dict[str, Words] = {
    "early": {"ja": "これからの催し", "en": "to come"},
    "days": {"ja": "あと{}日", "en": "{} days to go"},
    "tomorrow": {"ja": "あす", "en": "tomorrow"},
    "today": {"ja": "本日", "en": "today"},
    "now": {"ja": "開催中", "en": "now on"},
    "cancelled": {"ja": "中止", "en": "cancelled"},
}


class Reason(NamedTuple):
    """A sentence of three parts, the middle one with a link where `path` is set, and what lies behind it."""

    before: Words
    name: Words
    after: Words
    path: str
    detail: Words


def reason(
    before: Words, detail: Words, name: Words | None = None, after: Words | None = None, path: str = ""
) -> Reason:
    return Reason(before, name or {}, after or {}, path, detail)


def reasons(moment: Moment, catalogue: Catalogue, times: Times, english: Times) -> list[Reason]:
    """`times` tell moments in Japanese, `english` in English, both on the wall of the display."""
    return list(_Reasons(moment, catalogue, times, english).all())


class _Reasons(NamedTuple):
    moment: Moment
    catalogue: Catalogue
    ja: Times
    en: Times

    def all(self) -> Iterator[Reason]:
        why, stretch = self.moment.why, self.moment.stretch
        if stretch is None:
            return
        if why is None:
            yield self._published(stretch.came)
        else:
            yield self._open(why)
            if why.shows == "off":
                return
            yield self._rule(why)
        if stretch.places:
            yield self._turn(why)
        for id in stretch.items[:2]:
            if item := item_of(self.catalogue, id):
                yield self._item(item)

    def _published(self, came: int) -> Reason:
        at = moment_of(came)
        return reason(
            {"ja": f"{self.ja.dated(at)} に公開した番組です", "en": f"Published {self.en.dated(at)}"},
            {
                "ja": "この日時に、この画面に公開していたものです。番組表は、いまと違うことがあります。",
                "en": "This is what was published for this display then. The schedule may be another by now.",
            },
        )

    def _open(self, why: Explanation) -> Reason:
        place, day = self.moment.place, local_day(self.moment.at, self.moment.zone)
        almanac = almanac_of(place.country, self.catalogue.calendars)
        hours = _hours(place, self.moment, almanac)
        holiday = almanac.holiday(day)
        detail = {
            "ja": f"{self.ja.day(self.moment.at)}。{in_words(place.name, 'ja')}は {hours['ja']}。",
            "en": f"{self.en.day(self.moment.at)}. {in_words(place.name, 'en')}: {hours['en']}.",
        }
        if holiday:
            detail = {
                "ja": f"{detail['ja']}祝日（{in_words(holiday, 'ja')}）です。",
                "en": f"{detail['en']} A public holiday ({in_words(holiday, 'en')}).",
            }
        if why.shows != "off":
            return reason({"ja": "開館しています", "en": "The place is open"}, detail)
        closed = closed_because(place, day, almanac)
        until = self._dark_until(why)
        said = {"ja": f"{closed['ja']}、閉館しています", "en": closed["en"]} if closed else None
        return reason(
            said or {"ja": "開館時間の外です", "en": "The place is closed at this hour"},
            joined([detail, until]),
        )

    def _dark_until(self, why: Explanation) -> Words:
        ends = moment_of(self.moment.stretch.ends) if self.moment.stretch else why.goes_on_until
        or_longer = why.or_longer and ends >= why.goes_on_until
        ja, en = ("少なくとも ", "at least ") if or_longer else ("", "")
        return {
            "ja": f"{ja}{self.ja.moment(ends)} まで何も映しません。",
            "en": f"Off until {en}{self.en.moment(ends)}.",
        }

    def _rule(self, why: Explanation) -> Reason:
        rule = next((one for one in self.catalogue.rules if one.name == why.rule), None)
        if rule is None:
            nothing = [one.says for one in why.rules if one.code == "nothing"][:2]
            return reason(
                {"ja": "映すものがないので、待機スライドです", "en": "Nothing to show, so the fallback slide"},
                joined(nothing or [{"ja": "当てはまる放映ルールがありません。", "en": "No rule applies."}]),
            )
        title = self._title(rule.playlist)
        if rule.now and rule.until_at:
            return reason(
                {"ja": "今すぐ表示：", "en": "Shown now by hand: "},
                {
                    "ja": f"{self.ja.moment(rule.until_at)} まで、ほかのすべての放映ルールより優先します。",
                    "en": f"Until {self.en.moment(rule.until_at)} it goes before all other rules.",
                },
                title,
            )
        return reason(
            {"ja": "放映ルール ", "en": "The rule "},
            self._others(why, rule),
            {"ja": f"{title['ja']} {rule.number}", "en": f"{title['en']}, {rule.number}"},
            {"ja": " が当てはまります", "en": " applies"},
            path=f"/schedule/rules/{quote(rule.playlist, safe='')}/{rule.number}",
        )

    def _others(self, why: Explanation, rule: Rule) -> Words:
        """Its priority, what it won against, and what comes later that day."""
        said: list[Words] = [{"ja": f"優先度 {rule.priority}。", "en": f"Priority {rule.priority}."}]
        lost = [one.says for one in why.rules if one.code in LOST]
        later = [one.says for one in why.rules if one.code == "hours"]
        none = {"ja": "ほかに当てはまる放映ルールはありません。", "en": "No other rule applies."}
        return joined([*said, *(lost[:2] or [none]), *later[:1]])

    def _turn(self, why: Explanation | None) -> Reason:
        stretch = self.moment.stretch
        assert stretch is not None  # noqa: S101  all() has looked
        loop = stretch.loop_ms / 1000
        ja = f"1周 {length(loop)['ja']}、{stretch.places}枚。そのうちの {stretch.place}枚目です。"
        en = f"A loop of {length(loop)['en']} with {stretch.places} slides; this is number {stretch.place}."
        section = self._section(why)
        if why is None or why.playlist is None or section is None:
            return reason({"ja": "1周の順番です", "en": "Its turn in the loop"}, {"ja": ja, "en": en})
        words, share = section
        return reason(
            {"ja": "プレイリスト ", "en": "In the playlist "},
            {"ja": f"{ja}この区分は {share}%。", "en": f"{en} The section has {share}% of it."},
            self._title(why.playlist),
            {"ja": f" の「{in_words(words, 'ja')}」の番です", "en": f", it is the turn of “{in_words(words, 'en')}”"},
            path=f"/playlists/{quote(why.playlist, safe='')}",
        )

    def _section(self, why: Explanation | None) -> tuple[Words, int] | None:
        """What the section is called whose turn it is, and its share of the loop in percent."""
        stretch = self.moment.stretch
        owner = {one.item: one.section for one in why.items if one.code == "in_loop"} if why else {}
        name = next((owner[item] for item in stretch.items if item in owner), None) if stretch else None
        segment = segment_at(self.moment.rules, self.moment.at)
        if name is None or segment is None or not segment.loop:
            return None
        its = sum(slot.ms for slot in segment.loop if any(owner.get(item) == name for item in slot.key.items))
        return self._called(why, name), round(100 * its / sum(slot.ms for slot in segment.loop))

    def _called(self, why: Explanation | None, section: str) -> Words:
        playlist = self.catalogue.playlists.get(why.playlist or "") if why else None
        sections = playlist.sections if playlist else ()
        return next((one.words for one in sections if one.name == section), {"ja": section, "en": section})

    def _item(self, item: Item) -> Reason:
        down = next((one for one in self.catalogue.taken_down if one.item.id == item.id), None)
        stage = stage_at(item.event, self.moment.at) if item.event else None
        detail = self._period(item)
        if stage and stage.state in STAGES:
            words = {code: said.format(stage.days) for code, said in STAGES[stage.state].items()}
            detail = joined([detail, {"ja": f"「{words['ja']}」と出ます。", "en": f"The slide says “{words['en']}”."}])
        if down:
            gone = {
                "ja": f"いまは取り下げられています（{self.ja.dated(down.at)}）。",
                "en": f"It has since been withdrawn ({self.en.dated(down.at)}).",
            }
            detail = joined([detail, gone])
        return reason(
            {"ja": "コンテンツ ", "en": "The item "},
            detail,
            item.title,
            {"ja": " を映していました", "en": " was on"}
            if self.moment.why is None
            else {"ja": " は掲載期間の中です", "en": " is within its period"},
            path=f"/content/{quote(item.id, safe='')}",
        )

    def _period(self, item: Item) -> Words:
        begins, ends = item.period.begins_at, ends_at(item)
        if begins is None and ends is None:
            return {"ja": "期限はありません。", "en": "It has no end."}

        def span(times: Times) -> tuple[str, str]:
            return (times.day(begins) if begins else ""), (times.until(ends) if ends else "")

        (ja_begins, ja_ends), (en_begins, en_ends) = span(self.ja), span(self.en)
        en = " ".join([f"from {en_begins}" if en_begins else "", f"until {en_ends}" if en_ends else ""]).strip()
        return {"ja": f"期間は {ja_begins}〜{ja_ends}。", "en": f"{en[0].upper()}{en[1:]}."}

    def _title(self, playlist: str) -> Words:
        title = title_of(playlist, self.catalogue)
        return {code: in_words(title, code) for code in ("ja", "en")}


def item_of(catalogue: Catalogue, id: str) -> Item | None:
    """Also one that has been taken down since."""
    gone = (one.item for one in catalogue.taken_down if one.item.id == id)
    return catalogue.items.get(id) or next(gone, None)


def segment_at(rules: Sequence[Segment], at: datetime) -> Segment | None:
    return next((one for one in rules if one.from_at <= at < one.until_at), None)


def clock(at: datetime, zone: ZoneInfo) -> str:
    """8:30, the same in both languages where hours stand side by side."""
    local = at.astimezone(zone)
    return f"{local.hour}:{local.minute:02}"


def joined(said: list[Words]) -> Words:
    return {"ja": "".join(one["ja"] for one in said), "en": " ".join(one["en"] for one in said)}


def length(seconds: float) -> Words:
    """4分20秒, 4 min 20 s."""
    minutes, rest = divmod(round(seconds), 60)
    ja = (f"{minutes}分" if minutes else "") + (f"{rest}秒" if rest or not minutes else "")
    en = " ".join([*([f"{minutes} min"] if minutes else []), *([f"{rest} s"] if rest or not minutes else [])])
    return {"ja": ja, "en": en}


def _hours(place: Place, moment: Moment, almanac: Almanac) -> Words:
    zone, day = moment.zone, local_day(moment.at, moment.zone)
    if not place.hours and not place.closed:
        return {"ja": "いつも開いています", "en": "always open"}
    found = open_pieces(place.hours, day, zone, almanac, place.closed)
    if not found:
        return {"ja": "休館日です", "en": "closed all day"}
    spans = [(clock(a, zone), "24:00" if b >= moment.day[1] else clock(b, zone)) for a, b in found]
    return {
        "ja": "開館 " + "、".join(f"{a}〜{b}" for a, b in spans),
        "en": "open " + ", ".join(f"{a}–{b}" for a, b in spans),
    }
