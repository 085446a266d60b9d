"""The names that no service can have, and those that one choice reserves."""

from tests.questionnaire import ROOT

EXTENSIONS = ROOT / "extensions"

RESERVED = (EXTENSIONS / "reserved.txt").read_text().split()
# By the value of the choice.
RESERVED_BY = {
    path.stem.removeprefix("reserved-"): path.read_text().split()
    for path in sorted(EXTENSIONS.glob("reserved-*.txt"))
}
