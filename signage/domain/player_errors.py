"""The player's error codes as staff read them: the same as in players/kiosk/errors.js and docs/operations.md (a test
compares all three), and which of them mean that the glass is not right.
"""

import msgspec

from ..words import Words


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """`recent_seconds`: a report so young makes the display “wrong”; None: it never does by itself.

    `stands_in`: it is the reason when another slide than the due one is shown.
    """

    says: Words
    recent_seconds: float | None = None
    stands_in: bool = False


LASTS = float("inf")
"""The player takes the report back itself when it is over."""


def _row(ja: str, en: str, *, recent_seconds: float | None = None, stands_in: bool = False) -> Meaning:
    return Meaning(says={"ja": ja, "en": en}, recent_seconds=recent_seconds, stands_in=stands_in)


PLAYER_ERRORS: dict[str, Meaning] = {
    "E01": _row("この画面には、まだ機器をつないでいません", "This screen is not paired yet"),
    "E02": _row(
        "この機器は、もう認められていません。つなぎ直してください", "The token is refused: pair the screen again"
    ),
    "E03": _row("サーバーから10分以上応答がありません", "The server has not answered for 10 minutes"),
    "E04": _row(
        "配信表を読み取れません。前の配信表を続けます",
        "The manifest cannot be read: the last good one goes on",
        recent_seconds=LASTS,
    ),
    "E10": _row("スライドの準備が間に合いませんでした", "A slide was not ready in time: the one before stayed"),
    "E11": _row("スライドを表示できません", "A slide failed or was not ready within 8 seconds", stands_in=True),
    "E12": _row(
        "ファイルが足りないため、別のスライドを表示しました",
        "A slide lacked its files: another was shown",
        stands_in=True,
    ),
    "E13": _row(
        "機器の時計が遅れていたため、保存した時刻から続けました",
        "The clock was behind at the start: went on from the kept time",
    ),
    "E14": _row("機器の時計がずれました", "The device's clock jumped"),
    "E15": _row("ファイルの内容が名前と一致しません", "The bytes of a file are not those of its name"),
    "E16": _row("ファイルを取得できません", "A file could not be fetched"),
    "E17": _row("機器に保存できません（空き容量不足など）", "The device cannot store (disk full?)", recent_seconds=600),
    "E18": _row(
        "再生の記録を送れず、古いものを捨てました",
        "Plays were dropped: too many were waiting, or the server refused them",
    ),
    "E20": _row("保護なし・オフライン不可（http 接続）", "Plain http: not protected, not offline"),
    "E21": _row(
        "検証用のプログラム（Service Worker）が動きません",
        "The service worker does not run: nothing can be verified",
        recent_seconds=LASTS,
    ),
    "E22": _row(
        "映像が出なかったため、表示部を作り直しました", "The stage did not paint and was rebuilt", recent_seconds=60
    ),
    "E23": _row("ページを自動で読み込み直しました", "The page reloaded itself", recent_seconds=60),
    "E24": _row(
        "番組を表示できないため、内蔵の画面を映しています",
        "The built-in picture is shown: nothing else could be",
        recent_seconds=LASTS,
        stands_in=True,
    ),
    "E25": _row("空き容量が足りず、先のスライドを保存できません", "Storage is full: later slides are not kept"),
    "E30": _row(
        "プレーヤーの更新に失敗し、前の版に戻しました", "An update of the player did not paint and was taken back"
    ),
    "E31": _row("プレーヤーの更新を取得できません", "An update of the player could not be fetched or verified"),
    "E40": _row("プレーヤー内部の不具合", "A fault inside the player"),
    "E41": _row("コマンドを実行できませんでした", "A command could not be carried out"),
}
