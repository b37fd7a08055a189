"""The page that explains the words, the marks and the keys."""

from typing import NamedTuple

from aiohttp import web

from ...domain.accounts import ROLE_WORDS, ROLES
from ...domain.health import STATUS_WORDS
from ...domain.workflow import STATE_WORDS, STATES
from ...words import Words
from ..auth import needs
from .pages import render
from .people.people import ROLE_TELLS

TITLE: Words = {"ja": "使い方", "en": "Help"}


class Term(NamedTuple):
    """A word of the pages and what it means; `path` is where one meets it, `mark` its shape."""

    says: Words
    means: Words
    path: str = ""
    mark: str = ""


TERMS: tuple[Term, ...] = (
    Term(
        {"ja": "コンテンツ", "en": "Content"},
        {
            "ja": "伝えたいこと一つ。題名、本文、画像、掲載期間があります。お知らせ、イベント、写真などの種類があります。",
            "en": "One thing to tell: a title, a text, a picture and a period. It is a notice, an event, a picture and so on.",
        },
        "/content",
    ),
    Term(
        {"ja": "スライド", "en": "Slide"},
        {
            "ja": "画面に映る一枚。コンテンツから、画面の形と見る距離に合わせて自動で作られます。",
            "en": "What a screen shows at a time. It is made from content by itself, for a screen’s shape and distance.",
        },
    ),
    Term(
        {"ja": "プレイリスト", "en": "Playlist"},
        {
            "ja": "何を、どんな割合で映すかの決まり。上から順に、区分が並びます。",
            "en": "What is shown, and how much of it. It is made of sections.",
        },
        "/playlists",
    ),
    Term(
        {"ja": "区分", "en": "Section"},
        {
            "ja": "プレイリストの一部分。「ニュースの新しい 5件」のように、何を入れるかと重みを決めます。",
            "en": "A part of a playlist: what it takes, such as the five newest news, and its weight.",
        },
    ),
    Term(
        {"ja": "1周", "en": "Loop"},
        {
            "ja": "プレイリストのスライドが一回りすること。終わると、また初めから映ります。",
            "en": "All slides of a playlist, once round. Then it begins again.",
        },
    ),
    Term(
        {"ja": "放映ルール", "en": "Rule"},
        {
            "ja": "どの画面に、いつ、どのプレイリストを映すか。重なったときは、優先の高いもの、範囲の狭いものが勝ちます。",
            "en": "Which playlist is shown where and when. Of two, the one with the higher priority wins, then the narrower one.",
        },
        "/schedule",
    ),
    Term(
        {"ja": "重なり", "en": "Conflict"},
        {
            "ja": "同じ強さの放映ルールが、同じ画面の同じ時間にあること。どちらかの優先を変えてください。",
            "en": "Two rules of the same rank for one screen at one time. Change the priority of one.",
        },
        "/schedule",
        "conflict",
    ),
    Term(
        {"ja": "空き時間", "en": "Dead air"},
        {
            "ja": "画面はついているのに、映すものがない時間。待機スライドだけが映ります。",
            "en": "Time in which a screen is on and has nothing to show but the fallback slide.",
        },
        "/schedule",
        "gap",
    ),
    Term(
        {"ja": "待機スライド", "en": "Fallback"},
        {
            "ja": "映すものがないときに映る一枚。プロジェクトの名前だけがあります。",
            "en": "The slide that shows where there is nothing else: the project’s name.",
        },
    ),
    Term(
        {"ja": "今すぐ表示", "en": "Showing now"},
        {
            "ja": "選んだものを、選んだ画面に、決めた時間だけ、ほかより先に映すこと。終わると元に戻ります。",
            "en": "One thing on chosen screens for a while, before all else. Then all is as it was.",
        },
        "",
        "now",
    ),
    Term(
        {"ja": "公開", "en": "Publishing"},
        {
            "ja": "プレイリストと番組表の下書きを、画面に届けること。その前に、何が変わるかを確かめられます。",
            "en": "Giving drafts of playlists and rules to the screens. Before it you see what changes.",
        },
    ),
    Term(
        {"ja": "承認", "en": "Approval"},
        {
            "ja": "書いた人とは別の人が確かめること。承認されたコンテンツだけが画面に映ります。取り下げに承認はいりません。",
            "en": "Somebody else than the author looks at it. Only approved content is shown. Withdrawing needs none.",
        },
    ),
    Term(
        {"ja": "代理", "en": "Deputy"},
        {
            "ja": "承認者が留守のあいだ、代わりに承認する人。",
            "en": "Who approves while an approver is away.",
        },
    ),
    Term(
        {"ja": "担当", "en": "Department"},
        {
            "ja": "コンテンツに責任をもつ課や館。作成者と承認者は、自分の担当のものだけを直せます。",
            "en": "The division or house that answers for content. Authors and approvers change only their own.",
        },
    ),
    Term(
        {"ja": "画面", "en": "Display"},
        {
            "ja": "実際の画面一台。場所と、大きさ、向き、見る距離があります。",
            "en": "One real screen, with its place, size, orientation and distance.",
        },
        "/displays",
    ),
    Term(
        {"ja": "場所", "en": "Place"},
        {
            "ja": "画面のある建物。開いている時間と休みの日があり、その外では画面は黒くなります。",
            "en": "A building with screens. Outside its opening hours its screens are black.",
        },
    ),
    Term(
        {"ja": "グループ", "en": "Group"},
        {
            "ja": "場所をまたぐ画面の集まり。放映ルールの相手にも、編集者の受け持ちにもなります。",
            "en": "Displays that belong together: a rule may be for them, an editor may look after them.",
        },
    ),
    Term(
        {"ja": "情報源", "en": "Source"},
        {
            "ja": "市ホームページのお知らせやカレンダーなど、コンテンツが自動で入ってくるところ。",
            "en": "Where content comes from by itself: the news of a website, a calendar.",
        },
    ),
    Term(
        {"ja": "日時で見る", "en": "Time machine"},
        {
            "ja": "どの画面に、いつ、何が、なぜ映るか。先のことも、過ぎたことも見られます。",
            "en": "What any screen shows at any moment, and why: to come, or past.",
        },
        "/time",
    ),
)
"""The nouns of the system as staff meet them."""

