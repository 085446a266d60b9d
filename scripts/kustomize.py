"""Bring kustomize for the tests: the machine's own, or else a private one.

Where it is not on the PATH, Debian's package is unpacked into `.cache/kustomize/`, and
nothing of the system's is touched. Prints the path of the program.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.private_apt import PrivateApt

FOLDER = Path(__file__).resolve().parent.parent / ".cache" / "kustomize"
PRIVATE = FOLDER / "usr" / "bin" / "kustomize"


def find() -> str | None:
    """The path of the program that is here, if there is one."""
    return shutil.which("kustomize") or shutil.which(PRIVATE)


def bring() -> None:
    with TemporaryDirectory() as folder:
        apt = PrivateApt(Path(folder))
        apt.update()
        apt.unpack(["kustomize"], FOLDER, alone=True)


def main() -> None:
    if find() is None:
        try:
            bring()
        except OSError as error:
            sys.exit(f"scripts/kustomize: {error}")
    print(find())


if __name__ == "__main__":
    main()
