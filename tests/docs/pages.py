"""The commands in the console blocks of a page."""

import re


def console_blocks(page: str) -> list[str]:
    """Return the console blocks of a page."""
    return re.findall(r"^ *```console\n(.*?)^ *```", page, re.DOTALL | re.MULTILINE)


def console_commands(page: str) -> list[str]:
    """Return the lines of a page's console blocks."""
    return [
        line for block in console_blocks(page) for line in block.splitlines() if line
    ]
