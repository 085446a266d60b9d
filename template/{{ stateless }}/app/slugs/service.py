"""The rule of slugs."""

import re
from unicodedata import normalize

from app.errors import EmptySlugError


def slugify(text: str, *, max_length: int) -> str:
    """Keep the letters and digits of ASCII, in words that single dashes join.

    Letters lose their accents and their case; a slug that is too long is cut.

    Raises:
        EmptySlugError: None of them is in the text.
    """
    plain = normalize("NFKD", text).casefold().encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    if not slug:
        raise EmptySlugError("/text", "must contain an ASCII letter or digit")
    return slug[:max_length].rstrip("-")
