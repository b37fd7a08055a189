"""Tables of survey answers, as forms give them out → voices."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.voices import MOST_ROWS
from signage.errors import SourceError
from signage.sources.tables import NoColumnError
from signage.sources.voices import read_voices


def table(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def test_columns_are_known_by_their_names_in_any_order() -> None:
    found = read_voices(table("番号,ニックネーム,名前の公開,ご意見,設問", "1,海の人,はい,駅が好き,何が好き？"))
    (one,) = found.voices
    assert (one.line, one.text, one.question, one.speaker) == (2, "駅が好き", "何が好き？", "海の人")


def test_a_name_stays_with_its_owner_unless_they_agreed_to_show_it() -> None:
    found = read_voices(table("声,名前,名前の公開", "A,海の人,いいえ", "B,山の人,", "C,川の人,はい", "D,,はい"))
    assert [one.speaker for one in found.voices] == ["", "", "川の人", ""] and found.unnamed == 2
    assert all(one.speaker == "" for one in read_voices(table("声,名前", "A,海の人")).voices)


def test_a_consent_to_anything_is_none_to_be_named() -> None:
    assert read_voices(table("声,名前,同意", "A,海の人,同意する")).voices[0].speaker == ""


def test_who_was_asked_and_did_not_agree_is_passed_over() -> None:
    found = read_voices(table("声,掲載可否", "A,可", "B,不可", "C,", "D,可"))
    assert [one.text for one in found.voices] == ["A", "D"] and found.passed == [(3, "kept"), (4, "kept")]


def test_a_column_of_any_name_may_be_told() -> None:
    body = table("タイムスタンプ,これからの日立市に望むことは？", "2026/11/01,バスをふやして")
    with pytest.raises(NoColumnError):
        read_voices(body)
    assert read_voices(body, "これからの日立市に望むことは？").voices[0].text == "バスをふやして"


def test_rows_without_a_voice_and_torn_ones_are_told_by_their_line() -> None:
    found = read_voices(table("声,名前", ",海の人", "A,b,c,d", "B,c"))
    assert [one.text for one in found.voices] == ["B"] and found.passed == [(2, "empty"), (3, "dirty")]


def test_what_is_unseen_or_markup_by_another_name_is_taken_out() -> None:
    found = read_voices('声\n"一行目\n二行目\u202e\u200b"\n<script>alert(1)</script>\n'.encode())
    assert [one.text for one in found.voices] == ["一行目 二行目", "<script>alert(1)</script>"]


def test_excel_in_japan_is_read() -> None:
    assert read_voices("声\r\n海が好き\r\n".encode("cp932")).voices[0].text == "海が好き"


def test_no_more_than_somebody_can_read_is_taken_in() -> None:
    found = read_voices(table("声", *(f"声{n}" for n in range(MOST_ROWS + 5))))
    assert len(found.voices) == MOST_ROWS and found.rows == MOST_ROWS + 5


@given(st.binary(max_size=400))
def test_any_file_is_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(SourceError):
        read_voices(body)
