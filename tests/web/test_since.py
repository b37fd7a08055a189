"""What home tells of the days since the last working day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.content import Period
from signage.store.edits import Edit
from signage.web.staff.since import Reader, changes_since, heading, last_working_day
from signage.web.staff.times import Times
from tests.factories import an_item

MONDAY = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
SINCE = datetime(2026, 11, 12, 15, tzinfo=UTC)
TIMES = Times("ja", ZoneInfo("Asia/Tokyo"), MONDAY)


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 17), date(2026, 11, 16)),
        (date(2026, 11, 16), date(2026, 11, 13)),
        (date(2026, 11, 24), date(2026, 11, 20)),  # the Monday before is 勤労感謝の日
    ],
)
def test_the_last_working_day_is_before_the_weekend_and_before_holidays(today: date, last: date) -> None:
    assert last_working_day(today, "JP") == last


def test_a_day_after_the_weekend_says_since_when() -> None:
    assert heading(date(2026, 11, 15), TIMES)["ja"] == "きのうからの変化"
    assert heading(date(2026, 11, 13), TIMES)["ja"] == "11月13日(金)からの変化"


def test_what_ended_over_the_weekend_is_one_line_that_leads_to_its_list() -> None:
    ended = {
        f"news-{n}": an_item(
            f"news-{n}", title={"ja": f"知らせ{n}"}, period=Period(ends_at=datetime(2026, 11, 14, n, tzinfo=UTC))
        )
        for n in range(3)
    }
    found = changes_since([], Catalogue(items=ended), SINCE, MONDAY, Reader(TIMES, {}, looks=True))
    assert [(one.says, one.url) for one in found] == [
        ("「知らせ2」ほか 2件の掲載が終わりました", "/content?state=ended&order=-ends")
    ]


def test_what_ended_is_told_however_much_was_done_since() -> None:
    ended = an_item("news-1", title={"ja": "知らせ"}, period=Period(ends_at=datetime(2026, 11, 14, tzinfo=UTC)))
    edits = [Edit(n, MONDAY, "a", "item", f"staff-{n}", "approve", None, '{"title": {"ja": "祭"}}') for n in range(20)]
    found = changes_since(edits, Catalogue(items={"news-1": ended}), SINCE, MONDAY, Reader(TIMES, {}, looks=True))
    assert len(found) == 8 and found[-1].says == "「知らせ」の掲載が終わりました"


def test_of_each_item_the_last_act_is_told_and_leads_there_for_whoever_may_look() -> None:
    edits = [
        Edit(2, MONDAY, "chief", "item", "staff-1", "approve", None, '{"title": {"ja": "祭"}}'),
        Edit(1, MONDAY, "writer", "item", "staff-1", "request", None, '{"title": {"ja": "祭"}}'),
    ]
    (one,) = changes_since(edits, Catalogue(), SINCE, MONDAY, Reader(TIMES, {}, looks=True))
    assert (one.says, one.url) == ("「祭」を承認しました（chief）", "/content/staff-1")
    (one,) = changes_since(edits, Catalogue(), SINCE, MONDAY, Reader(TIMES, {}, looks=False))
    assert one.url == ""
