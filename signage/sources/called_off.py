"""Whether what a table of events says of one calls it off (中止, 延期), or only says when it would be (雨天中止)."""

import re

_POSTPONED = re.compile("延期|postpone", re.IGNORECASE)
_CALLED_OFF = re.compile(f"中止|キャンセル|cancel|{_POSTPONED.pattern}", re.IGNORECASE)
_STOP = "(?:中止|延期|順延|キャンセル)(?:(?:[・/／や]|または|又は|もしくは|および|及び|ないし)(?:中止|延期|順延))*"
_WEATHER = "(?:雨天|小雨|大雨|雨|降?雪|積雪|荒天|(?:悪|荒)天候|天候不良|強風|暴風雨?|台風|雷|猛暑|警報|注意報|アラート|災害|地震)"
_IF = "(?:の?(?:時|際|とき|日)|の?なら(?:ば)?|であれば|が?降(?:ったら|れば))(?:に?は|に|の|も)?[、，]?"
_SKY = "天[候気](?:等|の?状況)?"
_WHEN = "(?:[^。、，,;；()（）]|[(（][^()（）]{1,8}[)）]){0,20}?"
_DONE = r"(?![（(]?決定|済|(?:に|と)なっ?(?:りまし)?た|と?(?:い?た|致)?しま?し?た)"
_IS = r"(?!です|と?(?:いた|致)?します)"  # of weather alone (雨天中止です) it is told once it is so
_FEARS = (
    f"場合(?:に?は|に|の|も)?[、，]?{_WHEN}{_STOP}{_DONE}",  # 警報が出た場合は中止
    f"{_WEATHER}(?:等|など|の?(?:発令|発表|発生|接近))?{_IF}{_WHEN}{_STOP}{_DONE}",  # 雨天時は12月6日に延期
    f"(?<![本今]日)(?<![本今]日は)(?:雨天|小雨|荒天|悪天候?)(?:[・/／や]{_WEATHER})?[はに:：→]?(?:翌[日週]に?)?{_STOP}{_DONE}{_IS}",  # 小雨決行、荒天中止
    f"(?<!悪){_SKY}(?:次第|によっては){_WHEN}{_STOP}{_DONE}",
    f"(?:開催中?|実施中?|予定|決行|[通どお]り)[(（][^()（）]{{0,40}}?(?<!悪){_SKY}により{_STOP}{_DONE}",  # 開催（天候により中止）
    f"{_STOP}(?:は|も|の|に|と|を|が|で|等|など|する|した|し|いたし|なる|なった|なり|予定|さ?れる){{0,4}}"
    "(?:なし|無し|無い|ない(?!し)|せず|(?:あり|ござい)?ません|場合|(?<!に)際|とき|時(?![間期点刻])|可能性|おそれ|恐れ|こと[がも]あ|検討)",
    "キャンセル(?:待|料|不可|可|受付|規定|が?出)",
    "一部[^。、，,;；()（）]{0,12}?(?:中止|延期)",
)
_FEARED = re.compile("|".join(_FEARS))
"""What does not call it off: 雨天中止, 中止の場合あり, 延期なし, キャンセル待ち. What came of it does: 雨天のため中止, 雨天中止となりました."""


def called_off(state: str) -> tuple[bool, bool]:
    """(called off, to another day) of a state as a person wrote it."""
    sure = _FEARED.sub(" ", state)
    return bool(_CALLED_OFF.search(sure)), bool(_POSTPONED.search(sure))


def tells_more(state: str) -> bool:
    """Whether it speaks of calling off in more words than the mark on the slide says."""
    return bool(_CALLED_OFF.search(state)) and not _CALLED_OFF.fullmatch(state)
