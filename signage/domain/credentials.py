"""By what a person is known: a staff number or a name, and a password; the same however they were typed."""

import unicodedata

from ..errors import InputError
from ..words import Words

NAME_LETTERS = 60
LEAST_LETTERS = 10
MOST_LETTERS = 200
"""A password is hashed whole: none so long that the hashing itself would hurt."""

ABSURD = frozenset(
    (
        "password",
        "passw0rd",
        "passwort",
        "pass",
        "qwertyuiop",
        "qwerty",
        "asdfghjkl",
        "abcdefghij",
        "letmein",
        "welcome",
        "administrator",
        "admin",
        "technician",
        "signage",
        "kiosk",
        "changeme",
        "hitachi",
        "iloveyou",
        "sunshine",
        "パスワード",
        "あいうえお",
    )
)
"""Words that, with nothing but figures, signs and themselves around them, are tried first by whoever guesses."""


def plain_name(text: str) -> str:
    """The name as it is kept and compared: full-width figures, capitals and spaces make no other person (NFKC).

    Raises InputError for one that is empty, too long or holds what can't be seen.
    """
    name = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if not name:
        raise InputError("write a staff number or a name")
    if len(name) > NAME_LETTERS:
        raise InputError(f"a name may have {NAME_LETTERS} letters; this has {len(name)}")
    if any(unicodedata.category(letter)[0] == "C" for letter in name):
        raise InputError("a name can't hold letters that can't be seen")
    return name


def plain_password(text: str) -> str:
    """The password as it is hashed: a Japanese keyboard may have typed it full-width (NFKC, as NIST SP 800-63B §5.1.1.2 says)."""
    return unicodedata.normalize("NFKC", text)


def weakness(password: str, name: str) -> Words | None:
    """Why this password can't be taken for that name, in words for whoever chose it; None where it can.

    Length counts, kinds of letters don't (NIST SP 800-63B §5.1.1.2).
    """
    plain = plain_password(password)
    if len(plain) < LEAST_LETTERS:
        return {
            "ja": f"パスワードは {LEAST_LETTERS}文字以上にしてください。いまは {len(plain)}文字です。",
            "en": f"A password needs {LEAST_LETTERS} characters; this has {len(plain)}.",
        }
    if len(plain) > MOST_LETTERS:
        return {
            "ja": f"パスワードは {MOST_LETTERS}文字までです。いまは {len(plain)}文字です。",
            "en": f"A password may have {MOST_LETTERS} characters; this has {len(plain)}.",
        }
    if _is_absurd(plain.casefold(), plain_name(name)):
        return {
            "ja": "このパスワードは、すぐに当てられます。ほかの人が思いつかないものにしてください。",
            "en": "This password is guessed at once. Choose one that nobody else thinks of.",
        }
    return None


def _is_absurd(password: str, name: str) -> bool:
    """Whether little is left of it once the well-known words, the person's own name, figures and repetitions are out."""
    if len(set(password)) < 5 or any(one in 2 * "0123456789" for one in (password, password[::-1])):
        return True
    rest = password
    for word in sorted({*ABSURD, *([name] if len(name) > 2 else [])}, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len({letter for letter in rest if letter.isalpha()}) < 3 and rest != password
