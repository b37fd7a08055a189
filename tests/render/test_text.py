import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.render.lines import set_lines
from signage.render.measure import typeface
from signage.render.phrases import NOT_FIRST, NOT_LAST
from signage.render.text import Setter, Step, hang
from signage.render.titles import split_title

from . import samples
from .conftest import VENDOR

LANDSCAPE: list[Step] = [(196, 1), (150, 2), (122, 3), (102, 4)]
WIDE: list[Step] = [(128, 2), (108, 3), (92, 4), (78, 5)]
PORTRAIT: list[Step] = [(170, 1), (150, 2), (128, 3), (108, 4), (90, 6), (74, 8)]
BOXES = ((1130.0, LANDSCAPE), (1728.0, WIDE), (936.0, PORTRAIT))


def lines_of(setter: Setter, text: str, em: float) -> list[str]:
    return list(set_lines(text, em, setter.face, setter.words).texts)


@pytest.mark.parametrize("title", samples.TITLES)
def test_no_line_begins_or_ends_with_a_forbidden_mark(setter: Setter, title: str) -> None:
    for em in (6, 8, 10, 13, 17, 22):
        for line in lines_of(setter, split_title(title).title, em):
            assert line[0] not in NOT_FIRST
            assert line[-1] not in NOT_LAST


@pytest.mark.parametrize("title", samples.TITLES)
def test_no_line_begins_with_a_lone_particle(setter: Setter, title: str) -> None:
    for em in (8, 10, 13, 17, 22):
        for line in lines_of(setter, split_title(title).title, em)[1:]:
            assert not re.match(r"[がのをにはへとでも](?![ぁ-ん])", line), line


def test_a_particle_stays_with_its_word_though_the_phrases_part_them(setter: Setter) -> None:
    assert setter.fit("みんなでつくる", 936, [(150, 2)]).lines == ("みんなで", "つくる")


def test_what_leans_on_the_word_before_begins_no_line(setter: Setter) -> None:
    lines = setter.fit("日立市の「公共交通の将来像」として描きました", 936, [(90, 3)]).lines
    assert not any(line.startswith("として") for line in lines)
    assert not any(line.startswith("だけ") for line in setter.fit("『脱炭素』だけじゃない！", 700, [(60, 2)]).lines)


def test_a_compound_breaks_where_its_script_changes(setter: Setter) -> None:
    assert setter.fit("日立シビックセンター音楽ホール", 936, [(76, 2)]).lines == ("日立シビックセンター", "音楽ホール")


def test_the_spaces_of_a_latin_name_are_no_clauses(setter: Setter) -> None:
    lines = setter.fit("「Hitachi Social Innovation Forum 2025」でのセッションに登壇しました", 1776, [(70, 3)]).lines
    assert lines == ("「Hitachi Social Innovation Forum 2025」での", "セッションに登壇しました")


@pytest.mark.parametrize(
    "whole",
    [
        "令和7年11月8日",
        "2024年11月22日",
        "第60回",
        "120人",
        "日立製作所",
        "共創プロジェクト",
        "スマートシティ",
        "10項目",
    ],
)
def test_dates_counted_things_and_the_projects_names_are_never_broken(setter: Setter, whole: str) -> None:
    text = f"まちの未来を話し合う集まりは{whole}について市役所のとなりで始まりました"
    for em in range(10, 24):
        assert any(whole in line for line in lines_of(setter, text, em))


@pytest.mark.parametrize(
    ("text", "whole"),
    [("市民参加型による未来都市の実現に向けた話し合い", "による"), ("海からのぼる朝日を見る会を開きます", "のぼる")],
)
def test_a_word_that_begins_like_a_particle_is_not_parted(setter: Setter, text: str, whole: str) -> None:
    for em in range(6, 16):
        assert any(whole in line for line in lines_of(setter, text, em))


def test_a_project_s_own_words_come_from_its_settings_not_from_code(vendor: object) -> None:
    face = typeface(str(VENDOR), "bold")
    text = "これからのひばりが丘団地を考える"
    assert any("ひばりが丘団地" in line for line in Setter(face, ("ひばりが丘団地",)).fit(text, 840, [(100, 4)]).lines)


