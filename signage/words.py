"""Texts by language, wherever people read them."""

import re

Words = dict[str, str]
"""The same text by language: {"ja": "お知らせ", "en": "News"}. An absent language is not shown in it."""


def in_words(words: Words, language: str) -> str:
    """The text in a language, else in the first that there is."""
    return words.get(language) or next(iter(words.values()), "")


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SLIPS = {"jp": "ja", "kr": "ko", "cn": "zh", "ua": "uk"}
"""Countries that are often written where a language is meant (BCP 47)."""


def language_problem(language: str) -> str:
    """Why no text can be in this language, as BCP 47 writes them (ja, en, zh-Hant); empty where one can."""
    if language in _SLIPS:
        return f"“{language}” is a country; did you mean the language “{_SLIPS[language]}”?"
    return "" if _LANGUAGE.fullmatch(language) else f"“{language}” is not a language; write ja, en, zh-Hant …"
