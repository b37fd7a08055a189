"""The words of the history: what was changed, what was done to it, and how its fields are called."""

from ..words import Words
from .rule_words import HOLIDAY_WORDS

NOUN_WORDS: dict[str, Words] = {
    "item": {"ja": "コンテンツ", "en": "Content"},
    "playlist": {"ja": "プレイリスト", "en": "Playlist"},
    "now": {"ja": "今すぐ表示", "en": "Showing now"},
    "media": {"ja": "画像", "en": "Picture"},
    "display": {"ja": "画面", "en": "Display"},
    "place": {"ja": "場所", "en": "Place"},
    "group": {"ja": "グループ", "en": "Group"},
    "source": {"ja": "情報源", "en": "Source"},
    "calendar": {"ja": "カレンダー", "en": "Calendar"},
    "brand": {"ja": "ブランド", "en": "Brand"},
    "link": {"ja": "リンク", "en": "Link"},
    "department": {"ja": "担当", "en": "Department"},
    "user": {"ja": "利用者", "en": "Person"},
    "poster": {"ja": "ポスター", "en": "Poster"},
}

ACT_WORDS: dict[str, Words] = {
    "add": {"ja": "加えました", "en": "added"},
    "begin": {"ja": "書き始めました", "en": "begun"},
    "request": {"ja": "承認を依頼しました", "en": "asked for approval"},
    "take back": {"ja": "取り戻しました", "en": "taken back"},
    "approve": {"ja": "承認しました", "en": "approved"},
    "approve own": {"ja": "自分で承認しました（緊急）", "en": "approved their own (emergency)"},
    "accept": {"ja": "読めないところがあるまま公開しました", "en": "published although not all of it can be read"},
    "reason": {"ja": "理由を書きました", "en": "gave a reason"},
    "remand": {"ja": "差し戻しました", "en": "sent back"},
    "withdraw": {"ja": "取り下げました", "en": "withdrawn"},
    "restore": {"ja": "戻しました", "en": "restored"},
    "renew": {"ja": "期間を延ばしました", "en": "made longer"},
    "override": {"ja": "取り込んだものを直しました", "en": "spoken over its source"},
    "change": {"ja": "変えました", "en": "changed"},
    "replace": {"ja": "差し替えました", "en": "replaced"},
    "remove": {"ja": "外しました", "en": "removed"},
    "draft": {"ja": "下書きを変えました", "en": "draft changed"},
    "discard": {"ja": "公開前のものを捨てました", "en": "discarded what was not out yet"},
    "call off": {"ja": "取り消しました", "en": "called off"},
    "drop": {"ja": "取込みをやめて消しました", "en": "dropped again"},
    "undo": {"ja": "元に戻しました", "en": "undone"},
    "publish": {"ja": "公開しました", "en": "published"},
    "publish new": {"ja": "新しく公開しました", "en": "published for the first time"},
    "take out": {"ja": "公開をやめました", "en": "taken out"},
    "show": {"ja": "今すぐ表示しました", "en": "shown now"},
    "end": {"ja": "終えました", "en": "ended"},
    "pair": {"ja": "機器をつなぎました", "en": "paired with a device"},
    "maintain": {"ja": "保守中にしました", "en": "put into maintenance"},
    "end maintenance": {"ja": "保守を終えました", "en": "maintenance ended"},
    "mute": {"ja": "異常の通知を止めました", "en": "muted"},
    "unmute": {"ja": "異常をまた通知するようにしました", "en": "told of again"},
    "password": {"ja": "新しいパスワードを渡しました", "en": "given a new password"},
    "shut out": {"ja": "ログインを止めました", "en": "shut out"},
    "let in": {"ja": "またログインできるようにしました", "en": "let in again"},
    "log out": {"ja": "ログアウトさせました", "en": "logged out"},
    "codes on": {"ja": "二段階認証を始めました", "en": "began to use codes"},
    "codes off": {"ja": "二段階認証を外しました", "en": "no longer uses codes"},
    "deputy": {"ja": "承認の代理を決めました", "en": "deputy set"},
    "hand over": {"ja": "ほかの担当に引き継ぎました", "en": "handed over"},
}
"""An act that has no words here is told by its own name. “discard” is of drafts, and was once of orders of posters too."""

