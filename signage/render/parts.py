"""A Japanese typeface in parts: which characters share a file.

A whole one has 11,700 characters, and a browser unpacks it anew for every document (docs/decisions/0021). A slide says some
hundred of them, nearly all of the first parts; a file that holds none of them is not opened.
"""

from collections.abc import Collection, Iterable
from itertools import groupby

EVERYDAY = (
    "一右雨円王音下火花貝学気九休玉金空月犬見五口校左三山子四糸字耳七車手十出女小上森人水正生青夕石赤千川先早草足村大男竹中虫町天田土二日入年白八百文木本名目立力林六"
    "引羽雲園遠何科夏家歌画回会海絵外角楽活間丸岩顔汽記帰弓牛魚京強教近兄形計元言原戸古午後語工公広交光考行高黄合谷国黒今才細作算止市矢姉思紙寺自時室社弱首秋週春書少場色食心新親図数西声星晴切雪船線前組走多太体台地池知茶昼長鳥朝直通弟店点電刀冬当東答頭同道読内南肉馬売買麦半番父風分聞米歩母方北毎妹万明鳴毛門夜野友用曜来里理話"
    "悪安暗医委意育員院飲運泳駅央横屋温化荷界開階寒感漢館岸起期客究急級宮球去橋業曲局銀区苦具君係軽血決研県庫湖向幸港号根祭皿仕死使始指歯詩次事持式実写者主守取酒受州拾終習集住重宿所暑助昭消商章勝乗植申身神真深進世整昔全相送想息速族他打対待代第題炭短談着注柱丁帳調追定庭笛鉄転都度投豆島湯登等動童農波配倍箱畑発反坂板皮悲美鼻筆氷表秒病品負部服福物平返勉放味命面問役薬由油有遊予羊洋葉陽様落流旅両緑礼列練路和"
    "愛案以衣位茨印英栄媛塩岡億加果貨課芽賀改械害街各覚潟完官管関観願岐希季旗器機議求泣給挙漁共協鏡競極熊訓軍郡群径景芸欠結建健験固功好香候康佐差菜最埼材崎昨札刷察参産散残氏司試児治滋辞鹿失借種周祝順初松笑唱焼照城縄臣信井成省清静席積折節説浅戦選然争倉巣束側続卒孫帯隊達単置仲沖兆低底的典伝徒努灯働特徳栃奈梨熱念敗梅博阪飯飛必票標不夫付府阜富副兵別辺変便包法望牧末満未民無約勇要養浴利陸良料量輪類令冷例連老労録"
    "圧囲移因永営衛易益液演応往桜可仮価河過快解格確額刊幹慣眼紀基寄規喜技義逆久旧救居許境均禁句型経潔件険検限現減故個護効厚耕航鉱構興講告混査再災妻採際在財罪殺雑酸賛士支史志枝師資飼示似識質舎謝授修述術準序招証象賞条状常情織職制性政勢精製税責績接設絶祖素総造像増則測属率損貸態団断築貯張停提程適統堂銅導得毒独任燃能破犯判版比肥非費備評貧布婦武復複仏粉編弁保墓報豊防貿暴脈務夢迷綿輸余容略留領歴"
    "胃異遺域宇映延沿恩我灰拡革閣割株干巻看簡危机揮貴疑吸供胸郷勤筋系敬警劇激穴券絹権憲源厳己呼誤后孝皇紅降鋼刻穀骨困砂座済裁策冊蚕至私姿視詞誌磁射捨尺若樹収宗就衆従縦縮熟純処署諸除承将傷障蒸針仁垂推寸盛聖誠舌宣専泉洗染銭善奏窓創装層操蔵臓存尊退宅担探誕段暖値宙忠著庁頂腸潮賃痛敵展討党糖届難乳認納脳派拝背肺俳班晩否批秘俵腹奮並陛閉片補暮宝訪亡忘棒枚幕密盟模訳郵優預幼欲翌乱卵覧裏律臨朗論"
)
"""The 1,026 kanji that schools teach first: 学年別漢字配当表 (小学校学習指導要領, since 2020), grade by grade."""

COMMON = 10
"""Of the kanji that are left, those of JIS X 0208's first level (the 2,965 of everyday print) are in so many parts."""

RARE = 8
"""All others are in so many."""

PARTS = 3 + COMMON + RARE
"""Letters, kana and their marks, which every slide needs; other signs; everyday kanji; common ones; rare ones."""

LETTERS = ((0x20, 0x36F), (0x2000, 0x206F), (0x3000, 0x30FF), (0x31F0, 0x31FF), (0xFF00, 0xFFEF))
"""The first part: letters with the marks that join them (ㇷ゚, ǽ), so that shaping needs no two files at once."""

KANJI = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))

_FIRST_LEVEL = range(0xB0, 0xD0)
"""The first byte in EUC-JP of rows 16 to 47."""


def parts_of(characters: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """The code points of a typeface in its PARTS parts, each in order and none empty for a Japanese one."""
    rows: dict[int, list[int]] = {group: [] for group in range(5)}
    for character in sorted(characters):
        rows[_group(character)].append(character)
    letters, signs, everyday, common, rare = rows.values()
    return tuple(map(tuple, (letters, signs, everyday, *_split(common, COMMON), *_split(rare, RARE))))


def unicode_range(some: Collection[int], every: Iterable[int]) -> str:
    """These characters as CSS names them, of a typeface that has no others than `every`: what it lacks parts no two of them."""
    wanted = frozenset(some)
    runs = [list(run) for within, run in groupby(sorted(every), wanted.__contains__) if within]
    return ",".join(f"U+{run[0]:X}-{run[-1]:X}" if len(run) > 1 else f"U+{run[0]:X}" for run in runs)


def _group(character: int) -> int:
    if _within(character, LETTERS):
        return 0
    if not _within(character, KANJI):
        return 1
    if chr(character) in EVERYDAY:
        return 2
    return 3 if chr(character).encode("euc_jp", "replace")[0] in _FIRST_LEVEL else 4


def _within(character: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= character <= last for first, last in ranges)


def _split(characters: list[int], count: int) -> list[list[int]]:
    """As many lists, of nearly the same length."""
    return [characters[at * len(characters) // count : (at + 1) * len(characters) // count] for at in range(count)]
