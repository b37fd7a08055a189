"""What the board's notices say: which rules tie and what wins, when nothing is there to show and why."""

from typing import NamedTuple

from ....domain.board_problems import Clash, Hole
from ....domain.catalogue import Catalogue
from ....domain.rule_words import title_of
from ....domain.schedule_board import Row
from ....words import Words, in_words
from .lanes import Drawing, fill_address

WINS: dict[str, Words] = {
    "later": {"ja": "いまは、後に始まる「%s」が映ります。", "en": "As it is, “%s” shows, which begins later."},
    "target": {"ja": "いまは、対象の狭い「%s」が映ります。", "en": "As it is, “%s” shows, whose target is narrower."},
    "name": {"ja": "いまは、名前の順で先の「%s」が映ります。", "en": "As it is, “%s” shows, by its name alone."},
}
LACKS: dict[str, Words] = {
    "holiday": {
        "ja": "「%s」は、祝日の決めごとでこの日を含みません。",
        "en": "“%s” leaves this day out as to public holidays.",
    },
    "weekday": {"ja": "「%s」は、この曜日を含みません。", "en": "“%s” does not apply on this day of the week."},
    "calendar": {"ja": "「%s」は、カレンダーでこの日を除いています。", "en": "A calendar keeps “%s” off this day."},
    "rrule": {"ja": "「%s」は、繰り返しでこの日に当たりません。", "en": "“%s” does not come to this day."},
    "not_yet": {"ja": "「%s」は、まだ始まっていません。", "en": "“%s” has not begun by then."},
    "over": {"ja": "「%s」は、もう終わっています。", "en": "“%s” is over by then."},
}


class Notice(NamedTuple):
    """A problem: its first line, why, and where its remedy is."""

    says: Words
    why: Words
    href: str


def where_of(row: Row) -> Words:
    """The place, or of several lines at one place the displays."""
    if row.alone:
        return row.place.name
    first, others = row.displays[0].name, len(row.displays) - 1
    if not others:
        return {"ja": first}
    return {"ja": f"{first} ほか{others}台", "en": f"{first} and {others} more"}


def _where(rows: tuple[Row, ...]) -> Words:
    first, others = where_of(rows[0]), len(rows) - 1
    if not others:
        return first
    return {
        code: f"{in_words(first, code)}{tail}"
        for code, tail in (("ja", f" ほか{others}か所"), ("en", f" and {others} more"))
    }


def _more(number: int) -> Words:
    return {"ja": f"（ほか{number}回）", "en": f" ({number} more times)"} if number else {"ja": "", "en": ""}


def clash_words(clash: Clash, catalogue: Catalogue, drawing: Drawing, href: str) -> Notice:
    rules = {rule.name: rule for rule in catalogue.rules}
    titles = [title_of(rules[one].playlist, catalogue) for one in (clash.tie.first, clash.tie.second)]
    wins = title_of(rules[clash.tie.wins].playlist, catalogue)
    where, more = _where(clash.rows), _more(clash.more)
    span = drawing.span(clash.tie.from_at, clash.tie.until_at)
    ja, en = ([in_words(title, code) for title in titles] for code in ("ja", "en"))
    return Notice(
        {
            "ja": f"重なり：{where['ja']}、{span}{more['ja']}",
            "en": f"Conflict: {in_words(where, 'en')}, {span}{more['en']}",
        },
        {
            "ja": f"「{ja[0]}」と「{ja[1]}」の優先度が同じです。{WINS[clash.tie.by]['ja'] % in_words(wins, 'ja')}",
            "en": f"“{en[0]}” and “{en[1]}” have the same priority. {WINS[clash.tie.by]['en'] % in_words(wins, 'en')}",
        },
        href,
    )


def hole_words(hole: Hole, catalogue: Catalogue, drawing: Drawing) -> Notice:
    where, more = _where(hole.rows), _more(hole.more)
    span = drawing.span(*hole.piece)
    title = title_of(hole.rule.playlist, catalogue) if hole.rule else {}
    zone = hole.rows[0].line.channel.zone
    why = {code: text % in_words(title, code) for code, text in LACKS.get(hole.lacks, {}).items()}
    ends = {"ja": "待機スライドだけが映ります。", "en": "Only the fallback slide shows."}
    return Notice(
        {
            "ja": f"空き時間：{where['ja']}、{span}{more['ja']}",
            "en": f"Dead air: {in_words(where, 'en')}, {span}{more['en']}",
        },
        {"ja": f"{why.get('ja', '')}{ends['ja']}", "en": f"{why.get('en', '')} {ends['en']}".strip()},
        fill_address(tuple(one.id for row in hole.rows for one in row.displays), hole.piece, zone),
    )
