"""What a display's last heartbeat says of its device, as rows of a list. What was not said is not there."""

from datetime import datetime, timedelta

from ....domain.heartbeat import Box, Heartbeat
from ....domain.player_errors import PLAYER_ERRORS
from ....words import Words
from ..times import Times

Row = tuple[Words, str]
GIGABYTE = 1_000_000_000


def readings_of(beat: Heartbeat | None, received_at: datetime | None, times: Times) -> list[Row]:
    """What a technician looks at first, then the device: all as of the last heartbeat."""
    if beat is None or received_at is None:
        return []
    temperature = beat.box.temperature_c if beat.box else None
    rows: list[tuple[Words, str]] = [
        ({"ja": "最後の応答", "en": "Last answer"}, times.clock(received_at, seconds=True)),
        ({"ja": "時計のずれ", "en": "Clock off by"}, _seconds(beat.clock.offset_ms, times) if beat.clock else ""),
        ({"ja": "温度", "en": "Temperature"}, "" if temperature is None else f"{temperature:.0f} ℃"),
        _voltage(beat.box, times),
        ({"ja": "保存済み", "en": "Kept for"}, _kept(beat, times)),
        ({"ja": "最後のエラー", "en": "Last error"}, _last_error(beat, received_at, times)),
    ]
    rows += [row for row in values_of(beat, times) if row not in rows]
    return [row for row in rows if row[1]]


def _seconds(ms: float, times: Times) -> str:
    signed = f"{ms / 1000:+.3f}".replace("-", "−")
    return f"{signed.replace('+', '＋')} 秒" if times.japanese else f"{signed} s"


def _kept(beat: Heartbeat, times: Times) -> str:
    if beat.cached_until is None:
        return ""
    span = times.span(timedelta(milliseconds=beat.cached_until - beat.at))
    return f"{span.removesuffix('分')}分（映り続けます）" if times.japanese else f"{span} (goes on by itself)"


def _last_error(beat: Heartbeat, received_at: datetime, times: Times) -> str:
    error = max(beat.errors, key=lambda one: one.at, default=None)
    if error is None:
        return "なし" if times.japanese else "none"
    meaning = PLAYER_ERRORS.get(error.code)
    says = meaning.says["ja" if times.japanese else "en"] if meaning else ""
    # By the server's clock: that of the display may be the trouble.
    at = received_at - timedelta(milliseconds=min(max(0.0, beat.at - error.at), 30 * 86_400_000))
    return f"{error.code} {times.moment(at)} {says}".rstrip()


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
    return [
        ({"ja": "機器のプログラム", "en": "Launcher"}, box.launcher),
        ({"ja": "ネットワーク", "en": "Network"}, box.network or ""),
        ({"ja": "空き容量", "en": "Free disk"}, _gigabytes(box.disk_free_bytes)),
        ({"ja": "空きメモリー", "en": "Free memory"}, _gigabytes(box.memory_free_bytes)),
        _voltage(box, times),
        ({"ja": "ブラウザーの再起動", "en": "Browser restarts"}, f"{box.browser_restarts:.0f}"),
    ]


def _voltage(box: Box | None, times: Times) -> Row:
    low, good = ("足りません", "正常") if times.japanese else ("too low", "normal")
    known = box is not None and box.under_voltage is not None
    return {"ja": "電圧", "en": "Voltage"}, (low if box and box.under_voltage else good) if known else ""


def _gigabytes(count: float | None) -> str:
    return "" if count is None else f"{count / GIGABYTE:.1f} GB"
