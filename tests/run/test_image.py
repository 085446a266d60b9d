"""The image of a service: what is in it, and how its containers behave."""

import json
import re
import time
import tomllib
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.run.docker import Image, answer_in_flight, refuse_unlisted, status
from tests.run.figures import BUILT, REBUILT, SIZE, STAND_INS, Record
from tests.run.test_production import registration
from tests.tiers import CONNECTED

pytestmark = [
    pytest.mark.slow,
    pytest.mark.combinations("first", "first", "images", "images"),
]

UID = "10001"
MEGABYTES = 90  # above the base, for FastAPI without parts
# 35 of packages; the largest are aiohttp, which taskiq requires, redis, Sentry's SDK,
# OpenTelemetry and protobuf.
MEGABYTES_OF_PARTS = 36
OTHER_USER = "12345:0"  # as platforms choose one, of the group of root

# What has no place where a service runs.
TOOLS = ("c++", "cc", "curl", "g++", "gcc", "git", "ld", "make", "uv", "uvx", "wget")
LOOK = f"""
import json, os, shutil
from importlib.metadata import distributions
from pathlib import Path
print(json.dumps({{
    "identity": [os.getuid(), os.getgid()],
    "packages": sorted(each.name for each in distributions()),
    "tools": [tool for tool in {TOOLS!r} if shutil.which(tool)],
    "files": sorted(map(str, Path(".").glob("*"))),
    "writable": [
        str(file) for file in Path(".").rglob("*") if os.access(file, os.W_OK)
    ],
    "uncompiled": [
        str(file) for file in Path("app").rglob("*.py")
        if file.read_text().strip()
        and not list(file.parent.glob(f"__pycache__/{{file.stem}}.cpython-*.pyc"))
    ],
}}))
"""


def test_image_is_small(image: Image, record_property: Record) -> None:
    bytes_above = image.bytes_above_base
    record_property(SIZE, bytes_above)
    record_property(BUILT, image.seconds)
    record_property(STAND_INS, int(image.docker.has_stand_ins))

    combination = image.service.combination
    if "fastapi" in combination.layers:
        has_parts = not combination.layers.isdisjoint(CONNECTED)
        limit = MEGABYTES + has_parts * MEGABYTES_OF_PARTS
        assert bytes_above <= limit * 1_000_000


def test_unlisted_image_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(
        "FROM example.com/uv:1 AS uv\nFROM uv AS build\n"
        "FROM python:3.13-slim-trixie\nCOPY --from=build /a /a\n"
        "COPY --from=example.com/other:2 /b /b\n"
    )
    (tmp_path / "compose.yaml").write_text(
        "x-app:\n  image: my-service:latest\n  build: .\n"
        "services:\n  cache:\n    image: redis:8\n"
    )

    with pytest.raises(pytest.fail.Exception) as refused:
        refuse_unlisted(tmp_path)

    unlisted = "example.com/other:2, example.com/uv:1, redis:8: not in"
    assert str(refused.value).startswith(unlisted)


def test_image_says_how_it_is_run(image: Image) -> None:
    config = json.loads(image.inspect("{{json .Config}}"))

    assert config["User"] == UID
    assert config["StopSignal"] == "SIGTERM"
    assert config["Healthcheck"]["Test"][0] == "CMD"  # not by a shell
    assert config["Cmd"]
    assert "sh" not in config["Cmd"][0]
    assert config["Labels"]["org.opencontainers.image.title"] == "My Service"


def test_image_has_what_it_runs_and_no_more(image: Image) -> None:
    found = json.loads(image.run("python", "-c", LOOK))

    folder = image.service.folder
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    development = {
        re.split(r"[^\w.-]", each, maxsplit=1)[0]
        for group in project["dependency-groups"].values()
        for each in group
        if isinstance(each, str)
    }
    kept = {".venv", "app", "manage.py", "migrations", "pyproject.toml", "static"}
    assert found["identity"][0] == int(UID)
    assert development
    assert not development & set(found["packages"])
    assert found["tools"] == []
    assert set(found["files"]) <= kept
    assert found["writable"] == []
    assert found["uncompiled"] == []


@pytest.mark.parametrize(
    ("options", "port"),
    [
        ((), 8000),
        (("--env=PORT=9123",), 9123),
        (("--env=PORT=9123", "--env=HOST=0.0.0.0", f"--user={OTHER_USER}"), 9123),
    ],
    ids=["as it is", "another port", "another user"],
)
def test_container_is_healthy(
    image: Image, options: tuple[str, ...], port: int
) -> None:
    with image.container(*options, port=port) as container:
        assert container.health == "healthy", container.log
        assert status(container.port, "/health/live") == 200


@pytest.mark.only_with("sqlite")  # others are stopped where they have their database
def test_stopped_container_answers_what_is_in_flight(image: Image) -> None:
    with ExitStack() as stack:
        volume = image.docker.run("volume", "create")
        stack.callback(image.docker.run, "volume", "rm", volume)
        mounted = f"--volume={volume}:/data"
        image.run(*image.migration, options=[mounted])
        container = stack.enter_context(image.container(mounted))
        assert container.health == "healthy", container.log

        answer = answer_in_flight(container, registration())

        assert answer == b"HTTP/1.1 201", container.log
        assert container.inspect("{{.State.ExitCode}}") == "0", container.log


def test_second_build_is_from_the_cache(image: Image) -> None:
    steps = steps_of(image.build())

    assert steps
    assert [step for step, is_cached in steps.items() if not is_cached] == []


def test_changed_source_installs_nothing_again(
    image: Image, record_property: Record
) -> None:
    source = image.service.folder / "app" / "__init__.py"
    text = source.read_text("utf-8")
    source.write_text(f"{text}# changed\n", "utf-8")
    try:
        began = time.monotonic()
        steps = steps_of(image.build())
        record_property(REBUILT, time.monotonic() - began)
    finally:
        source.write_text(text, "utf-8")
        image.build()  # what other tests look at

    installs = [step for step in steps if re.search(r"uv sync|apt-get", step)]
    assert installs
    assert all(steps[step] for step in installs)
    copies = [step for step in steps if "COPY app app" in step]
    assert copies
    assert not any(steps[step] for step in copies)


def steps_of(output: str) -> dict[str, bool]:
    """The steps of a build, and whether each was taken from the cache."""
    named = dict(re.findall(r"(?m)^#(\d+) \[.*?\d+/\d+\] ((?!FROM).+)$", output))
    cached = set(re.findall(r"(?m)^#(\d+) CACHED$", output))
    return {step: number in cached for number, step in named.items()}
