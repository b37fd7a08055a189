"""The files that pages load: for ever by their hash; a script that another one imports is asked for each time."""

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from signage.web.errors import answered
from signage.web.staff.static import StaticFiles


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (StaticFiles().address("pages/item.js"), "immutable"),
        ("/static/pages/letters.js", "no-cache"),
        ("/static/marks.svg", "max-age=86400"),
        ("/static/pages/item.js?v=of-another-version", "no-cache"),
    ],
)
async def test_a_page_is_never_made_of_two_versions(aiohttp_client: AiohttpClient, address: str, kept: str) -> None:
    app = web.Application()
    app.router.add_get("/static/{name:.*}", answered(StaticFiles().get))
    answer = await (await aiohttp_client(app)).get(address)
    assert answer.status == 200 and kept in answer.headers["Cache-Control"]
