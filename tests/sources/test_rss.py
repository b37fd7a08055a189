"""RSS 1.0, RSS 2.0 and Atom → items."""

import codecs
import pickle
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from signage.domain.content import Item, Period
from signage.errors import SourceError
from signage.sources import Parsed
from signage.sources.rss import ENTRIES, parse

from .conftest import sample, source

HOSTS = {"www-source.minato.example": "www.minato.example"}


def parsed(text: str | bytes, content_type: str | None = None, address: str = "", **values: Any) -> Parsed:
    body = text.encode() if isinstance(text, str) else text
    return parse(body, content_type, source(**values), address=address)


def one(item: str, **values: Any) -> Item:
    """The item of a feed of one entry."""
    return parsed(feed(item), **values).items[0]


def feed(*items: str) -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>f</title>{inner}</channel></rss>'


def refusal(text: str | bytes, content_type: str | None = None, address: str = "") -> str:
    with pytest.raises(SourceError) as caught:
        parsed(text, content_type, address)
    assert caught.value.where == "feeds/news.rss"
    return caught.value.message


def test_an_entry_of_rss_2_becomes_an_item() -> None:
    words = {"mobility": ["公共交通"], "green": ["脱炭素"]}
    item = parsed(sample("rss20.xml"), hosts=HOSTS, theme_words=words, department={"ja": "広報課"}).items[0]
    assert item == Item(
        id=item.id,
        source="news",
        kind="news",
        title={"ja": "図書館が①階に移ります ㈱髙橋ビル"},
        text={"ja": "中央図書館は12月1日に移ります。 Q&Aは別紙。"},
        url="https://www.minato.example/news/1000100/1000123/index.html",
        published_at=datetime(2026, 11, 21, 1, 30, tzinfo=UTC),
        position=0,
        department={"ja": "広報課"},
        themes=("mobility",),
        hashtags=("次世代未来都市", "公共交通のスマート化"),
    )


def test_what_cannot_be_used_is_left_out_and_said() -> None:
    found = parsed(sample("rss20.xml"))
    assert [item.title["ja"][:4] for item in found.items] == ["図書館が", "ごみの日", "リンクの"]
    assert [item.position for item in found.items] == [0, 1, 2]
    assert found.notes == (
        "entry 3 “リンクのない知らせ”: its link is left out: javascript: is not a web address",
        "entry 3 “リンクのない知らせ”: its date “いつか” can't be read",
        "entry 4 “同じもの”: the same entry came before it; passed over",
        "entry 5 “”: it has no title; passed over",
    )
    assert (found.items[2].url, found.items[2].published_at) == (None, None)


def test_rss_1_is_known_by_rdf_about_and_its_dates_without_a_zone_are_the_offices() -> None:
    first, second = parsed(sample("rss10.xml"), theme_words={"citizen": ["市民参加"]}).items
    assert first.published_at == datetime(2026, 11, 19, 0, 0, tzinfo=UTC)
    assert second.published_at == datetime(2026, 11, 18, 0, 0, tzinfo=UTC)
    assert (first.themes, second.themes) == ((), ("citizen",))
    assert parse(sample("rss10.xml").encode(), None, source(), "UTC").items[1].published_at == datetime(
        2026, 11, 18, 9, 0, tzinfo=UTC
    )


def test_atom_says_which_text_is_markup() -> None:
    first, second = parsed(sample("atom.xml")).items
    assert first.title == {"ja": "文字としての <b> の話"}
    assert first.text == {"ja": "港の朝市です。"}
    assert first.url == "https://www.kamome.example/1"
    assert first.published_at == datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert second.title == {"ja": "灯台を公開します"}
    assert second.text == {"ja": "11月23日のみ。 雨天中止。"}


def test_a_date_of_a_feed_is_never_the_beginning_of_a_period() -> None:
    for name in ("rss20.xml", "rss10.xml", "atom.xml", "rss091.xml"):
        assert {item.period for item in parsed(sample(name)).items} == {Period()}


def test_a_doctype_that_only_names_a_dtd_is_let_pass_and_html_names_are_read() -> None:
    found = parsed(sample("rss091.xml"))
    assert found.items[0].title == {"ja": "道路 工事"}


def test_an_updated_entry_keeps_its_id_and_so_does_one_whose_number_another_carries() -> None:
    link = "<link>https://www.minato.example/news/1000123/index.html</link>"
    before = parsed(feed(f"<title>断水</title>{link}")).items[0]
    other = link.replace("index", "map")
    after = parsed(feed(f"<title>地図</title>{other}", f"<title>【更新】断水</title>{link}")).items
    assert before.id.startswith("news-1000123-")
    assert [item.id == before.id for item in after] == [False, True]
    assert after[1].title == {"ja": "【更新】断水"}


