"""What the launcher itself puts on the glass while there is no player: black, and why, in a few dim words."""

import html
from urllib.parse import quote

from ..words import Words

NOTHING: Words = {}
NO_SERVER: Words = {"ja": "サーバーにつながりません", "en": "Can’t reach the server"}
NO_NAME: Words = {"ja": "サーバーの名前が見つかりません", "en": "The server’s name can’t be found"}
NO_NETWORK: Words = {"ja": "ネットワークにつながっていません", "en": "There is no network"}
REFUSED: Words = {"ja": "サーバーが動いていません", "en": "No server is running there"}
NO_PLAYER: Words = {"ja": "サーバーからプレーヤーが返りません", "en": "The server answers, but not with the player"}
AGAIN: Words = {"ja": "つながりしだい、ひとりでに映ります。", "en": "The screen comes on by itself once it answers."}

PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><title>Signage kiosk</title><style>
html{{background:#000;color:#999;cursor:none;font:3vmin/1.7 "BIZ UDPGothic","Noto Sans CJK JP","Noto Sans JP",sans-serif}}
body{{margin:0;height:100vh;box-sizing:border-box;padding:8vmin;display:flex;flex-direction:column;justify-content:flex-end}}
p{{margin:0}}b{{display:block;font-size:4vmin;color:#ccc}}small{{display:block;margin-top:3vmin;font-size:2vmin;color:#777}}
</style>{body}"""


def notice(words: Words, address: str, detail: str = "") -> str:
    """The page as an address that the browser opens without any network."""
    lines = [
        f'<p lang="{language}"><b>{html.escape(words[language])}</b>{html.escape(AGAIN[language])}</p>'
        for language in words
    ]
    about = html.escape(" · ".join(one for one in (address, detail) if one))
    body = "".join(lines) + f"<small>{about}</small>" if words else ""
    return "data:text/html;charset=utf-8," + quote(PAGE.format(body=body))
