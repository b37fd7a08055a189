"""What was wrong with a source, a file or a picture, as people at their desks read it: the sentences that are kept are English, for logs."""

import re

from ..words import Words

_JAPANESE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), ja)
    for pattern, ja in (
        (
            r"the server answered 401",
            "パスワードを求められます。公開されているフィードがないか、相手に尋ねてください。",
        ),
        (r"the server answered 403", "相手が取得を断っています。プログラムで読んでよいか、相手に尋ねてください。"),
        (r"the server answered 404", "このアドレスには、もう何もありません。新しいアドレスを調べてください。"),
        (r"the server answered 410", "このフィードは終わりました。ほかを探すか、情報源を外してください。"),
        (r"the server answered 429", "取得の回数が多いと言われています。取得の間隔を長くしてください。"),
        (r"the server answered (\d+)", "相手のサーバーが {0} と答えました。自動でもう一度試します。"),
        (r"no full answer within ([\d.]+) seconds", "{0}秒待っても届きませんでした。自動でもう一度試します。"),
        (r"there is no server of this name", "この名前のサーバーがありません。アドレスを確かめてください。"),
        (r"its certificate can't be trusted", "相手の証明書が正しくありません。相手に更新してもらってください。"),
        (r"the server can't be reached", "相手のサーバーにつながりません。自動でもう一度試します。"),
        (
            r"this is not an address that can be fetched",
            "取得できるアドレスではありません。https:// で始めてください。",
        ),
        (r"broke off", "途中で切れました。自動でもう一度試します。"),
        (r"the answer can't be used", "届いたものを使えません。アドレスをブラウザで開いて確かめてください。"),
        (r"the (?:answer|file) is larger than (\S+ ?MB)", "大きすぎます（{0} まで）。"),
        (r"leads into .* and is not fetched", "アドレスが庁内などの閉じたネットワークを指しているので、取得しません。"),
        (r"redirect", "転送の先に進めません。最後のアドレスを、そのまま登録してください。"),
        (r"there is no such file in the input folder", "ファイルがありません。入力フォルダに置いてください。"),
        (r"the drive gave no file", "共有ドライブが答えません。つながっているか確かめてください。"),
        (r"the file keeps changing", "ファイルが書き込み中です。落ち着いたら、もう一度読みます。"),
        (r"save the file as UTF-8|letters can't be read", "文字を読めません。UTF-8 で保存してください。"),
        (r"this is a web page", "フィードや CSV ではなく、ページ（HTML）が届きました。アドレスを確かめてください。"),
        (r"this is an Excel file", "Excel のファイルです。「CSV UTF-8」で保存してください。"),
        (r"there is no column", "必要な列がありません。1行目の列の名前を確かめてください。"),
        (r"the answer is empty", "中身が空です。"),
        (r"not RSS or Atom|not a feed|the feed (?:is broken|can't be read)", "RSS・Atom として読めません。"),
        (r"the XML", "XML が壊れているか、安全でない書き方です。相手に直してもらってください。"),
        (r"this is not valid TOML", "TOML として読めません。引用符、かっこ、= を確かめてください。"),
        (r"brackets are nested", "かっこの入れ子が深すぎます。"),
        (r"write a text in quotes", '文字は引用符（"）で囲んでください。'),
        (r"write a list of texts", '["a", "b"] のように並べて書いてください。'),
        (r"the list is empty", "一覧が空です。すべてという意味なら、その行を消してください。"),
        (r"write it for each language", '言語ごとに書いてください（title.ja = "…"）。'),
        (r"^(?:.*: )?(.{1,80}) is not known", "{0} は使えません。つづりを確かめてください。"),
        (r"write true or false", "true か false を、引用符なしで書いてください。"),
        (r"write a whole number from (\S+) to ([^\s,]+)", "{0} から {1} までの整数を書いてください。"),
        (r"write the hours in quotes", '時間は "20:00-06:00" のように、引用符で囲んでください。'),
        (r"write (?:a date without quotes|the day alone)", "日付は 2027-03-31 のように、引用符なしで書いてください。"),
        (r"with two brackets", "かっこを二重にしてください（[[ ]]）。"),
        (r"write seconds from (\d+) to (\d+)", "秒数は {0} から {1} までで書いてください。"),
        (r"no iCalendar file", "iCalendar（.ics）として読めません。"),
        (r"larger than (\d+ ?[kM]B)", "大きすぎます（{0} まで）。"),
        (
            r"took longer than ([\d.]+) s and was ended",
            "{0}秒かけても終わらなかったので、止めました。小さくして保存し直してください。",
        ),
        (
            r"ended the process that worked on it",
            "処理が途中で止まりました。小さくするか、別の形式で保存し直してください。",
        ),
        (r"locked by a password", "パスワードがかかっています。外して保存し直してください。"),
        (r"the file is empty", "ファイルが空です。"),
        (r"damaged or not complete", "壊れているか、途中までしかありません。保存し直してください。"),
        (r"it holds a script", "スクリプトが入っています。除くか、PNG で保存してください。"),
        (r"loads something from elsewhere", "ほかから画像などを読み込みます。埋め込むか、PNG で保存してください。"),
        (r"no font here has the letters “(.+?)”", "書体にない文字があります：{0}。図形にして保存してください。"),
        (r"megapixels at most", "画素が多すぎます。6000×4000 ほどに縮めてください。"),
        (r"only sound", "音だけで、映像がありません。"),
        (r"the PDF has no page", "PDF にページがありません。"),
        (
            r"lacks (\d+) items that the last one had",
            "前にあった {0}件が消えています。多すぎるので、消さずに残し、新しいものもまだ出していません。新しい一覧が正しければ、前のものを取り下げてください。",
        ),
    )
)

_LINE = re.compile(r"\.(?:toml|csv|ics):(\d+)")
"""How a sentence names the line of a file."""


def problem_words(message: str) -> Words:
    """A kept sentence in both languages, with the line of the file that it is about; one that is not known stays as it is."""
    for pattern, ja in _JAPANESE:
        if found := pattern.search(message):
            line = _LINE.search(message)
            where = f"{line[1]}行目：" if line else ""
            return {"ja": where + ja.format(*found.groups()), "en": message}
    return {"ja": message, "en": message}
