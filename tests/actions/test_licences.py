"""A picture's licence in what is published: a screen without a network leaves the picture out on the very minute."""

from datetime import timedelta
from typing import Any

import msgspec

from signage.actions.publish_manifests import Press, publish_manifests
from signage.domain.catalogue import Catalogue
from signage.domain.content import Item
from signage.domain.media import Media, Rendition
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from signage.domain.showing import showing
from tests.factories import NOW, a_display, a_place, an_item

ENDS = NOW + timedelta(hours=3)
NAME = "library/01M81J8KZ9ZCQRJ9Q9TABPN20J.jpg"


def a_catalogue(press: Press, *items: Item) -> Catalogue:
    file = press.blobs.store(b"a picture", "webp")
    media = Media(name=NAME, renditions=(Rendition(file, 1920, 1280, 9),), ends_at=ENDS)
    return Catalogue(
        revision=1,
        items={item.id: item for item in items},
        playlists={"all": Playlist(name="all", sections=(Section(name="all"),))},
        rules=(Rule(playlist="all", number=1),),
        places={"station": a_place()},
        displays={"a": a_display("a")},
        media={NAME: media},
    )


async def published(press: Press, *items: Item) -> dict[str, Any]:
    await publish_manifests(press, a_catalogue(press, *items), NOW)
    served = press.manifests.of("a")
    assert served
    found: dict[str, Any] = msgspec.json.decode(served.body())
    return found


def loads_picture(manifest: dict[str, Any], slide: str | None) -> bool:
    needs = manifest["assets"][f"/slides/{slide}.html"]["needs"]
    return any(manifest["assets"][path]["bytes"] == len(b"a picture") for path in needs if path.endswith(".webp"))


def slides_at(manifest: dict[str, Any], minutes: float) -> set[tuple[str | None, str | None]]:
    """Item and slide of each second of a minute, so many minutes after the licence's end."""
    begins = round((ENDS + timedelta(minutes=minutes)).timestamp() * 1000)
    shown = (showing(manifest, begins + second * 1000) for second in range(60))
    return {(one.item, one.slide) for one in shown}


async def test_a_news_item_goes_on_without_its_picture(press: Press) -> None:
    manifest = await published(press, an_item("news", media=NAME))
    [(item, before)], [(same, after)] = slides_at(manifest, -1), slides_at(manifest, 0)
    assert item == same == "news"
    assert before != after
    assert loads_picture(manifest, before)
    assert not loads_picture(manifest, after)


async def test_what_is_nothing_but_the_picture_ends(press: Press) -> None:
    manifest = await published(press, an_item("photo", kind="picture", media=NAME), an_item("news"))
    assert {item for item, _ in slides_at(manifest, -1)} == {"photo", "news"}
    assert {item for item, _ in slides_at(manifest, 0)} == {"news"}
