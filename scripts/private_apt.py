"""APT with lists and a state of its own: nothing of the system's is touched."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

SUITE = "trixie"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


@dataclass(frozen=True)
class PrivateApt:
    """Knows the packages of one suite, and counts none as installed."""

    folder: Path

    @property
    def source(self) -> str:
        return f"deb [signed-by={KEYRING}] {mirror()} {SUITE} main"

    @property
    def machine(self) -> str:
        """How this machine reaches the mirror, such as by a proxy."""
        dumped = subprocess.run(
            ["apt-config", "dump"], capture_output=True, text=True, check=True
        )
        wanted = ("Acquire::http", "Acquire::Check", "Acquire::Retries")
        lines = [line for line in dumped.stdout.splitlines() if line.startswith(wanted)]
        return "\n".join([*lines, ""])

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "APT_CONFIG": str(self.folder / "apt.conf")}

    def update(self) -> None:
        for name in ("lists/partial", "archives/partial", "state", "etc"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        (self.folder / "sources.list").write_text(f"{self.source}\n")
        settings = {
            "Dir": self.folder,
            "Dir::State": self.folder / "state",
            "Dir::State::lists": self.folder / "lists",
            "Dir::State::status": self.folder / "status",
            "Dir::Cache": self.folder,
            "Dir::Etc": self.folder / "etc",
            "Dir::Etc::parts": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "APT::Sandbox::User": "root",
            "APT::Install-Recommends": "false",
            "Acquire::Languages": "none",
            "Debug::NoLocking": "true",  # images are made at the same time
        }
        lines = [f'{name} "{value}";\n' for name, value in settings.items()]
        (self.folder / "apt.conf").write_text(self.machine + "".join(lines))
        self.run("apt-get", "update")

    def unpack(
        self,
        packages: Sequence[str],
        root: Path,
        *,
        only: str = ".",
        alone: bool = False,
    ) -> None:
        """Lay out their files, and those of what they need unless they are alone."""
        root.mkdir(parents=True, exist_ok=True)
        with (
            self.downloaded(packages, alone=alone) as files,
            ThreadPoolExecutor() as pool,
        ):

            def extract(file: Path) -> None:
                command = f'dpkg-deb --fsys-tarfile "$1" | tar -C "$2" -x {only}'
                subprocess.run(["sh", "-ec", command, "", file, root], check=True)

            first, *rest = files  # the folders' links, such as /bin
            extract(first)
            list(pool.map(extract, rest))

    @contextmanager
    def downloaded(
        self, packages: Sequence[str], *, alone: bool = False
    ) -> Iterator[list[Path]]:
        with TemporaryDirectory(dir=self.folder) as folder:
            if alone:
                self.run("apt-get", "download", *packages, cwd=folder)
            else:
                Path(folder, "partial").mkdir()
                place = f"Dir::Cache::archives={folder}"
                options = ("-o", place, "--yes", "--download-only")
                self.run("apt-get", *options, "install", *packages)
            yield sorted(
                Path(folder).glob("*.deb"),
                key=lambda file: not file.name.startswith("base-files_"),
            )

    def bootstrap(self, root: Path, packages: Sequence[str]) -> None:
        """Install the smallest system that has APT, and these packages."""
        subprocess.run(
            [
                *("mmdebstrap", "--quiet", "--variant=minbase", "--mode=root"),
                *("--format=directory", f"--include={','.join(packages)}"),
                '--aptopt=APT::Sandbox::User "root"',
                *(SUITE, root, self.source),
            ],
            check=True,
        )

    def run(self, *command: str, cwd: str | None = None) -> None:
        """Run it quietly; where it fails, show what it printed."""
        done = subprocess.run(
            [*command],
            cwd=cwd,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise OSError(f"{' '.join(command)} failed:\n{done.stdout}")


def mirror() -> str:
    """The mirror of Debian that this machine uses, or else the usual one."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(CODENAME) $(REPO_URI)"],
        capture_output=True,
        text=True,
        check=False,
    )
    for line in listed.stdout.splitlines():
        origin, codename, address = line.rsplit(" ", 2)
        if origin == "Debian" and "-" not in codename:
            return address
    return "http://deb.debian.org/debian/"


def missing() -> list[str]:
    """The commands that it needs and that are not installed."""
    return [name for name in ("apt-get", "mmdebstrap") if not shutil.which(name)]
