"""Three figures of a display over the last days: how warm it is, how far its clock is off, for how long it could go on."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from ....domain.heartbeat import Heartbeat
from ....words import Words

DAY_MS = 86_400_000
HOT_C = 80.0
"""Beyond it a device is too hot, as makers of small boxes name it."""


class Measured(Protocol):
    """A row of store/measurements: what was not measured is None."""

    @property
    def at(self) -> datetime: ...
    @property
    def temperature_c(self) -> float | None: ...
    @property
    def offset_ms(self) -> float | None: ...
    @property
    def cached_days(self) -> float | None: ...


class Point(NamedTuple):
    at: datetime
    value: float


class Chart(NamedTuple):
    """`value` is that of now; `digits` behind the point. `limit` is a dashed line, `floor` what the drawing begins at,
    so that little doesn't look like much. `missing` says why there is nothing.
    """

    name: str
    title: Words
    unit: Words
    digits: int
    value: float | None
    points: Sequence[Point]
    limit: float | None
    says: Words
    missing: Words
    floor: float | None = None

    @property
    def data(self) -> str:
        """Epoch seconds and values as JSON, for the page's script."""
        return msgspec.json.encode(
            [[round(point.at.timestamp()) for point in self.points], [point.value for point in self.points]]
        ).decode()

    @property
    def hourly(self) -> list[Point]:
        """The last of each hour, the newest first: for the table."""
        last = {point.at.replace(minute=0, second=0, microsecond=0): point for point in self.points}
        return list(reversed(last.values()))


def charts_of(measurements: Iterable[Measured], beat: Heartbeat | None) -> list[Chart]:
    rows = list(measurements)
    box = beat.box if beat else None
    return [
        Chart(
            "temperature",
            {"ja": "温度", "en": "Temperature"},
            {"ja": "℃", "en": "°C"},
            0,
            box.temperature_c if box else None,
            [Point(row.at, round(row.temperature_c, 1)) for row in rows if row.temperature_c is not None],
            HOT_C,
            {"ja": "80℃ を超えると、機器が自分で遅くなります。", "en": "Above 80 °C the device slows itself down."},
            {
                "ja": "この画面からは測れません。機器で動くプログラム（signage kiosk）が測ります。",
                "en": "This display can’t measure it; the launcher on a box (signage kiosk) can.",
            },
        ),
        Chart(
            "clock",
            {"ja": "時計のずれ", "en": "Clock offset"},
            {"ja": "秒", "en": "s"},
            3,
            beat.clock.offset_ms / 1000 if beat and beat.clock else None,
            [Point(row.at, round(row.offset_ms / 1000, 3)) for row in rows if row.offset_ms is not None],
            None,
            {
                "ja": "機器の時計と、サーバーの時計との差です。差が分かっていれば、正しく映ります。",
                "en": "Between the device’s clock and the server’s. As long as it is known, slides change on time.",
            },
            {"ja": "まだ測られていません。", "en": "Not measured yet."},
        ),
        Chart(
            "kept",
            {"ja": "保存済みの内容", "en": "Content kept"},
            {"ja": "日分", "en": "days"},
            1,
            _kept_days(beat),
            [Point(row.at, round(row.cached_days, 2)) for row in rows if row.cached_days is not None],
            None,
            {
                "ja": "ネットワークが切れても、この日数は映ります。",
                "en": "So long it goes on without a network.",
            },
            {"ja": "まだ保存されていません。", "en": "Nothing is kept yet."},
            floor=0,
        ),
    ]


def _kept_days(beat: Heartbeat | None) -> float | None:
    return max(0.0, beat.cached_until - beat.at) / DAY_MS if beat and beat.cached_until is not None else None