MARKS: tuple[Term, ...] = (
    Term({"ja": "できています", "en": "OK"}, {"ja": "このまま使えます。", "en": "Ready as it is."}, mark="ok"),
    Term(
        {"ja": "注意", "en": "Note"},
        {"ja": "使えますが、見ておいてください。", "en": "It can be used; have a look."},
        mark="note",
    ),
    Term(
        {"ja": "直すところ", "en": "To fix"},
        {"ja": "このままでは読めない、または映りません。", "en": "As it is, it can’t be read or shown."},
        mark="wrong",
    ),
    Term(
        {"ja": "まもなく終了", "en": "Expires soon"},
        {"ja": "掲載期間が、あと 14日以内に終わります。", "en": "Its period ends within 14 days."},
        mark="expires",
    ),
    Term(
        {"ja": "取込みの問題", "en": "Source problem"},
        {
            "ja": "情報源から読めていません。前に読んだものは映り続けます。",
            "en": "A source can’t be read. What was read before stays.",
        },
        mark="source",
    ),
)

STATE_TELLS: dict[str, Words] = {
    "draft": {"ja": "書いている途中です。画面には映りません。", "en": "Being written. No screen shows it."},
    "requested": {"ja": "承認者が確かめるのを待っています。", "en": "Waits for an approver."},
    "remanded": {
        "ja": "承認者が、直すように戻しました。コメントを見てください。",
        "en": "An approver sent it back: see the comment.",
    },
    "scheduled": {"ja": "承認され、掲載開始を待っています。", "en": "Approved; its period has not begun."},
    "on air": {
        "ja": "掲載期間の中にあり、プレイリストに入れば映ります。",
        "en": "In its period: playlists that take it show it.",
    },
    "ended": {"ja": "掲載期間が終わりました。", "en": "Its period is over."},
    "withdrawn": {
        "ja": "急いで下げました。すぐに画面から消えます。戻せます。",
        "en": "Taken down at once. It can be restored.",
    },
}

STATUS_TELLS: dict[str, Words] = {
    "wrong": {
        "ja": "動いているのに、映るはずのものと違うものが映っています。",
        "en": "It runs, and shows something else than it should.",
    },
    "silent": {"ja": "画面の機器から応答がありません。", "en": "Its device does not answer."},
    "late": {
        "ja": "応答が遅れています。もう一度確かめているところです。",
        "en": "Its answer is late; it is asked once more.",
    },
    "never": {"ja": "まだ一度もつながっていません。", "en": "It has never been connected."},
    "maintenance": {"ja": "設備担当が作業しています。", "en": "A technician works on it."},
    "off": {"ja": "開館時間の外なので、黒い画面です。", "en": "Outside opening hours it is black, as planned."},
    "ok": {"ja": "映るはずのものが映っています。", "en": "It shows what it should."},
}


@needs()
async def get_help(request: web.Request) -> web.StreamResponse:
    return await render(
        request,
        "help.html",
        title=TITLE,
        terms=TERMS,
        marks=MARKS,
        states=[Term(STATE_WORDS[state], STATE_TELLS[state], mark=state.replace(" ", "-")) for state in STATES],
        statuses=[Term(words, STATUS_TELLS[status], mark=status) for status, words in STATUS_WORDS.items()],
        roles=[Term(ROLE_WORDS[role], ROLE_TELLS[role]) for role in ROLES],
    )
