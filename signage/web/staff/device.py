"""What a display's last heartbeat says of its device, as rows of a list. What was not said is not there."""

from datetime import timedelta

from ...domain.heartbeat import Box, Heartbeat
from ...words import Words
from .times import Times

Row = tuple[Words, str]
GIGABYTE = 1_000_000_000


def values_of(beat: Heartbeat | None, times: Times) -> list[Row]:
    if beat is None:
        return []
    rows: list[tuple[Words, str]] = [
        ({"ja": "ブラウザー", "en": "Browser"}, beat.engine),
        ({"ja": "画面の大きさ", "en": "Screen"}, "{:.0f} × {:.0f} px".format(*beat.screen) if beat.screen else ""),
        ({"ja": "動いている時間", "en": "Running for"}, times.span(timedelta(milliseconds=beat.uptime_ms))),
        ({"ja": "手元のファイル", "en": "Files kept"}, "{:.0f} / {:.0f}".format(*beat.cached) if beat.cached else ""),
        ({"ja": "知らせの受け口", "en": "Told of changes"}, _stream(beat, times)),
    ]
    rows += _of_box(beat.box, times) if beat.box else []
    return [row for row in rows if row[1]]


def _stream(beat: Heartbeat, times: Times) -> str:
    if times.japanese:
        return "すぐに届きます" if beat.stream else "30秒ごとに聞いています"
    return "at once" if beat.stream else "asks every 30 s"


def _of_box(box: Box, times: Times) -> list[Row]:
    yes, no = ("はい", "いいえ") if times.japanese else ("yes", "no")
    return [
        ({"ja": "箱のプログラム", "en": "Launcher"}, box.launcher),
        ({"ja": "ネットワーク", "en": "Network"}, box.network or ""),
        ({"ja": "空き容量", "en": "Free disk"}, _gigabytes(box.disk_free_bytes)),
        ({"ja": "空きメモリー", "en": "Free memory"}, _gigabytes(box.memory_free_bytes)),
        (
            {"ja": "電圧の不足", "en": "Under-voltage"},
            "" if box.under_voltage is None else yes if box.under_voltage else no,
        ),
        ({"ja": "ブラウザーの再起動", "en": "Browser restarts"}, f"{box.browser_restarts:.0f}"),
    ]


def _gigabytes(count: float | None) -> str:
    return "" if count is None else f"{count / GIGABYTE:.1f} GB"
