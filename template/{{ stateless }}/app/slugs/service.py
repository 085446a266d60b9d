"""Conversion of texts to slugs."""

import re
from unicodedata import normalize

from app.errors import EmptySlugError


def slugify(text: str, *, max_length: int) -> str:
    """Turn a text into lower-case words of ASCII letters and digits, joined by dashes.

    Removes accents, and cuts slugs that are too long.

    Raises:
        EmptySlugError: The text contains no such characters.
    """
    plain = normalize("NFKD", text).casefold().encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    if not slug:
        raise EmptySlugError("/text", "must contain an ASCII letter or digit")
    return slug[:max_length].rstrip("-")