FIELD_WORDS: dict[str, Words] = {
    # What people write
    "title": {"ja": "題名", "en": "title"},
    "text": {"ja": "説明", "en": "text"},
    "speaker": {"ja": "名前", "en": "name"},
    "name": {"ja": "名前", "en": "name"},
    "kind": {"ja": "種類", "en": "kind"},
    "url": {"ja": "リンク（QRコード）", "en": "link (QR code)"},
    "media": {"ja": "画像", "en": "picture"},
    "period": {"ja": "期間", "en": "period"},
    "begins_at": {"ja": "掲載開始", "en": "start"},
    "ends_at": {"ja": "掲載終了", "en": "end"},
    "published_at": {"ja": "日付", "en": "date"},
    "position": {"ja": "情報源での順", "en": "place in its source"},
    "department": {"ja": "担当", "en": "department"},
    "themes": {"ja": "テーマ", "en": "themes"},
    "event": {"ja": "イベント", "en": "event"},
    "occasions": {"ja": "開催の日時", "en": "occasion"},
    "occasions.first": {"ja": "開催日", "en": "day"},
    "occasions.last": {"ja": "終わりの日", "en": "last day"},
    "occasions.begins": {"ja": "始まる時刻", "en": "begins at"},
    "occasions.ends": {"ja": "終わる時刻", "en": "ends at"},
    "fee": {"ja": "料金", "en": "fee"},
    "note": {"ja": "備考", "en": "note"},
    "cancelled": {"ja": "中止", "en": "cancelled"},
    "postponed": {"ja": "延期", "en": "postponed"},
    "year": {"ja": "年", "en": "year"},
    "places": {"ja": "画面・グループ・場所", "en": "displays, groups, places"},
    "pinned": {"ja": "新しいものより先に映す", "en": "show it before newer ones"},
    "hashtags": {"ja": "ハッシュタグ", "en": "hashtags"},
    "source": {"ja": "情報源", "en": "source"},
    # What was said of it on the way to the screens
    "comment": {"ja": "コメント", "en": "comment"},
    "reason": {"ja": "理由", "en": "reason"},
    "unreadable": {"ja": "読めないところ", "en": "what can’t be read"},
    # Playlists, their rules, and what is shown now
    "playlist": {"ja": "プレイリスト", "en": "playlist"},
    "playlist.name": {"ja": "記号", "en": "id"},
    "playlist.title": {"ja": "名前", "en": "name"},
    "transition": {"ja": "切り替わり方", "en": "transition"},
    "clock": {"ja": "スライドに時計を入れる", "en": "a clock on its slides"},
    "sections": {"ja": "区分", "en": "section"},
    "sections.name": {"ja": "記号", "en": "id"},
    "sections.title": {"ja": "名前", "en": "name"},
    "kinds": {"ja": "種類", "en": "kinds"},
    "sources": {"ja": "情報源", "en": "sources"},
    "sections.items": {"ja": "個別に選んだコンテンツ", "en": "items chosen one by one"},
    "newest": {"ja": "新しい順に何件まで", "en": "only the newest"},
    "weight": {"ja": "重み", "en": "weight"},
    "seconds": {"ja": "1枚の秒数", "en": "seconds a slide"},
    "sections.template": {"ja": "スライドのテンプレート", "en": "template of its slides"},
    "qr": {"ja": "QRコードを付ける", "en": "with a QR code"},
    "rules": {"ja": "放映ルール", "en": "rule"},
    "number": {"ja": "番号", "en": "number"},
    "displays": {"ja": "画面", "en": "displays"},
    "groups": {"ja": "グループ", "en": "groups"},
    "place_types": {"ja": "場所の種類", "en": "types of place"},
    "begins": {"ja": "始まり", "en": "from"},
    "ends": {"ja": "終わり", "en": "until"},
    "weekdays": {"ja": "曜日", "en": "days of the week"},
    "rrule": {"ja": "繰り返し", "en": "repetition"},
    "holidays": {"ja": "祝日", "en": "public holidays"},
    "only_days_of": {"ja": "このカレンダーの日だけ", "en": "only on days of"},
    "not_days_of": {"ja": "このカレンダーの日を除く", "en": "not on days of"},
    "rules.hours": {"ja": "何時から何時まで", "en": "from and until (time)"},
    "priority": {"ja": "優先", "en": "priority"},
    "now": {"ja": "今すぐ表示", "en": "showing now"},
    "from_at": {"ja": "いつから", "en": "from"},
    "until_at": {"ja": "いつまで", "en": "until"},
    # Places and displays
    "id": {"ja": "記号", "en": "id"},
    "place": {"ja": "場所", "en": "place"},
    "type": {"ja": "種類（形式）", "en": "type"},
    "hours": {"ja": "映す時間", "en": "hours"},
    "timezone": {"ja": "時間帯", "en": "time zone"},
    "country": {"ja": "祝日の国", "en": "public holidays of"},
    "closed": {"ja": "休みのカレンダー", "en": "closing days"},
    "latitude": {"ja": "緯度", "en": "latitude"},
    "longitude": {"ja": "経度", "en": "longitude"},
    "position_source": {"ja": "位置の出典", "en": "source of the position"},
    "width": {"ja": "横（px）", "en": "width (px)"},
    "height": {"ja": "縦（px）", "en": "height (px)"},
    "diagonal_inches": {"ja": "大きさ（型）", "en": "size (inches)"},
    "distance_m": {"ja": "いちばん遠い人までの距離（m）", "en": "how far people stand (m)"},
    "scan_m": {"ja": "QRコードを読み取る人までの距離（m）", "en": "how far off people scan its QR codes (m)"},
    "languages": {"ja": "言語", "en": "languages"},
    "maintenance_until": {"ja": "保守の終わり", "en": "in maintenance until"},
    "muted_until": {"ja": "通知を止める期限", "en": "muted until"},
    # Calendars
    "days": {"ja": "休みの日", "en": "days off"},
    "but": {"ja": "そのうち、休まない日", "en": "except"},
    "holidays_of": {"ja": "祝日を決める国", "en": "decides the public holidays of"},
    "first": {"ja": "初めの日", "en": "first day"},
    "last": {"ja": "終わりの日", "en": "last day"},
    "yearly": {"ja": "月日", "en": "dates"},
    "first_year": {"ja": "初めの年", "en": "first year"},
    "last_year": {"ja": "終わりの年", "en": "last year"},
    "if_holiday": {"ja": "祝日に当たるとき", "en": "if it is a public holiday"},
    "says": {"ja": "何の日か", "en": "what day it is"},
    # Sources
    "address": {"ja": "アドレス", "en": "address"},
    "language": {"ja": "言語", "en": "language"},
    "minutes": {"ja": "取りに行く間隔（分）", "en": "how often, in minutes"},
    "theme_words": {"ja": "テーマを付ける言葉", "en": "words that give a theme"},
    "hosts": {"ja": "サイトの読み替え", "en": "sites known by another name"},
    "link_hosts": {"ja": "リンクに使えるサイト", "en": "sites that links may lead to"},
    # The brand
    "short_name": {"ja": "短い名前", "en": "short name"},
    "message": {"ja": "メッセージ", "en": "key message"},
    "invitation": {"ja": "ホームページへの案内", "en": "invitation"},
    "colour": {"ja": "色", "en": "colour"},
    "palette": {"ja": "色", "en": "colour"},
    "logo": {"ja": "ロゴ", "en": "logo"},
    "landmark": {"ja": "あゆみの目印", "en": "landmark of its history"},
    "landmark_since": {"ja": "目印ができた年", "en": "landmark since"},
    # Pictures
    "file": {"ja": "ファイル", "en": "file"},
    "bytes": {"ja": "大きさ（バイト）", "en": "size (bytes)"},
    "sha256": {"ja": "中身（SHA-256）", "en": "content (SHA-256)"},
    "alt": {"ja": "何が写っているか", "en": "what it shows"},
    "credit": {"ja": "クレジット", "en": "credit"},
    "licence": {"ja": "利用の条件", "en": "terms of use"},
    "licence_ends_at": {"ja": "利用期限", "en": "licence ends"},
    "focus": {"ja": "大切なところ", "en": "point in view"},
    "focus_portrait": {"ja": "縦の画面：大切なところ", "en": "portrait screens: point in view"},
    "landscape": {"ja": "横の画面", "en": "landscape screens"},
    "portrait": {"ja": "縦の画面", "en": "portrait screens"},
    "left": {"ja": "左から", "en": "from the left"},
    "top": {"ja": "上から", "en": "from the top"},
    "landscape.width": {"ja": "幅", "en": "width"},
    "landscape.height": {"ja": "高さ", "en": "height"},
    "portrait.width": {"ja": "幅", "en": "width"},
    "portrait.height": {"ja": "高さ", "en": "height"},
    # People and departments
    "role": {"ja": "役割", "en": "role"},
    "contact": {"ja": "連絡先", "en": "contact"},
    "approver": {"ja": "承認者", "en": "approver"},
    "deputy": {"ja": "代わりに承認する人", "en": "who approves instead"},
    "to": {"ja": "引き継いだ担当", "en": "handed over to"},
    "from": {"ja": "元の担当", "en": "from"},
    "removed": {"ja": "なくした担当", "en": "removed department"},
    "items": {"ja": "コンテンツ", "en": "content"},
    "people": {"ja": "利用者", "en": "people"},
    "posters": {"ja": "ポスター", "en": "posters"},
    "orders": {"ja": "ポスターの注文", "en": "orders of posters"},
    "links": {"ja": "リンク", "en": "links"},
    # Links and posters
    "code": {"ja": "番号", "en": "code"},
    "asked": {"ja": "はじめのアドレス", "en": "first address"},
    "target": {"ja": "リンク先", "en": "leads to"},
    "campaign": {"ja": "キャンペーン", "en": "campaign"},
    "by": {"ja": "作った人", "en": "made by"},
    "expires_at": {"ja": "使う期限", "en": "used until"},
    "spot": {"ja": "番号", "en": "code"},
    "link": {"ja": "リンク", "en": "link"},
    "where": {"ja": "貼るところ", "en": "spot in it"},
    "copies": {"ja": "枚数", "en": "copies"},
    "item": {"ja": "知らせること", "en": "what it is about"},
    "paper": {"ja": "大きさ", "en": "size"},
    "width_mm": {"ja": "幅（mm）", "en": "width (mm)"},
    "height_mm": {"ja": "高さ（mm）", "en": "height (mm)"},
    "template": {"ja": "デザイン", "en": "design"},
}
"""As the forms call them. “rules.hours” is the field within that one, where it means something else than by itself. A field that
has no words here is told by its own name.
"""

