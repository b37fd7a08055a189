"""Writes showing.json: manifests, instants, and what shows there, for Python and JavaScript alike.

The expected values do not come from `showing`: an oracle reads the protocol's rules word by word at one instant, and a
stretch is found by asking it again at every instant at which anything could change. Run: python -m tests.vectors.make_showing
"""

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("showing.json")
SEED = 20261122
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
FIRST_DAY = 1795186800000
"""2026-11-21 00:00 in Japan."""

Manifest = dict[str, Any]
Key = tuple[Any, ...]


# The oracle: rule by rule, without arithmetic that skips anything.


def day_outside(m: Manifest, t: int) -> tuple[int, int]:
    """t′ and by how many days it was moved."""
    days = 0
    while t - days * DAY >= m["until"]:
        days += 1
    while t - days * DAY < m["until"] - DAY:
        days -= 1
    return t - days * DAY, days


def segment_number(m: Manifest, t: int) -> int:
    (number,) = [n for n, s in enumerate(m["segments"]) if s["from"] <= t < s["until"]]
    return number


def is_lit(m: Manifest, t: int) -> bool:
    inside = t if m["from"] <= t < m["until"] else day_outside(m, t)[0]
    return m["segments"][segment_number(m, inside)]["loop"] is not None


def slots_around(m: Manifest, segment: dict[str, Any], t: int) -> list[tuple[int, int, int, int]]:
    """Every slot (pass, slot, b, e) of the passes before, at and after t."""
    loop = m["loops"][segment["loop"]]
    found = []
    for n in range((t - segment["anchor"]) // loop["ms"] - 2, (t - segment["anchor"]) // loop["ms"] + 3):
        b = segment["anchor"] + n * loop["ms"]
        for i, slide in enumerate(loop["order"]):
            e = b + m["slides"][slide]["ms"]
            found.append((n, i, b, e))
            b = e
    return found


def slot_key(m: Manifest, number: int, t: int) -> Key:
    segment = m["segments"][number]
    slots = slots_around(m, segment, t)
    (at,) = [k for k, (_, _, b, e) in enumerate(slots) if b <= t < e]
    _, _, b, e = slots[at]
    if b <= segment["from"] and e - segment["from"] < 2000:
        at += 1
    elif e >= segment["until"] and b > segment["from"] and segment["until"] - b < 2000:
        at -= 1
    n, i, _, _ = slots[at]
    return ("slot", number, n, i)


def key_at(m: Manifest, t: int) -> Key:
    """Which alert, slot or stretch of black or fallback the rules give at t."""
    for n, alert in enumerate(m["alerts"]):
        if alert["from"] <= t < alert["until"] and (alert["wake"] or is_lit(m, t)):
            return ("alert", n)
    if not m["from"] <= t < m["until"]:
        inside, days = day_outside(m, t)
        return ("outside", is_lit(m, t), days, segment_number(m, inside), t < m["from"])
    number = segment_number(m, t)
    return slot_key(m, number, t) if m["segments"][number]["loop"] else ("off", number)


def cuts(m: Manifest, t: int) -> list[int]:
    """Every instant near t at which the answer could change."""
    found = {m["from"], m["until"]}
    for alert in m["alerts"]:
        found |= {alert["from"], alert["until"]}
    reach = [t, *found]
    days = range((min(reach) - m["until"]) // DAY - 1, (max(reach) - m["until"]) // DAY + 3)
    for s in m["segments"]:
        found |= {s["from"], s["until"]}
        found |= {edge + day * DAY for edge in (s["from"], s["until"], m["until"]) for day in days}
        if s["loop"] and s["from"] <= t < s["until"]:
            found |= {edge for _, _, b, e in slots_around(m, s, t) for edge in (b, e)}
    return sorted(found)


def expected(m: Manifest, t: int) -> dict[str, Any]:
    key, edges = key_at(m, t), cuts(m, t)
    begins = next(edge for edge in reversed(edges) if edge <= t and key_at(m, edge - 1) != key)
    ends = next(edge for edge in edges if edge > t and key_at(m, edge) != key)
    answer = {"slide": None, "begins": begins, "ends": ends, "loop": None, "slot": None, "alert": None}
    if key[0] == "alert":
        alert = m["alerts"][key[1]]
        return answer | {"slide": alert["slide"], "alert": alert["id"]}
    if key[0] == "outside":
        return answer | {"slide": m["fallback"] if key[1] else None}
    if key[0] == "slot":
        _, number, _, i = key
        loop = m["segments"][number]["loop"]
        slide = m["slides"][m["loops"][loop]["order"][i]]["slide"]
        return answer | {"slide": slide, "loop": loop, "slot": i}
    return answer


# The manifests.


LENGTHS = [2000, 2001, 2500, 3999, 5000, 7777, 12000, 15000, 20000, 30000, 61000, 299_999, 300_000]
BESIDE_A_MINUTE = [2000, 2001, 57_998, 57_999, 58_000, 58_001, 59_000, 60_000, 60_001, 61_999, 62_000, 118_500]
"""Lengths that leave a slot just short, or just not short, of 2,000 ms at a whole minute."""


def make_slides(r: random.Random, lengths: list[int]) -> list[dict[str, Any]]:
    chosen = [r.choice(lengths) if r.random() < 0.8 else r.randint(2000, 40_000) for _ in range(r.randint(2, 9))]
    return [
        {"slide": f"s{n}", "ms": ms, **({} if n == 0 else {"item": f"item-{n % 5}"})} for n, ms in enumerate(chosen)
    ]


def make_loops(r: random.Random, slides: list[dict[str, Any]]) -> dict[str, Any]:
    loops = {}
    for n in range(1, r.randint(2, 5)):
        order = [r.randrange(len(slides)) for _ in range(r.choice([1, 1, 2, 3, 4, 6, 9]))]
        loops[f"L{n}"] = {"ms": sum(slides[k]["ms"] for k in order), "order": order}
    return loops


def make_segments(r: random.Random, days: list[int], loops: dict[str, Any]) -> list[dict[str, Any]]:
    """Whole minutes; every beginning of a day is a boundary; anchors at the beginning, earlier, or the evening before."""
    segments = []
    for begins, ends in pairwise(days):
        inner = {begins + MINUTE * r.randrange(1, (ends - begins) // MINUTE) for _ in range(r.randint(0, 6))}
        inner |= {edge + MINUTE for edge in list(inner)[:2] if edge + MINUTE < ends}
        edges = [begins, *sorted(inner), ends]
        for from_, until in pairwise(edges):
            loop = None if r.random() < 0.25 else r.choice(list(loops))
            anchor = r.choice([from_, begins, begins - 4 * HOUR, from_ - MINUTE, from_ - 17 * MINUTE])
            row = {"from": from_, "until": until, "anchor": begins if loop is None else anchor, "loop": loop}
            segments.append(row)
    return segments


def make_alerts(r: random.Random, from_: int, until: int) -> list[dict[str, Any]]:
    alerts = []
    for n in range(r.choice([0, 1, 2, 3, 5])):
        begins = r.randint(from_ - DAY, until + DAY)
        if r.random() < 0.3:
            begins -= begins % MINUTE
        length = r.choice([0, 1500, 45_000, 10 * MINUTE, 9 * HOUR, 30 * HOUR, 90 * HOUR])
        alerts.append(
            {"id": f"a{n}", "slide": f"alert-{n}", "from": begins, "until": begins + length, "wake": r.random() < 0.5}
        )
    return alerts


def make_manifest(r: random.Random, n: int) -> Manifest:
    """A window of whole days; every fourth has a day of 23 or 25 hours in it."""
    days = [FIRST_DAY + n * DAY]
    for day in range(r.randint(2, 9)):
        days.append(days[-1] + DAY + (r.choice([-HOUR, HOUR]) if n % 4 == 0 and day == 1 else 0))
    slides = make_slides(r, BESIDE_A_MINUTE if n % 3 == 0 else LENGTHS)
    loops = make_loops(r, slides)
    return {
        "from": days[0],
        "until": days[-1],
        "alerts": make_alerts(r, days[0], days[-1]),
        "slides": slides,
        "loops": loops,
        "segments": make_segments(r, days, loops),
        "fallback": "fallback",
    }


def instants(r: random.Random, m: Manifest, count: int) -> list[int]:
    """Most beside an edge, some anywhere, some far outside the window."""
    edges = [m["from"], m["until"], *(s["from"] for s in m["segments"])]
    edges += 2 * [a[side] for a in m["alerts"] for side in ("from", "until")]
    near = [0, 0, 0, -1, -1, -1, 1, -2, 999, -999, 1999, -1999, 2000, -2000, 2001, -2001, 4000, -4000]
    found: set[int] = set()
    while len(found) < count:
        sort = r.random()
        if sort < 0.6:
            found.add(r.choice(edges) + r.choice(near))
        elif sort < 0.8:
            found.add(r.randrange(m["from"], m["until"]))
        elif sort < 0.9:
            found.add(r.randrange(m["from"] - 3 * DAY, m["from"]))
        else:
            found.add(r.randrange(m["until"], m["until"] + 20 * DAY))
    return sorted(found)


def build() -> dict[str, Any]:
    r = random.Random(SEED)
    manifests = [make_manifest(r, n) for n in range(64)]
    cases = [[n, t, expected(m, t)] for n, m in enumerate(manifests) for t in instants(r, m, 50)]
    return {"manifests": manifests, "cases": cases}


def text() -> str:
    """One manifest or case a line, so that a change can be read."""
    made = build()
    parts = [
        f'"{name}": [\n' + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]"
        for name, rows in made.items()
    ]
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
