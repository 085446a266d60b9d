"""The names that no service can have, and those that the services of a layer can't."""

from tests.questionnaire import ROOT

EXTENSIONS = ROOT / "extensions"

RESERVED = (EXTENSIONS / "reserved.txt").read_text().split()
# By the layer, which has the name of the choice.
RESERVED_BY = {
    path.stem.removeprefix("reserved-"): path.read_text().split()
    for path in sorted(EXTENSIONS.glob("reserved-*.txt"))
}