@pytest.mark.parametrize("title", samples.TITLES)
def test_nothing_is_lost_when_a_title_fits(setter: Setter, title: str) -> None:
    parts = split_title(title)
    for width, steps in BOXES[1:]:
        setting = setter.fit(parts.title, width, steps)
        assert not setting.shortened
        assert "".join(setting.lines).replace(" ", "") == parts.title.replace(" ", "")
        assert setting.widest <= width


@pytest.mark.parametrize("title", samples.TITLES)
def test_no_title_ends_in_a_stub(setter: Setter, title: str) -> None:
    for width, steps in BOXES[1:]:
        setting = setter.fit(split_title(title).title, width, steps)
        assert len(setting.lines) == 1 or setting.widths[-1] >= 3


def test_eighty_characters_stand_uncut_in_landscape_and_portrait(setter: Setter) -> None:
    title = split_title(samples.LONG).title
    assert len(title) > 75
    assert setter.fit(title, 1728, WIDE).size >= 78
    assert setter.fit(title, 936, PORTRAIT).size >= 74


def test_two_lines_that_nearly_fit_one_become_one(setter: Setter) -> None:
    setting = setter.fit("市民参加の推進について", 1130, [(104, 2)])
    assert len(setting.lines) == 1
    assert 0.9 * 104 <= setting.size < 104


def test_a_line_that_stands_alone_may_grow_but_no_further_than_its_box(setter: Setter) -> None:
    grown = setter.fit("産業祭", 1130, [(150, 1)], grow=True)
    assert grown.size == int(150 * 1.27)
    assert setter.fit("日立市産業祭", 1130, [(150, 1)], grow=True).widest <= 1130


def test_what_cannot_fit_is_cut_at_a_phrase_with_an_honest_ellipsis(setter: Setter) -> None:
    setting = setter.fit(samples.LONG, 900, [(100, 2)])
    assert setting.shortened
    assert len(setting.lines) <= 2
    assert setting.lines[-1].endswith("…")
    assert not setting.lines[-1].endswith("、…")
    assert samples.LONG.startswith("".join(setting.lines)[:-1])


def test_one_endless_word_is_cut_by_character(setter: Setter) -> None:
    setting = setter.fit("あ" * 400, 900, [(100, 2)])
    assert setting.widest <= 900
    assert len(setting.lines) <= 2
    assert setting.shortened


def test_words_with_spaces_between_them_break_at_those_and_after_every_sentence(setter: Setter) -> None:
    text = "あぶない ところに いる人は みんな にげて ください。いま すぐ にげて ください。"
    words = re.split("[ 。]", text)
    for em in (8, 10, 14):
        for line in set_lines(text, em, setter.face, setter.words, spaced=True).texts:
            assert line.rstrip("。").split(" ")[0] in words
            assert line.rstrip("。").split(" ")[-1] in words


def test_easy_japanese_breaks_at_its_own_spaces_also_where_it_has_few(setter: Setter) -> None:
    easy = msgspec.structs.replace(setter, easy=True)
    assert easy.fit("図書館の 休みの日が かわります", 700, [(100, 4)]).lines == ("図書館の", "休みの日が", "かわります")
    assert easy.fit("やめます。 ごめんなさい。", 1728, [(60, 2)]).lines == ("やめます。", "ごめんなさい。")


def test_english_breaks_between_words(vendor: object) -> None:
    setter = Setter(typeface(str(VENDOR), "semibold"))
    for title in samples.ENGLISH:
        assert " ".join(setter.fit(title, 936, PORTRAIT).lines) == title


def test_an_opening_bracket_hangs_out_of_the_line(setter: Setter) -> None:
    assert (hang("「日立」"), hang("（株）"), hang("日立")) == (12, 14, 0)


@given(st.text(alphabet="日立市産業まつりのをにゃーッ、。！？（）「」・ 　012AaBb…〜%", min_size=1, max_size=60))
def test_any_text_is_set_within_its_box(text: str) -> None:
    setter = Setter(typeface(str(VENDOR), "bold"))
    text = text.strip(" 　")
    if text:
        setting = setter.fit(text, 900, [(120, 2), (90, 3), (60, 6)])
        assert setting.widest <= 900 + 60 * 3  # a run of marks that may not be parted hangs over at worst
        assert len(setting.lines) <= 6
