"""The project's name in the parts in which it is written."""

import re

from signage.render.brief import Brief
from signage.render.wording import in_language


def name_parts(brief: Brief) -> list[str]:
    """「A × B　C」 is two parts, A × B and C: a wide or a double space, or a line end, divides them."""
    name = in_language(brief.brand.name, brief.language) or next(iter(brief.brand.name.values()), "")
    return [brief.clean(part) for part in re.split(r"　+| {2,}|\n+", name) if part.strip()] or [""]