WRAPPERS = ("period", "playlist")
"""Of these only what is in them is told."""

VALUE_WORDS: dict[str, dict[str, Words]] = {
    "transition": {"fade": {"ja": "ゆっくり重ねる", "en": "fade"}, "cut": {"ja": "すぐに替える", "en": "cut"}},
    "holidays": HOLIDAY_WORDS,
}
"""By field: values that are codes, as people say them."""

LANGUAGE_WORDS: dict[str, Words] = {
    "ja": {"ja": "日本語", "en": "Japanese"},
    "en": {"ja": "英語", "en": "English"},
    "ja-easy": {"ja": "やさしい日本語", "en": "easy Japanese"},
}


def field_words(path: tuple[str | int, ...]) -> Words:
    """A field's path as people say it: 題名（英語）, 区分 2 重み."""
    said: dict[str, list[str]] = {"ja": [], "en": []}
    for position, part in enumerate(path):
        if part in WRAPPERS and position + 1 < len(path):
            continue
        for code, parts in said.items():
            if isinstance(part, int):
                parts.append(str(part + 1))
            elif position and part in LANGUAGE_WORDS:
                language = LANGUAGE_WORDS[part][code]
                parts[-1:] = [f"{parts[-1] if parts else ''}{f'（{language}）' if code == 'ja' else f' ({language})'}"]
            else:
                parts.append(_called(path[:position], part)[code])
    return {code: " ".join(parts) for code, parts in said.items()}


def _called(before: tuple[str | int, ...], field: str) -> Words:
    within = next((part for part in reversed(before) if isinstance(part, str)), "")
    return FIELD_WORDS.get(f"{within}.{field}") or FIELD_WORDS.get(field, {"ja": field, "en": field})
