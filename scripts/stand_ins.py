"""Make images that stand in for those of registries, from Debian's and PyPI's packages.

`scripts/images/images.toml` lists them. Each becomes a tar in `.cache/images/`, whose
name follows from its recipe, and is imported under the name of what it stands for.
"""

import hashlib
import inspect
import os
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.private_apt import PrivateApt

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "scripts" / "images"
CACHE = ROOT / ".cache" / "images"
LABEL = "stand-in"
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
# How this machine reaches its package index, if the environment says so.
INDEX = ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
SYSTEM = (
    *("base-files", "base-passwd", "bash", "coreutils", "dash", "findutils", "grep"),
    *("libc-bin", "netbase", "sed", "util-linux"),
)
KEEP_NOTHING = """\
APT::Keep-Downloaded-Packages "false";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
"""
UNREAD = ("doc", "info", "locale", "man")


@dataclass(frozen=True)
class Image:
    """A listed image, whose recipe is the function of that name below."""

    name: str
    recipe: str
    made: str
    unproven: str

    @property
    def tag(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def tar(self) -> Path:
        file = self.name.replace("/", "-").replace(":", "-")
        return CACHE / f"{file}-{self.digest}.tar"

    @property
    def digest(self) -> str:
        """Of what it is made from, save the packages' versions."""
        recipe = RECIPES[self.recipe]
        shared = (lay_out_system, make_folder_of_user)
        steps = [inspect.getsource(each) for each in (*shared, recipe.lay_out)]
        steps.append(KEEP_NOTHING)
        found = hashlib.sha256(repr([self, steps, recipe.run()]).encode())
        for file in (AUTHORITIES, *map(IMAGES.joinpath, recipe.programs.values())):
            found.update(file.read_bytes())
        return found.hexdigest()[:16]


def listed() -> list[Image]:
    rows = tomllib.loads((IMAGES / "images.toml").read_text("utf-8"))
    return [Image(name, **row) for name, row in rows.items()]


def environment() -> dict[str, str]:
    """What the build of an image needs to know of this machine."""
    names = (*INDEX, *PROXIES, *(name.lower() for name in PROXIES))
    return {name: os.environ[name] for name in names if name in os.environ}


def make(image: Image, apt: PrivateApt) -> None:
    """Write its tar, unless an earlier run has."""
    if image.tar.exists():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=CACHE) as temporary:
        root, tar = Path(temporary, "root"), Path(temporary, "tar")
        root.mkdir()
        recipe = RECIPES[image.recipe]
        recipe.lay_out(image, apt, root)
        for target, name in recipe.programs.items():
            copy_program(name, root / target)
        subprocess.run(["tar", "-C", root, "-cf", tar, "."], check=True)
        for old in CACHE.glob(f"{image.tar.name.rpartition('-')[0]}-*.tar"):
            old.unlink()
        tar.rename(image.tar)


def load(image: Image, docker: Sequence[str | Path]) -> None:
    """Import it, unless it is there."""
    label = f'{{{{index .Config.Labels "{LABEL}"}}}}'
    there = subprocess.run(
        [*docker, "image", "inspect", "--format", label, image.name],
        capture_output=True,
        text=True,
        check=False,
    )
    if there.stdout.strip() == image.digest:
        return
    changes = [f"LABEL {LABEL}={image.digest}", *RECIPES[image.recipe].run()]
    options = [f"--change={change}" for change in changes]
    with image.tar.open("rb") as tar:
        subprocess.run(
            [*docker, "import", *options, "-", image.name],
            stdin=tar,
            stdout=subprocess.DEVNULL,
            check=True,
        )


# --- Recipes: each lays out the files of an image, and says how it is run ---


def lay_out_python(image: Image, apt: PrivateApt, root: Path) -> None:
    """Debian's smallest system, with APT, and a Python that builds extensions."""
    version = image.tag.partition("-")[0]
    apt.bootstrap(root, [f"python{version}-minimal", "python3", "ca-certificates"])
    for name in ("python", "python3", f"python{version}"):
        (root / "usr/local/bin" / name).symlink_to(f"/usr/bin/python{version}")
    # The headers alone: what they depend on is a compiler's.
    apt.unpack([f"libpython{version}-dev"], root, only="./usr/include", alone=True)
    # These are of this machine, and belong to no shipped image.
    shutil.copy(AUTHORITIES, root / AUTHORITIES.relative_to("/"))
    settings = root / "etc/apt/apt.conf.d/90machine"
    settings.write_text(apt.machine)
    # As the images of Debian do, APT keeps nothing, and syncs nothing to disk.
    (root / "etc/apt/apt.conf.d/80image").write_text(KEEP_NOTHING)
    (root / "etc/dpkg/dpkg.cfg.d/image").write_text("force-unsafe-io\n")


def run_python() -> list[str]:
    variables = {
        "PATH": "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "SSL_CERT_FILE": str(AUTHORITIES),
        **environment(),
    }
    settings = [f'ENV {name}="{value}"' for name, value in variables.items()]
    return [*settings, 'CMD ["python3"]']


def lay_out_uv(image: Image, _apt: PrivateApt, root: Path) -> None:
    with TemporaryDirectory() as target:
        subprocess.run(
            [
                *(ROOT / "scripts" / "uv", "pip", "install", "--quiet", "--no-deps"),
                *("--target", target, f"uv=={image.tag}"),
            ],
            check=True,
        )
        for name in ("uv", "uvx"):
            shutil.copy2(Path(target, "bin", name), root / name)


