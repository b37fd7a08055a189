"""The list of what goes where tells those who put posters up what they can really do."""

from signage.render.posters.lists import ListRow, print_list
from tests.render.posters.sheets import a_design, letters, pages, picture_of, read

PAGE = "https://signage.example.lg.jp/p/7K4M"


def listed(*rows: ListRow) -> tuple[str, list[str]]:
    """The words of the list without their spaces, and what its codes say."""
    (page,) = pages(print_list(a_design(), rows, 0, len(rows)))
    return "".join(one.text for one in letters(page)), read(picture_of(page, 300))


def test_a_poster_is_recorded_by_the_code_in_its_row() -> None:
    words, codes = listed(ListRow(place="JR日立駅", code="K7QXB-7K4M", page=PAGE))
    assert "右のコードを" in words and "記録する" in words and codes == [PAGE]


def test_where_phones_reach_no_page_its_code_is_typed_and_no_column_stands_empty() -> None:
    words, codes = listed(ListRow(place="JR日立駅", code="K7QXB-7K4M"))
    assert "右のコードを" not in words and "記録する" not in words and "/pのページに番号を入れて" in words
    assert "貼った" in words and "JR日立駅" in words and codes == []
