"""The words of the history: what was changed, what was done to it, and how its fields are called."""

from ..words import Words

NOUN_WORDS: dict[str, Words] = {
    "item": {"ja": "コンテンツ", "en": "Content"},
    "playlist": {"ja": "プレイリスト", "en": "Playlist"},
    "now": {"ja": "今すぐ表示", "en": "Showing now"},
    "media": {"ja": "画像", "en": "Picture"},
    "display": {"ja": "画面", "en": "Display"},
    "place": {"ja": "場所", "en": "Place"},
    "group": {"ja": "グループ", "en": "Group"},
    "source": {"ja": "取込み元", "en": "Source"},
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
    "discard": {"ja": "下書きを捨てました", "en": "draft discarded"},
    "undo": {"ja": "元に戻しました", "en": "undone"},
    "publish": {"ja": "公開しました", "en": "published"},
    "publish new": {"ja": "新しく公開しました", "en": "published for the first time"},
    "take out": {"ja": "公開をやめました", "en": "taken out"},
    "show": {"ja": "今すぐ表示しました", "en": "shown now"},
    "end": {"ja": "終えました", "en": "ended"},
    "password": {"ja": "新しいパスワードを渡しました", "en": "given a new password"},
    "shut out": {"ja": "ログインを止めました", "en": "shut out"},
    "let in": {"ja": "またログインできるようにしました", "en": "let in again"},
    "log out": {"ja": "ログアウトさせました", "en": "logged out"},
    "codes on": {"ja": "二段階認証を始めました", "en": "began to use codes"},
    "codes off": {"ja": "二段階認証を外しました", "en": "no longer uses codes"},
    "deputy": {"ja": "承認の代理を決めました", "en": "deputy set"},
    "hand over": {"ja": "ほかの担当に引き継ぎました", "en": "handed over"},
}
"""An act that has no words here is told by its own name."""

