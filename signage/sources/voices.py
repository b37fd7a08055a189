"""CSVs of survey answers, as forms give them out → voices. Known by the names of their columns, which may be told."""

from typing import NamedTuple

from ..domain.voices import MOST_ROWS, says_yes
from .cleaning import clean
from .tables import Columns, Row, read_table

COLUMNS: Columns = {
    "text": (
        "声",
        "ご意見",
        "意見",
        "自由記述",
        "自由回答",
        "自由意見",
        "回答",
        "コメント",
        "本文",
        "voice",
        "comment",
        "text",
    ),
    "text_en": ("声_英語", "声(英語)", "英訳", "voice_en", "text_en"),
    "question": ("設問", "質問", "問い", "question"),
    "speaker": ("名前", "お名前", "表示名", "ニックネーム", "ペンネーム", "氏名", "name", "speaker"),
    "consent": (
        "名前の公開",
        "名前の掲載",
        "名前公開",
        "名前掲載",
        "氏名の公開",
        "氏名の掲載",
        "氏名公開",
        "名前の公開に同意",
        "名前を公開してよい",
        "name_consent",
        "consent",
    ),
    "may_show": ("掲載可否", "公開可否", "掲載の可否", "公開の可否", "掲載してよい", "may_show"),
}
"""A bare 同意 is not among them: it may be a consent to anything."""

LETTERS = 2_000


class VoiceRow(NamedTuple):
    """One answer: `speaker` is empty where nobody agreed to be named."""

    line: int
    text: str
    text_en: str
    question: str
    speaker: str


class VoiceTable(NamedTuple):
    """The answers, how many rows there were, those that stayed unnamed for want of consent, and lines passed over with why."""

    voices: list[VoiceRow]
    rows: int
    unnamed: int
    passed: list[tuple[int, str]]
    notes: list[str]


def read_voices(body: bytes, column: str = "") -> VoiceTable:
    """`column` is the name of the column with what people said, where it is none of the usual ones.

    A row whose column of consent doesn't plainly agree keeps its name to itself; one that says it may not be shown is passed
    over. Raises SourceError (NoColumnError) when it is no such table.
    """
    known = {**COLUMNS, "text": (column, *COLUMNS["text"])} if column else COLUMNS
    table = read_table(body, None, known, ("text",))
    voices: list[VoiceRow] = []
    passed: list[tuple[int, str]] = []
    unnamed, asks = 0, any("may_show" in row.cells for row in table.rows)
    for row in table.rows:
        why = _why_not(row, asks)
        if why:
            passed.append((row.line, why))
        else:
            named = says_yes(row.cells.get("consent", ""))
            unnamed += bool(row.cells.get("speaker")) and not named
            voices.append(_voice(row, named))
    notes = list(table.notes)
    if len(voices) > MOST_ROWS:
        notes.append(f"only the first {MOST_ROWS:,} voices are taken in")
    return VoiceTable(voices[:MOST_ROWS], len(table.rows), unnamed, passed, notes)


def _why_not(row: Row, asks: bool) -> str:
    """dirty, empty or kept: nobody may see it. `asks`: whether people were asked if it may be shown; silence is no yes."""
    if row.dirty:
        return "dirty"
    if not row.cells.get("text"):
        return "empty"
    return "kept" if asks and not says_yes(row.cells.get("may_show", "")) else ""


def _voice(row: Row, named: bool) -> VoiceRow:
    said = {noun: clean(row.cells.get(noun, ""), LETTERS) for noun in ("text", "text_en", "question", "speaker")}
    return VoiceRow(row.line, said["text"], said["text_en"], said["question"], said["speaker"] if named else "")
