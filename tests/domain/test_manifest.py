"""Head, tail and ETag: the bytes on the wire."""

import hashlib
import json
from typing import Any

from signage.domain.manifest import (
    Made,
    build_head,
    build_tail,
    etag_of,
    join,
    with_etag,
    with_player,
)
from signage.domain.slots import Loop, SlideKey
from signage.domain.timeline import Segment

from .factory import a_display, a_place, a_slot, at

FALLBACK = Made("f" * 64, 900, (("/media/font.woff2", 50), ("/media/style.css", 5)))
NEWS = Made("1" * 64, 3120, (("/media/style.css", 5), ("/media/picture.webp", 183020)))
SURVEY = Made("2" * 64, 2000)
FROM, NOON, UNTIL = at("2026-11-21T15:00"), at("2026-11-22T03:00"), at("2026-11-22T15:00")

SHOWN: Loop = (a_slot("news-1"), a_slot("survey", template="survey.html", ms=20_000), a_slot("news-1"))
MADE: dict[SlideKey, Made] = {SHOWN[0].key: NEWS, SHOWN[1].key: SURVEY}

GOLDEN_TAIL = (
    '{"from":1795273200000,"until":1795359600000,'
    f'"slides":[{{"slide":"{"1" * 64}","ms":12000,"transition":"fade","item":"news-1"}},'
    f'{{"slide":"{"2" * 64}","ms":20000,"transition":"fade","item":"survey"}}],'
    '"loops":{"L1":{"ms":44000,"order":[0,1,0]}},'
    '"segments":[{"from":1795273200000,"until":1795316400000,"anchor":1795273200000,"loop":null},'
    '{"from":1795316400000,"until":1795359600000,"anchor":1795316400000,"loop":"L1"}],'
    f'"fallback":"{"f" * 64}","withdrawn":["news-0"],'
    '"assets":{"/media/font.woff2":{"bytes":50},"/media/picture.webp":{"bytes":183020},"/media/style.css":{"bytes":5},'
    f'"/slides/{"1" * 64}.html":{{"bytes":3120,"needs":["/media/picture.webp","/media/style.css"]}},'
    f'"/slides/{"2" * 64}.html":{{"bytes":2000,"needs":[]}},'
    f'"/slides/{"f" * 64}.html":{{"bytes":900,"needs":["/media/font.woff2","/media/style.css"]}}}}}}'
)
GOLDEN_HEAD = (
    '{"version":1,"player":"abc","display":{"id":"gate","name":"JR日立駅 中央口","spot":null,'
    '"width":1920,"height":1080,"timezone":"Asia/Tokyo"},"alerts":[]}'
)


def a_tail(*loops: Loop | None, made: dict[SlideKey, Made] = MADE) -> bytes:
    """A tail of one minute for each loop."""
    edges = [at(f"2026-11-21T15:{n:02}") for n in range(len(loops) + 1)]
    rows = [Segment(edges[n], edges[n + 1], FROM, loop, None) for n, loop in enumerate(loops)]
    return build_tail(rows, edges[0], edges[-1], made, FALLBACK)


def read(tail: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tail)
    return found


def test_spare_files_are_named_with_their_sizes_and_needed_by_no_slide() -> None:
    bare = read(build_tail([], FROM, UNTIL, MADE, FALLBACK))
    found = read(
        build_tail([], FROM, UNTIL, MADE, FALLBACK, spare=(("/media/rare.woff2", 9), ("/media/font.woff2", 50)))
    )
    assert found.pop("spare") == ["/media/font.woff2", "/media/rare.woff2"]
    assert found.pop("assets") == bare.pop("assets") | {"/media/rare.woff2": {"bytes": 9}}
    assert found == bare


def test_the_tail_is_the_golden_one_to_the_byte() -> None:
    rows = (Segment(FROM, NOON, FROM, None, None), Segment(NOON, UNTIL, NOON, SHOWN, "base#1"))
    assert build_tail(rows, FROM, UNTIL, MADE, FALLBACK, ["news-0"]).decode() == GOLDEN_TAIL


def test_the_head_is_the_golden_one_to_the_byte() -> None:
    head = build_head(a_display(name="JR日立駅 中央口"), a_place(), "abc")
    assert head.decode() == GOLDEN_HEAD
    assert with_player(build_head(a_display(name="JR日立駅 中央口"), a_place(), ""), "abc") == head


def test_the_etag_hashes_the_head_without_it_and_the_hash_of_the_tail() -> None:
    head, tail = GOLDEN_HEAD.encode(), GOLDEN_TAIL.encode()
    digest = hashlib.sha256(tail).digest()
    assert etag_of(head, digest) == hashlib.sha256(head + digest).hexdigest()[:32]


def test_the_body_is_one_object_with_its_fields_in_the_protocols_order() -> None:
    head, tail = GOLDEN_HEAD.encode(), GOLDEN_TAIL.encode()
    etag = etag_of(head, hashlib.sha256(tail).digest())
    body = join(with_etag(head, etag), tail)
    assert list(json.loads(body)) == [
        *("version", "etag", "player", "display", "alerts"),
        *("from", "until", "slides", "loops", "segments", "fallback", "withdrawn", "assets"),
    ]
    assert body.startswith(f'{{"version":1,"etag":"{etag}","player":"abc",'.encode())


def test_equal_loops_are_one_and_are_named_in_the_order_of_their_first_use() -> None:
    first, second = (a_slot("survey", template="survey.html"),), (a_slot("news-1"),)
    tail = read(a_tail(first, second, None, (a_slot("survey", template="survey.html"),)))
    assert [row["loop"] for row in tail["segments"]] == ["L1", "L2", None, "L1"]


def test_a_slide_that_could_not_be_made_is_left_out_of_its_loop() -> None:
    tail = read(a_tail(SHOWN, made={SHOWN[0].key: NEWS}))
    assert tail["loops"] == {"L1": {"ms": 24000, "order": [0, 0]}}
    assert f"/slides/{SURVEY.slide}.html" not in tail["assets"]


def test_a_loop_left_empty_is_the_fallback_alone() -> None:
    tail = read(a_tail(SHOWN, (a_slot(None, template="fallback.html", ms=30_000),), made={}))
    assert tail["slides"] == [{"slide": FALLBACK.slide, "ms": 30_000, "transition": "fade"}]
    assert [row["loop"] for row in tail["segments"]] == ["L1", "L1"]


def test_the_same_slide_with_another_length_is_another_row() -> None:
    tail = read(a_tail((a_slot("news-1"), a_slot("news-1", ms=5_000))))
    assert [row["ms"] for row in tail["slides"]] == [12_000, 5_000]
    assert tail["loops"]["L1"]["ms"] == 17_000


def test_the_fallback_is_among_the_assets_even_if_no_loop_holds_it() -> None:
    assert f"/slides/{FALLBACK.slide}.html" in read(a_tail(None))["assets"]
