"""A browser is there for tests that say that they run one, and for no others."""

import pytest

from tests.chromium import BrowserError, chromium, shared_chromium


async def test_a_test_that_lacks_the_mark_gets_no_browser() -> None:
    with pytest.raises(BrowserError, match="gets_no_browser lacks the mark “browser”"):
        async with shared_chromium():
            pass
    with pytest.raises(BrowserError, match="gets_no_browser lacks the mark “browser”"):
        async with chromium():
            pass
