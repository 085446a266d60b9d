"""A release to come, which adds to files to which owners have added, too.

Owners add below the last entry of a list, and a release adds above it. So both merge.
"""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tests.git import commit_all
from tests.sources import output_of
from tests.stacks import FRAMEWORKS
from tests.update.edits.catalogue import insert_after
from tests.update.updates import GUIDE, NEXT, change_the_guide


@dataclass(frozen=True)
class Place:
    """A list in a file of the usual service, to which a release and an owner add.

    Attributes:
        last: How the last entry begins.
        released: What the release inserts above it, if anything.
        owned: What the owner inserts below it, if no edit of the catalogue does.
    """

    path: str
    last: str
    released: str = ""
    owned: str = ""


OF_ALL = (
    Place("app/config.py", "    mail_from: str", '    sender: str = ""'),
    Place(".env.example", "# MAIL_FROM=", "# SENDER="),
    Place(
        "app/errors.py",
        "class InvalidInputError",
        'class GoneError(AppError):\n    code = "gone"\n    detail = "Gone."\n\n',
    ),
    Place(
        "app/statuses.py",
        "    UnavailableError: 503",
        "    GoneError: 410,",
        "    QuotaError: 402,",
    ),
    Place(
        "AGENTS.md",
        "- Passwords, tokens and keys are never",
        "- A page has a title.",
    ),
    Place(
        "tests/api/public.py",
        '    ("get", "/api/posts/{post_id}")',
        '    ("get", "/api/labels"),',
        '    ("get", "/api/orders"),',
    ),
    Place(
        "app/resources.py",
        '    "database":',
        '    "disk": check_disk,',
        '    "queue": check_queue,',
    ),
    Place(
        GUIDE, "| `update-template` |", "| `shell` | start a shell |", "| `psql` | |"
    ),
    Place("pyproject.toml", '    "app.posts', '    "app.audit",', '    "app.geo",'),
    Place(
        "pyproject.toml", "[tool.poe.tasks.test]", '[tool.poe.tasks.sh]\ncmd = "sh"\n'
    ),
    Place(".gitignore", "__pycache__/", "*.log"),
)
OF_BOTH = (
    Place("app/users/models.py", "    token_version:", "    locale: Mapped[str]"),
    Place("app/users/schemas.py", "    updated_at: datetime", "    locale: str"),
)
PLACES = {
    "fastapi": (
        *OF_ALL,
        *OF_BOTH,
        Place(
            "app/api.py", "router.include_router(posts.", "router.include_router(tags)"
        ),
        Place("pyproject.toml", '    "fastapi{{', '    "babel>=2",'),
    ),
    "flask": (
        *OF_ALL,
        *OF_BOTH,
        Place(
            "app/api.py",
            "    api.register_blueprint(posts",
            "    api.register_blueprint(tags)",
        ),
        Place("pyproject.toml", '    "flask{{', '    "babel>=2",'),
    ),
    "django": (
        *OF_ALL,
        Place("app/users/models.py", "    is_active =", "    locale = CharField()"),
        Place(
            "app/users/serializers.py",
            '            "updated_at",',
            '            "locale",',
        ),
        Place("app/api.py", "    *posts.urlpatterns", "    *tags.urlpatterns,"),
        Place("pyproject.toml", '    "django{{', '    "babel>=2",'),
        Place(
            "app/settings.py",
            '    "django.contrib.staticfiles"',
            '    "django.contrib.sites",',
        ),
        Place("app/settings.py", "    # Add your apps", owned='    "app.orders",'),
        Place("app/urls.py", '    path("admin/"', '    path("tags/", tags),'),
        Place("app/urls.py", "    # Add your URLs", owned="    path('', orders),"),
    ),
}
assert {*PLACES} == {*FRAMEWORKS}


def release_next(template: Path, framework: str) -> None:
    """Commit a release that changes each place of a framework's services."""
    change_the_guide(template)
    for path in template.glob("template/**/README.md.jinja"):
        path.write_text(path.read_text("utf-8") + "\nRead the guide.\n", "utf-8")
    for path in template.glob("template/**/CHANGELOG.md*"):
        path.write_text(path.read_text("utf-8") + "\n- Faster.\n", "utf-8")
    sources = [
        path.relative_to(template / "template")
        for path in (template / "template").rglob("*")
        if path.is_file()
    ]
    for place in filter(lambda place: place.released, PLACES[framework]):
        changed = [
            insert_before(template / "template" / source, place.last, place.released)
            for source in sources
            if str(output_of(PurePosixPath(source))) == place.path
        ]
        included = template / "extensions" / "readme" / "commands.md"
        shared = template / "extensions" / "pyproject.toml.jinja"
        changed.append(insert_before(included, place.last, place.released))
        changed.append(insert_before(shared, place.last, place.released))
        if not any(changed):
            raise ValueError(f"No source of {place.path} has {place.last!r}")
    commit_all(template, NEXT)


def insert_before(path: Path, prefix: str, added: str) -> bool:
    """Insert lines before the first line with a prefix, if there is one."""
    lines = path.read_text("utf-8").splitlines()
    places = [n for n, line in enumerate(lines) if line.startswith(prefix)]
    for place in places[:1]:
        lines.insert(place, added)
        path.write_text("\n".join(lines) + "\n", "utf-8")
    return bool(places)


def own(folder: Path, framework: str) -> None:
    """Add the owner's lines to a service."""
    for place in PLACES[framework]:
        if place.owned:
            insert_after(folder / place.path, place.last, place.owned)
