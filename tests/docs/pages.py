"""The commands in the console blocks of a page."""

import re


def console_commands(page: str) -> list[str]:
    """Return the lines of a page's console blocks."""
    blocks = re.findall(r"^```console\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line]


def shell_commands(page: str) -> list[str]:
    """Return the commands of a page's blocks of shell, continued lines joined."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    text = "".join(blocks).replace("\\\n", " ")
    return [line for line in text.splitlines() if line]
