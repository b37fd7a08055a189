"""Texts by language, wherever people read them."""

Words = dict[str, str]
"""The same text by language: {"ja": "お知らせ", "en": "News"}. An absent language is not shown in it."""
