"""Mails that the service sends."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit


class Mail(NamedTuple):
    to: str
    subject: str
    text: str

    @property
    def link(self) -> str:
        (link,) = re.findall(r"https?://\S+", self.text)
        return str(link)

    @property
    def token(self) -> str:
        """The token of the link."""
        (token,) = parse_qs(urlsplit(self.link).query)["token"]
        return token
