"""The commands in the console blocks of a page."""

import re


def console_blocks(page: str) -> list[str]:
    """Return the console blocks of a page."""
    return re.findall(r"^ *```console\n(.*?)^ *```", page, re.DOTALL | re.MULTILINE)


def console_commands(page: str) -> list[str]:
    """Return the lines of a page's console blocks."""
    lines = "\n".join(console_blocks(page)).splitlines()
    return [line for line in lines if line]


def shell_commands(page: str) -> list[str]:
    """Return the commands of a page's blocks of shell, continued lines joined."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    text = "".join(blocks).replace("\\\n", " ")
    return [line for line in text.splitlines() if line]
