"""`scripts/unasync`: how it rewrites code, and the modules that are out of date."""

from pathlib import Path
from shutil import copytree

import pytest

from scripts import unasync as script
from tests.sources import TEMPLATE

CODE = {
    "function": ("async def f():\n    await g()\n", "def f():\n    g()\n"),
    "with": ("async with a as b, c:\n    pass\n", "with a as b, c:\n    pass\n"),
    "comprehension": ("x = [y async for y in z()]\n", "x = [y for y in z()]\n"),
    "bracketed": ("return (await f(x)).one()\n", "return f(x).one()\n"),
    "argument": ("f(await g(x))\n", "f(g(x))\n"),
    "argument's attribute": ("f((await g(x)).h)\n", "f(g(x).h)\n"),
    "condition": ("x = (await f(x) or y)\n", "x = (f(x) or y)\n"),
    "run": ("asyncio.run(f(x))\n", "f(x)\n"),
    "run_sync": ("await connection.run_sync(f)\n", "f(connection)\n"),
    "name": (
        "from contextlib import asynccontextmanager\n",
        "from contextlib import contextmanager\n",
    ),
    "package": ("from limits.aio.storage import A\n", "from limits.storage import A\n"),
    "unused import": ("import asyncio\nasyncio.run(f())\n", "f()\n"),
    "used import": (
        "import asyncio\nawait asyncio.to_thread(f)\n",
        "import asyncio\nasyncio.to_thread(f)\n",
    ),
    "text": ('"""Await it."""  # async\n', '"""Await it."""  # async\n'),
}


@pytest.mark.parametrize(("source", "expected"), CODE.values(), ids=CODE)
def test_code_no_longer_waits(source: str, expected: str) -> None:
    assert script.unasync(source) == expected


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the template, which the script writes to."""
    copytree(TEMPLATE, tmp_path / "template")
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "TEMPLATE", tmp_path / "template")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["scripts/unasync", *arguments])
    with pytest.raises(SystemExit) as ended:
        script.main()
    return int(ended.value.code or 0)


@pytest.mark.slow
def test_stale_module_is_named_and_then_written(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module, *_ = script.generated()
    text = module.read_text("utf-8")
    stale = f"{text}\n\nSTALE = True\n"
    module.write_text(stale, "utf-8")

    assert run(monkeypatch, "--check") == 1
    name = module.relative_to(root)
    assert capsys.readouterr().out == f"{name} is out of date: run scripts/unasync.\n"
    assert module.read_text("utf-8") == stale

    assert run(monkeypatch) == 0
    assert module.read_text("utf-8") == text
    assert run(monkeypatch, "--check") == 0
