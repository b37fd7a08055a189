"""Bytes without a label, or with a wrong one: which of the Japanese encodings they are in, or Latin-1."""

import pytest

from signage.errors import SourceError
from signage.sources.encodings import decode

HEAD = '<rss version="2.0"><channel><title>{}</title></channel></rss>'
NOTICE = "産業祭のお知らせ"


@pytest.mark.parametrize(
    "text",
    [
        NOTICE,
        "令和8年度 日立市職員採用試験のご案内",
        "図書館の休館日をお知らせします",
        "市民会館・ｺﾐｭﾆﾃｨｰｾﾝﾀｰからのお知らせです",
        "道路工事にともなう通行止め",
        "ごみの収集日が変わります",
    ],
)
@pytest.mark.parametrize("label", [None, "text/xml", "text/xml; charset=UTF-8", "text/xml; charset=ISO-8859-1"])
def test_euc_jp_is_known_without_a_label(text: str, label: str | None) -> None:
    assert decode(HEAD.format(text).encode("euc_jp"), label) == (HEAD.format(text), 0)
    assert decode(HEAD.format(text).encode("cp932"), label) == (HEAD.format(text), 0)


def test_euc_jp_with_the_row_of_circled_figures_is_known() -> None:
    text = HEAD.format("図書館が①階に移ります")
    assert decode(text.encode("euc_jis_2004"), None) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "ｻﾝｷﾞｮｳｻｲﾉｵｼﾗｾ",
        "ﾋﾀﾁ､ｱｷﾉﾏﾂﾘ｡ｾﾞﾋ､ｵｺｼｸﾀﾞｻｲ",
        "ｻｰﾋﾞｽ･ｾﾝﾀｰ",
        "ｻﾝｶﾞ､ﾚﾎﾟｰﾄ､ｶｰﾄ､ﾎﾟｽﾀｰ",
        "ｱ",
        "ｱｲ",
        "ﾎｰﾙ ﾃﾞ ﾏﾂﾘ",
        "産業祭 ｲﾍﾞﾝﾄﾋﾛﾊﾞ",
        "ｺﾐｭﾆﾃｨｰｾﾝﾀｰ祭",
    ],
)
def test_half_width_kana_stay_what_they_are(text: str) -> None:
    assert decode(text.encode("cp932"), None) == (text, 0)
    assert decode(HEAD.format(text).encode("cp932"), None) == (HEAD.format(text), 0)


@pytest.mark.parametrize(
    "text",
    [
        "Bærum åpner nytt bibliotek ved sjøen",
        "Åpent møte i Bergen rådhus",
        "Bærum rådhus",
        "BÆRUM RÅDHUS",
        "Rådhuset på Torget",
        "Neue Öffnungszeiten der Bücherei: “bis 20 Uhr”",
        "L’école élémentaire réélue à l’été",
        "St John’s Library",
        "¿Dónde está la biblioteca de Málaga?",
    ],
)
@pytest.mark.parametrize("label", [None, "text/xml", "text/xml; charset=UTF-8", "text/xml; charset=ISO-8859-1"])
def test_latin_letters_never_become_kanji(text: str, label: str | None) -> None:
    assert decode(HEAD.format(text).encode("cp1252"), label) == (HEAD.format(text), 0)


def test_another_alphabet_without_a_label_is_refused_and_not_garbled() -> None:
    body = "Библиотека закрыта".encode("windows-1251")
    assert decode(body, "text/plain; charset=windows-1251") == ("Библиотека закрыта", 0)
    with pytest.raises(SourceError, match="the letters can't be read"):
        decode(body, None)


@pytest.mark.parametrize(
    "text",
    [
        "JR日立駅",
        "3F会議室",
        "市民会館ABC",
        "A棟",
        "市役所、図書館",
        "駅",
        "①",
        "髙﨑ホール\ue000",
        "title: Web会議",
        "iPad教室",
        "玄関A、玄関B",
    ],
)
@pytest.mark.parametrize("label", [None, "text/xml; charset=ISO-8859-1"])
def test_japanese_beside_latin_letters_stays_japanese(text: str, label: str | None) -> None:
    assert decode(text.encode("cp932"), label) == (text, 0)


def test_what_is_labelled_shift_jis_is_not_guessed_anew() -> None:
    body = NOTICE.encode("euc_jp")
    assert decode(body, "text/plain; charset=Shift_JIS") == (body.decode("cp932"), 0)
