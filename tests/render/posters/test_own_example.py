"""The template that docs/posters.md shows is one."""

import re
from pathlib import Path

from signage.render.posters.sheets import print_sheets
from tests.render.posters.sheets import a_design, a_sheet, pages, picture_of, read

DOCUMENT = Path(__file__).parents[3] / "docs" / "posters.md"


def test_the_documents_template_makes_posters_that_are_read() -> None:
    found = re.search(r"```typst\n(.+?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert found
    design = a_design(size="A3", template="ours", own=(("ours.typ", found[1].encode()),))
    made = list(pages(print_sheets(design, [a_sheet(1), a_sheet(2)])))
    assert [read(picture_of(page)) for page in made] == [[a_sheet(1).says], [a_sheet(2).says]]