@pytest.mark.parametrize(
    "written",
    [
        "<guid>http://www-source.minato.example/a.html</guid><link>https://www.minato.example/b.html</link>",
        "<link>https://www.minato.example/a.html</link>",
        "<link>https://WWW.minato.example:443/a.html</link>",
    ],
)
def test_an_address_is_the_same_identity_on_http_and_https_and_on_the_editing_server(written: str) -> None:
    plain = one("<title>a</title><link>https://www.minato.example/a.html</link>")
    assert one(f"<title>a</title>{written}", hosts=HOSTS).id == plain.id


def test_entries_that_share_a_link_are_told_apart_by_their_guid() -> None:
    link = "<link>https://www.minato.example/</link>"
    items = parsed(feed(*(f'<title>{n}</title>{link}<guid isPermaLink="false">{n}</guid>' for n in "ab"))).items
    assert len({item.id for item in items}) == 2


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("&lt;重要&gt;お知らせ", "<重要>お知らせ"),
        ("Q&amp;A", "Q&A"),
        ("Q&amp;amp;A", "Q&A"),
        ("&amp;amp;lt; とは", "&lt; とは"),
        ("<![CDATA[祭り<br>中止]]>", "祭り 中止"),
        ("<![CDATA[<p>朝</p><p>夕</p>]]>", "朝 夕"),
        ("①㈱髙﨑Ⅱ℃", "①㈱髙﨑Ⅱ℃"),
        ("か\u3099", "が"),
        ("  左\n\t 右\u3000上 ", "左 右 上"),
        ("安全\u202eな\u2066名\u200b前\ufeff", "安全な名前"),
        ("制\x0b御&#11;&#x1B;文字", "制御文字"),
        ("葛\U000e0100城 👨\u200d👩", "葛\U000e0100城 👨\u200d👩"),
        ("&nbsp;1&copy;2", "1©2"),
    ],
)
def test_a_title_is_plain_text_with_its_entities_decoded_once(written: str, shown: str) -> None:
    assert one(f"<title>{written}</title>").title == {"ja": shown}


def test_texts_are_cut_to_what_a_slide_can_ever_show() -> None:
    item = one(f"<title>{'長' * 400}</title><description>{'文' * 3000}</description>")
    assert (len(item.title["ja"]), len(item.text["ja"])) == (300, 2000)
    assert item.title["ja"].endswith("長…")


def test_a_run_of_hashtags_sorts_but_is_not_read_out() -> None:
    item = one(
        "<title>祭</title><description>さくらまつり。 #日立市#市民参加 #AR</description>",
        theme_words={"citizen": ["市民参加"]},
    )
    assert (item.text, item.themes) == ({"ja": "さくらまつり。"}, ("citizen",))


def test_a_source_gives_its_own_themes_kind_and_language() -> None:
    item = one(
        "<title>Bus</title><category>公共交通</category>", themes=["x"], theme_words={"m": ["交通"]}, language="en"
    )
    assert (item.themes, item.title) == (("x", "m"), {"en": "Bus"})


def test_an_entry_that_its_kind_cannot_show_is_passed_over() -> None:
    found = parsed(feed("<title>a</title>"), kind="survey")
    assert found == Parsed((), ("entry 1 “a”: it has no url; passed over",), 1)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("http://ｗww.minato.example/mayor/", "http://www.minato.example/mayor/"),
        ("ｈｔｔｐ：／／www.minato.example/a", "http://www.minato.example/a"),
        ("http://日本.example/あ い?b=う", "http://xn--wgv71a.example/%E3%81%82%20%E3%81%84?b=%E3%81%86"),
        ("//www.minato.example/a", "https://www.minato.example/a"),
        ("../b.html#c", "https://www.minato.example/b.html#c"),
        ("data:text/html,x", None),
        ("http://user@www.minato.example/", None),
        ("http://www minato example/", None),
        ("http://[::1", None),
        ("http://www.minato.example:99999/", None),
        ("https://elsewhere.example/", None),
    ],
)
def test_a_link_is_made_absolute_and_plain_or_left_out_with_a_note(link: str, url: str | None) -> None:
    text = feed(f"<title>a</title><link>{link}</link>")
    found = parsed(
        text, address="https://www.minato.example/news/rss.xml", link_hosts=["minato.example", "xn--wgv71a.example"]
    )
    assert found.items[0].url == url
    assert bool(found.notes) == (url is None)


def test_relative_links_of_a_feed_in_a_file_start_at_the_feeds_own_page() -> None:
    assert parsed(sample("rss20.xml")).items[1].url == "https://www.minato.example/kurashi/1000456.html"


JAPANESE = sample("rss20.xml")


