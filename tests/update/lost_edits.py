"""Which edits of the owner an update has lost."""

from collections import Counter

from tests.update.trees import CONFLICT_MARKER, Tree


def lost_edits(
    before: Tree, edited: Tree, updated: Tree, unedited: Tree | None = None
) -> list[str]:
    """Return the files in which an update has lost a part of an edit.

    What the owner added has to be in the file, if only in a conflict. What the owner
    deleted may be back in a conflict only, or where the update adds such a line, too,
    to a service that nobody edited, if that is given.
    """
    unedited = before if unedited is None else unedited
    return [
        name
        for name in sorted({*before, *edited})
        if before.get(name) != edited.get(name)
        and is_lost(
            before.get(name), edited.get(name), updated.get(name), unedited.get(name)
        )
    ]


def is_lost(
    before: bytes | None,
    edited: bytes | None,
    updated: bytes | None,
    unedited: bytes | None,
) -> bool:
    if edited is None:
        return updated is not None
    if updated is None:
        return True
    added = added_lines(before or b"", edited)
    if added - Counter(updated.splitlines()):
        return True
    if CONFLICT_MARKER.search(updated):
        return False
    deleted = added_lines(edited, before or b"")
    back = added_lines(edited, updated) - added_lines(before or b"", unedited or b"")
    return bool(deleted & back)


def added_lines(before: bytes, after: bytes) -> Counter[bytes]:
    """Count the lines that are in the second text more often than in the first."""
    count = Counter(after.splitlines())
    count.subtract(Counter(before.splitlines()))
    return +Counter({line: n for line, n in count.items() if line.strip()})