FIELD_WORDS: dict[str, Words] = {
    "title": {"ja": "題名", "en": "title"},
    "text": {"ja": "本文", "en": "text"},
    "name": {"ja": "名前", "en": "name"},
    "kind": {"ja": "種類", "en": "kind"},
    "url": {"ja": "リンク", "en": "link"},
    "media": {"ja": "画像", "en": "picture"},
    "period": {"ja": "", "en": ""},
    "begins_at": {"ja": "掲載開始", "en": "start"},
    "ends_at": {"ja": "掲載終了", "en": "end"},
    "begins": {"ja": "開始", "en": "start"},
    "ends": {"ja": "終了", "en": "end"},
    "published_at": {"ja": "日付", "en": "date"},
    "department": {"ja": "担当", "en": "department"},
    "themes": {"ja": "テーマ", "en": "themes"},
    "event": {"ja": "催し", "en": "event"},
    "venue": {"ja": "会場", "en": "venue"},
    "places": {"ja": "映す場所", "en": "where it shows"},
    "pinned": {"ja": "先頭に置く", "en": "pinned"},
    "hashtags": {"ja": "ハッシュタグ", "en": "hashtags"},
    "playlist": {"ja": "", "en": ""},
    "sections": {"ja": "区分", "en": "section"},
    "rules": {"ja": "放映ルール", "en": "rule"},
    "weight": {"ja": "重み", "en": "weight"},
    "kinds": {"ja": "種類", "en": "kinds"},
    "sources": {"ja": "取込み元", "en": "sources"},
    "items": {"ja": "コンテンツ", "en": "content"},
    "newest": {"ja": "新しい順に", "en": "newest"},
    "seconds": {"ja": "秒数", "en": "seconds"},
    "transition": {"ja": "切り替え", "en": "transition"},
    "clock": {"ja": "時計", "en": "clock"},
    "displays": {"ja": "画面", "en": "displays"},
    "groups": {"ja": "グループ", "en": "groups"},
    "place_types": {"ja": "場所の種類", "en": "types of place"},
    "weekdays": {"ja": "曜日", "en": "weekdays"},
    "hours": {"ja": "時間", "en": "hours"},
    "holidays": {"ja": "祝日", "en": "holidays"},
    "rrule": {"ja": "くり返し", "en": "repetition"},
    "priority": {"ja": "優先", "en": "priority"},
    "only_days_of": {"ja": "この日だけ", "en": "only on days of"},
    "not_days_of": {"ja": "この日を除く", "en": "not on days of"},
    "from_at": {"ja": "いつから", "en": "from"},
    "until_at": {"ja": "いつまで", "en": "until"},
    "place": {"ja": "場所", "en": "place"},
    "width": {"ja": "横（px）", "en": "width (px)"},
    "height": {"ja": "縦（px）", "en": "height (px)"},
    "diagonal_inches": {"ja": "大きさ（型）", "en": "size (in)"},
    "distance_m": {"ja": "見る距離（m）", "en": "distance (m)"},
    "scan_m": {"ja": "QRコードを読み取る距離（m）", "en": "scanning distance (m)"},
    "languages": {"ja": "言語", "en": "languages"},
    "type": {"ja": "種類", "en": "type"},
    "timezone": {"ja": "時間帯", "en": "time zone"},
    "country": {"ja": "祝日の国", "en": "holidays of"},
    "closed": {"ja": "休みのカレンダー", "en": "closing days"},
    "role": {"ja": "役割", "en": "role"},
    "contact": {"ja": "連絡先", "en": "contact"},
    "comment": {"ja": "コメント", "en": "comment"},
    "reason": {"ja": "理由", "en": "reason"},
    "approver": {"ja": "承認者", "en": "approver"},
    "deputy": {"ja": "代理", "en": "deputy"},
    "to": {"ja": "引き継いだ担当", "en": "handed over to"},
    "from": {"ja": "元の担当", "en": "from"},
    "people": {"ja": "利用者", "en": "people"},
    "posters": {"ja": "ポスター", "en": "posters"},
    "orders": {"ja": "ポスターの注文", "en": "orders of posters"},
    "links": {"ja": "リンク", "en": "links"},
    "alt": {"ja": "代わりの文", "en": "alternative text"},
    "credit": {"ja": "出典", "en": "credit"},
    "licence": {"ja": "使用条件", "en": "licence"},
    "number": {"ja": "番号", "en": "number"},
    "year": {"ja": "年", "en": "year"},
    "code": {"ja": "番号", "en": "code"},
    "asked": {"ja": "はじめのアドレス", "en": "first address"},
    "target": {"ja": "リンク先", "en": "leads to"},
    "campaign": {"ja": "キャンペーン", "en": "campaign"},
    "expires_at": {"ja": "使う期限", "en": "used until"},
    "source": {"ja": "取込み元", "en": "source"},
}
"""A field that has no words here is told by its own name; an empty one is not told, what is in it is."""

LANGUAGE_WORDS: dict[str, Words] = {
    "ja": {"ja": "日本語", "en": "Japanese"},
    "en": {"ja": "英語", "en": "English"},
    "ja-easy": {"ja": "やさしい日本語", "en": "easy Japanese"},
}


def field_words(path: tuple[str | int, ...]) -> Words:
    """A field's path as people say it: 題名（英語）, 区分 2 重み."""
    said: dict[str, list[str]] = {"ja": [], "en": []}
    for position, part in enumerate(path):
        for code, parts in said.items():
            if isinstance(part, int):
                parts.append(str(part + 1))
            elif position and part in LANGUAGE_WORDS:
                language = LANGUAGE_WORDS[part][code]
                parts[-1:] = [f"{parts[-1] if parts else ''}{f'（{language}）' if code == 'ja' else f' ({language})'}"]
            elif words := FIELD_WORDS.get(part, {"ja": part, "en": part})[code]:
                parts.append(words)
    return {code: " ".join(parts) for code, parts in said.items()}
