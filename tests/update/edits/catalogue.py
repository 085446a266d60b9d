"""The catalogue of edits, and how an edit changes a file."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

Function = Callable[[Path], None]


@dataclass(frozen=True)
class Edit:
    """A change that an owner makes to a service between two updates.

    With the frameworks for which it is sound, an update has no conflict after it, and
    the service passes its own checks and tests. Other edits would need more edits for
    that, such as of tests.
    """

    apply: Function
    sound_with: frozenset[str]

    def __str__(self) -> str:
        return self.apply.__name__.replace("_", " ")


CATALOGUE: list[Edit] = []


def edit(*, sound_with: Iterable[str] = ()) -> Callable[[Function], Edit]:
    """Add to the catalogue a function that edits the service in a folder.

    It has to fit the usual service of each framework, from every release, and to raise
    ValueError or FileNotFoundError where it does not find what it changes.
    """

    def add(function: Function) -> Edit:
        CATALOGUE.append(Edit(function, frozenset(sound_with)))
        return CATALOGUE[-1]

    return add


def framework_of(folder: Path) -> str:
    if (folder / "manage.py").is_file():
        return "django"
    return "flask" if (folder / "app" / "wsgi.py").is_file() else "fastapi"


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def replace(path: Path, old: str, new: str) -> None:
    """Replace a text that occurs once."""
    text = path.read_text()
    if text.count(old) != 1:
        raise ValueError(f"{path} has {old!r} {text.count(old)} times")
    path.write_text(text.replace(old, new))


def insert_after(path: Path, prefix: str, *added: str) -> None:
    """Insert lines after the only one with a prefix."""
    lines = path.read_text().splitlines()
    (place,) = (n for n, line in enumerate(lines) if line.startswith(prefix))
    lines[place + 1 : place + 1] = added
    path.write_text("\n".join(lines) + "\n")


def insert_before(path: Path, prefix: str, *added: str) -> None:
    """Insert lines before the first one with a prefix."""
    lines = path.read_text().splitlines()
    place, *_ = (n for n, line in enumerate(lines) if line.startswith(prefix))
    lines[place:place] = added
    path.write_text("\n".join(lines) + "\n")


def insert_dependency(path: Path, first_line: str, package: str) -> None:
    """Insert a package into a list that is sorted."""
    lines = path.read_text().splitlines()
    place = lines.index(first_line) + 1
    while lines[place] != "]" and lines[place].strip(' "') < package:
        place += 1
    lines.insert(place, f'    "{package}",')
    path.write_text("\n".join(lines) + "\n")


def delete_lines(path: Path, pattern: str) -> None:
    """Delete the lines in which a pattern is found."""
    lines = path.read_text().splitlines(keepends=True)
    others = [line for line in lines if not re.search(pattern, line)]
    if others == lines:
        raise ValueError(f"{path} has no line with {pattern!r}")
    path.write_text("".join(others))
