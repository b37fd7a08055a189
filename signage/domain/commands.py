"""What can be asked of a player by hand, each a row: its words, and what people under the screen will see of it."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from ..words import Words

EXPIRES_SECONDS = 300
"""docs/protocol.md: a command that was not carried out by then is over."""

FORGOTTEN = timedelta(hours=12)
"""So long a screen says “in maintenance” where nobody said until when."""


class CommandKind(msgspec.Struct, frozen=True, kw_only=True):
    """`warns` says what people under the screen will see. Which of them a player can carry out it says itself."""

    name: str
    says: Words
    warns: Words


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """As it goes over the wire; `expires_at` is epoch ms."""

    id: str
    name: str
    args: dict[str, Any]
    expires_at: int


def _row(name: str, ja: str, en: str, warns_ja: str, warns_en: str) -> CommandKind:
    return CommandKind(name=name, says={"ja": ja, "en": en}, warns={"ja": warns_ja, "en": warns_en})


COMMANDS: dict[str, CommandKind] = {
    kind.name: kind
    for kind in (
        _row("reload", "再読み込み", "Reload", "1、2秒で戻ります。", "Takes a second or two."),
        _row(
            "identify",
            "名前を映す",
            "Show its name",
            "30秒のあいだ、名前と場所が大きく映ります。",
            "Its name and place fill the screen for 30 seconds.",
        ),
        _row(
            "test_card",
            "テスト画面",
            "Test card",
            "3分のあいだ、テスト画面が映ります。",
            "A test card fills the screen for 3 minutes.",
        ),
        _row(
            "clear_cache",
            "保存した内容を取り直す",
            "Fetch everything anew",
            "いま映っているものはそのままで、残りを取り直します。",
            "What is on stays on; the rest is fetched anew.",
        ),
        _row(
            "screenshot",
            "いまの画面を画像で取る",
            "Take a screenshot",
            "画面は変わりません。",
            "Nothing changes on the screen.",
        ),
        _row(
            "maintenance_on",
            "保守中の表示にする",
            "Show “in maintenance”",
            "「保守中」と映ります。",
            "The screen says that it is in maintenance.",
        ),
        _row(
            "maintenance_off",
            "保守中の表示をやめる",
            "Stop showing “in maintenance”",
            "番組に戻ります。",
            "Back to the programme.",
        ),
        _row(
            "restart_browser",
            "ブラウザーを再起動",
            "Restart the browser",
            "20秒ほど黒くなり、また映ります。",
            "Black for some 20 seconds, then on again.",
        ),
        _row(
            "reboot",
            "機器を再起動",
            "Reboot the device",
            "2分ほどかかります。内容は消えません。",
            "Takes some two minutes. Nothing is lost.",
        ),
        _row("panel_off", "パネルを消す", "Panel off", "画面が黒くなります。", "The screen goes dark."),
        _row("panel_on", "パネルをつける", "Panel on", "画面がつきます。", "The screen comes on."),
    )
}


def args_of(name: str, place: str, maintenance_until: datetime | None, now: datetime) -> dict[str, Any]:
    """What goes with a command: where the screen stands; until when it says that it is in maintenance.

    `maintenance_until` is what staff said of the display. Without it the words leave the glass by themselves after
    FORGOTTEN: nobody may be there to take them away.
    """
    if name == "identify":
        return {"place": place}
    if name == "maintenance_on":
        known = maintenance_until if maintenance_until and maintenance_until > now else now + FORGOTTEN
        return {"until": round(known.timestamp() * 1000)}
    return {}
