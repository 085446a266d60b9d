"""The commands in the console blocks of a page."""

import re


def console_commands(page: str) -> list[str]:
    """Return the lines of a page's console blocks."""
    blocks = re.findall(r"^```console\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line]
