"""Texts by language, wherever people read them."""

Words = dict[str, str]
"""The same text by language: {"ja": "お知らせ", "en": "News"}. An absent language is not shown in it."""


def in_words(words: Words, language: str) -> str:
    """The text in a language, else in the first that there is."""
    return words.get(language) or next(iter(words.values()), "")