@pytest.mark.parametrize(
    ("codec", "label", "content_type"),
    [
        ("utf-8", "UTF-8", None),
        ("utf-8", "UTF-8", "text/xml; charset=ISO-8859-1"),
        ("utf-8-sig", "Shift_JIS", "application/xml; charset=Shift_JIS"),
        ("utf-16", "UTF-16", None),
        ("utf-16-le", "UTF-16", None),
        ("cp932", "Shift_JIS", None),
        ("cp932", "UTF-8", "application/rss+xml; charset=Shift_JIS"),
        ("cp932", "UTF-8", None),
        ("cp932", "windows-31j", "text/html"),
        ("utf-8", "idna", None),
        ("utf-8", "Shift_JIS", "text/xml; charset=EUC-JP"),
    ],
)
def test_the_letters_are_read_whatever_the_label_says(codec: str, label: str, content_type: str | None) -> None:
    body = JAPANESE.replace('"UTF-8"', f'"{label}"').encode(codec)
    assert parsed(body, content_type).items[0].title["ja"] == "図書館が①階に移ります ㈱髙橋ビル"


@pytest.mark.parametrize(
    ("codec", "label"), [("euc_jp", "EUC-JP"), ("euc_jis_2004", "EUC-JP"), ("iso2022_jp", "ISO-2022-JP")]
)
def test_the_older_japanese_encodings_are_read(codec: str, label: str) -> None:
    title = "図書館が①階に移ります" if codec == "euc_jis_2004" else "図書館が移ります"
    text = f'<?xml version="1.0" encoding="{label}"?>{feed(f"<title>{title}</title>")}'
    assert parsed(text.encode(codec)).items[0].title == {"ja": title}


def test_a_letter_cut_in_its_middle_does_not_garble_the_feed() -> None:
    body = JAPANESE.encode().replace("年末の収集日です。".encode(), "年末の収".encode()[:-1])
    found = parsed(body)
    assert found.items[1].text == {"ja": "年末の"}
    assert found.notes[0] == "1 broken letters were left out"


def test_utf_8_with_a_bom_may_also_be_broken_somewhere() -> None:
    body = codecs.BOM_UTF8 + feed("<title>a</title>").encode().replace(b"a<", b"a\xff<")
    assert parsed(body).items[0].title == {"ja": "a"}


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + feed("<title>&b;</title>")
EXTERNAL = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + feed("<title>&x;</title>")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the answer is empty"),
        (" \r\n\ufeff", "the answer is empty"),
        ("<!DOCTYPE html><html><body>メンテナンス中</body></html>", "this is a web page (HTML), not a feed"),
        ('<?xml version="1.0"?><!-- x --> <HTML>', "this is a web page (HTML), not a feed"),
        (sample("rss20.xml")[:900], "the XML is broken or breaks off"),
        (sample("rss20.xml").replace("</channel>", ""), "the XML is broken or breaks off"),
        (feed("<title>&unknown;</title>"), "undefined entity"),
        ("<urlset><url/></urlset>", "this is XML, but not RSS or Atom"),
        ("not xml at all", "it does not begin as XML does"),
        ('{"items": []}', "it does not begin as XML does"),
        (BOMB, "refused for safety"),
        (EXTERNAL, "refused for safety"),
        (feed("<a>" * 300 + "</a>" * 300), "more than any feed"),
        (feed("<a " + " ".join(f"a{n}='x'" for n in range(101)) + "/>"), "more than any feed"),
        (feed("<a/>" * 200_000), "more than any feed"),
        (b"\xff\xfe\xfd" + b"\x00\xd8" * 9, "it does not begin as XML does"),
        (b"\x80\x81\xfd\xff" * 20, "the letters can't be read"),
        (b"\x89PNG\r\n\x1a\n\xff\xff", "it does not begin as XML does"),
    ],
)
def test_what_is_no_feed_is_refused_with_the_reason(text: str | bytes, said: str) -> None:
    assert said in refusal(text)


def test_a_web_page_that_names_its_feed_is_a_help() -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/news.rss?a&amp;b"></head></html>'
    assert refusal(page, address="https://www.minato.example/").endswith(
        "the page names this one: https://www.minato.example/news.rss?a&b"
    )


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parsed(feed()) == Parsed(())


def test_of_an_endless_feed_only_the_beginning_is_read() -> None:
    found = parsed(feed(*(f"<title>{number}</title>" for number in range(ENTRIES + 5))))
    assert (len(found.items), found.notes) == (1000, ("only the first 1000 of 1005 entries are read",))


def test_notes_are_for_people_and_end_somewhere() -> None:
    found = parsed(feed(*("<title> </title>" for _ in range(80))))
    assert (len(found.notes), found.notes[-1]) == (51, "and 30 notes more")


def test_parsing_can_go_to_another_process_and_its_outcome_to_json() -> None:
    found = parsed(sample("rss20.xml"))
    assert pickle.loads(pickle.dumps(parse)) is parse
    assert pickle.loads(pickle.dumps(found)) == found
    assert msgspec.json.decode(msgspec.json.encode(found), type=Parsed) == found
