"""A template of one's own, tried with the project's message before anybody orders posters by it. Runs in a worker."""

from ...brand import Brand
from ...domain.content import Item
from ...domain.posters import paper_of
from .design import Design, OwnFiles, Sheet
from .sheets import print_sheets

LONG = "https://signage.example.lg.jp/q/AB3CD-7K4M"
"""As dense as a real code."""


def try_template(own: OwnFiles, name: str, brand: Brand, vendor: str) -> None:
    """Sets one sheet of it, and reads its code back. Raises RenderError naming file and line."""
    title = brand.message or brand.name or {"ja": "見本", "en": "Sample"}
    item = Item(id="poster", source="poster", kind="about", title=title)
    language = "ja" if "ja" in title else next(iter(title))
    design = Design(
        item=item, paper=paper_of("A4"), language=language, template=name, brand=brand, vendor=vendor, own=own
    )
    print_sheets(design, [Sheet(says=LONG, code="AB3CD-7K4M", place=title[language])])
