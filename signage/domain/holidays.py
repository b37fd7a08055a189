"""Public holidays by country, with their names: the library's table, which calendars of our own may mend.

Only a table can know them: 春分 and 秋分 are fixed by the 官報 of the year before, and special laws move days (2020, 2021).
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays as library

from ..errors import InputError
from ..words import Words
from .toml_text import meant

ENGLISH = "en_US"


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, list[str]]:
    return library.list_supported_countries()


def check_country(text: str) -> str:
    """A country, or one of its parts, as it is kept: "JP", "DE-BY"; empty has no public holidays. Raises InputError."""
    country, _, part = (piece.strip().upper() for piece in text.partition("-"))
    if (country or part) and (len(country) != 2 or country not in _countries()):
        raise InputError(f"“{text}” is no country; write its two letters like JP, DE or DE-BY")
    if part and part not in _countries()[country]:
        raise InputError(
            f"“{part}” is no part of {country} with holidays of its own{meant(part, _countries()[country])}"
        )
    return f"{country}-{part}" if part else country


@lru_cache(maxsize=512)
def public_holidays(country: str, year: int) -> Mapping[date, Words]:
    """The public holidays of a year, as the library knows them; none for a country that it does not know."""
    try:
        country = check_country(country)
    except InputError:
        return {}
    if not country:
        return {}
    code, _, part = country.partition("-")
    own = library.country_holidays(code, subdiv=part or None, years=year)
    language = (own.default_language or ENGLISH).partition("_")[0]
    names = {language: library.country_holidays(code, subdiv=part or None, years=year, language=own.default_language)}
    if ENGLISH in own.supported_languages:
        names["en"] = library.country_holidays(code, subdiv=part or None, years=year, language=ENGLISH)
    return {day: {word: table[day] for word, table in sorted(names.items()) if day in table} for day in sorted(own)}
