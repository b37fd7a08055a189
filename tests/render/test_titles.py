import pytest

from signage.render.titles import TitleParts, normalise, split_title


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("令和7年11月8日-9日「日立市産業祭」担当レポート", TitleParts("日立市産業祭", "令和7年11月8日〜9日")),
        ("令和7年3月 「令和6年度の活動を振り返って」", TitleParts("令和6年度の活動を振り返って", "令和7年3月")),
        ("【第3回】まちの声を聞く会", TitleParts("まちの声を聞く会", "", "第3回")),
        (
            "令和8年1月「進化する公共交通 ~だれにでもやさしい移動の未来へ~」担当レポート",
            TitleParts("進化する公共交通", "令和8年1月", "", "だれにでもやさしい移動の未来へ"),
        ),
        (
            "住みたいまちへ―2040年はどんなまち?― 第2回ワークショップ",
            TitleParts("住みたいまちへ", "", "第2回ワークショップ", "2040年はどんなまち？"),
        ),
        ("「電動キックボード」体験談と「みんなの声」", TitleParts("「電動キックボード」体験談と「みんなの声」")),
        ("「まちを歩く ―春の港―」担当レポート", TitleParts("まちを歩く", "", "", "春の港")),
        ("「まちの「森」を歩く―春―」", TitleParts("「まちの「森」を歩く」", "", "", "春")),
        ("担当レポート", TitleParts("担当レポート")),
        ("Co-creation room opens", TitleParts("Co-creation room opens")),
    ],
)
def test_the_parts_of_a_title_go_to_their_places(title: str, parts: TitleParts) -> None:
    assert split_title(title) == parts


def test_marks_among_japanese_take_their_full_form_and_english_keeps_its_own() -> None:
    assert normalise("電話(株)ですか?!") == "電話（株）ですか？！"
    assert normalise("Are you ready? (Yes!)") == "Are you ready? (Yes!)"