def run_uv() -> list[str]:
    return ['ENTRYPOINT ["/uv"]', "WORKDIR /io"]


def lay_out_postgres(image: Image, apt: PrivateApt, root: Path) -> None:
    lay_out_system(apt, root, [f"postgresql-{image.tag}"], user="postgres")
    # A compiler of queries, of the size of all the rest, is used where it is there.
    for file in (*root.rglob("llvmjit.so"), *root.rglob("libLLVM*")):
        file.unlink()
    for name in ("run/postgresql", "var/lib/postgresql/data"):
        make_folder_of_user(root / name)


def run_postgres() -> list[str]:
    binaries = "/usr/lib/postgresql/17/bin"
    return [
        f"ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:{binaries}",
        "ENV LANG=C.UTF-8",
        "ENV PGDATA=/var/lib/postgresql/data",
        "VOLUME /var/lib/postgresql/data",
        "STOPSIGNAL SIGINT",
        "EXPOSE 5432",
        'ENTRYPOINT ["docker-entrypoint.sh"]',
        'CMD ["postgres"]',
    ]


def lay_out_mariadb(_image: Image, apt: PrivateApt, root: Path) -> None:
    packages = ["mariadb-server-core", "mariadb-client-core", "mariadb-common"]
    lay_out_system(apt, root, packages, user="mysql")
    # It comes with what is written in Perl.
    programs = "./usr/bin/mariadb-admin ./usr/bin/mariadb-dump"
    apt.unpack(["mariadb-client"], root, only=programs, alone=True)
    settings = root / "etc/mysql/my.cnf"
    settings.unlink(missing_ok=True)
    settings.write_text("[mariadbd]\nskip-name-resolve\nbind-address=*\n")
    for name in ("run/mysqld", "var/lib/mysql"):
        make_folder_of_user(root / name)


def run_mariadb() -> list[str]:
    return [
        "ENV LANG=C.UTF-8",
        "VOLUME /var/lib/mysql",
        "EXPOSE 3306",
        'ENTRYPOINT ["docker-entrypoint.sh"]',
        'CMD ["mariadbd"]',
    ]


def lay_out_mailpit(_image: Image, apt: PrivateApt, root: Path) -> None:
    lay_out_system(apt, root, ["python3"], user="mailpit")


def run_mailpit() -> list[str]:
    return [
        "EXPOSE 1025",
        "EXPOSE 8025",
        "HEALTHCHECK --interval=15s CMD /mailpit readyz",
        'ENTRYPOINT ["/mailpit"]',
    ]


def lay_out_valkey(_image: Image, apt: PrivateApt, root: Path) -> None:
    lay_out_system(apt, root, ["valkey-server", "valkey-tools"], user="valkey")
    make_folder_of_user(root / "data")


def run_valkey() -> list[str]:
    return [
        "ENV LANG=C.UTF-8",
        "WORKDIR /data",
        "VOLUME /data",
        "EXPOSE 6379",
        'CMD ["valkey-server"]',
    ]


ID = 999  # of a server's account


def lay_out_system(
    apt: PrivateApt, root: Path, packages: list[str], *, user: str
) -> None:
    """Packages that are unpacked and no more: a server needs none of their scripts."""
    apt.unpack([*SYSTEM, *packages], root)
    for name in UNREAD:
        shutil.rmtree(root / "usr/share" / name, ignore_errors=True)
    for name, line in {
        "passwd": f"{user}:x:{ID}:{ID}::/nonexistent:/bin/sh\n",
        "group": f"{user}:x:{ID}:\n",
    }.items():
        master = root / f"usr/share/base-passwd/{name}.master"
        (root / "etc" / name).write_text(master.read_text() + line)
    (root / "tmp").chmod(0o1777)
    shutil.rmtree(root / "var/run", ignore_errors=True)
    (root / "var/run").symlink_to("/run")
    subprocess.run(["ldconfig", "-r", root], check=True)


def copy_program(name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(IMAGES / name, target)
    target.chmod(0o755)


def make_folder_of_user(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    os.chown(folder, ID, ID)
    # As in the real images. A tmpfs in its place takes this mode, but not the owner.
    folder.chmod(0o1777)


@dataclass(frozen=True)
class Recipe:
    lay_out: Callable[[Image, PrivateApt, Path], None]
    run: Callable[[], list[str]]
    # Where it has which file of scripts/images.
    programs: dict[str, str] = field(default_factory=dict)


RECIPES = {
    "python": Recipe(lay_out_python, run_python),
    "uv": Recipe(lay_out_uv, run_uv),
    "postgres": Recipe(
        lay_out_postgres,
        run_postgres,
        {"usr/local/bin/docker-entrypoint.sh": "postgres.sh"},
    ),
    "mariadb": Recipe(
        lay_out_mariadb,
        run_mariadb,
        {
            "usr/local/bin/docker-entrypoint.sh": "mariadb.sh",
            "usr/local/bin/healthcheck.sh": "healthcheck.sh",
        },
    ),
    "mailpit": Recipe(lay_out_mailpit, run_mailpit, {"mailpit": "mailpit.py"}),
    "valkey": Recipe(lay_out_valkey, run_valkey),
}
