"""Write Flask's modules that are FastAPI's without `async` and `await`.

    scripts/unasync          # write them
    scripts/unasync --check  # list those that are out of date, and exit with 1

Change FastAPI's module, and run this.
"""

import argparse
import io
import subprocess
import sys
import tokenize
from dataclasses import dataclass
from itertools import accumulate
from keyword import iskeyword
from pathlib import Path

from tests.questionnaire import ROOT
from tests.sources import TEMPLATE

RUFF = str(Path(sys.executable).with_name("ruff"))

# FastAPI's, below the template. Flask's are in Flask's layer instead; what Django has
# in common with it is in SHARED.
MODULES = [
    "{{ cache }}/{{ fastapi }}/app/cache/stores.py",
    "{{ cache }}/{{ fastapi }}/tests/cache/test_stores.py",
    "{{ declarative }}/{{ fastapi }}/app/queries.py",
    "{{ declarative }}/{{ fastapi }}/app/users/queries.py",
    "{{ declarative }}/{{ fastapi }}/{{ posts }}/app/posts/queries.py",
    "{{ fastapi }}/{{ posts }}/app/posts/service.py",
    "{{ fastapi }}/{{ posts }}/tests/posts/test_service.py",
    "{{ fastapi }}/{{ sqlalchemy }}/migrations/env.py",
    "{{ fastapi }}/{{ posts }}/tests/posts/factories.py",
    "{{ fastapi }}/{{ users }}/app/users/recovery.py",
    "{{ fastapi }}/{{ users }}/app/users/service.py",
    "{{ fastapi }}/{{ users }}/app/users/verification.py",
    "{{ fastapi }}/{{ users }}/tests/users/test_service.py",
    "{{ fastapi }}/{{ users }}/tests/factories.py",
    "{{ sqlmodel }}/{{ fastapi }}/app/queries.py",
    "{{ sqlmodel }}/{{ fastapi }}/app/users/queries.py",
    "{{ sqlmodel }}/{{ fastapi }}/{{ posts }}/app/posts/queries.py",
    "{{ tasks }}/{{ declarative }}/{{ fastapi }}/{{ posts }}/app/publications/queries.py",  # noqa: E501
    "{{ tasks }}/{{ fastapi }}/{{ posts }}/app/publications/service.py",
    "{{ tasks }}/{{ fastapi }}/{{ posts }}/tests/publications/__init__.py",
    "{{ tasks }}/{{ fastapi }}/{{ posts }}/tests/publications/test_service.py",
    "{{ tasks }}/{{ sqlmodel }}/{{ fastapi }}/{{ posts }}/app/publications/queries.py",
    "{{ user_refs }}/{{ fastapi }}/app/users/lookup.py",
]
SHARED = [
    "{{ cache }}/{{ fastapi }}/app/cache/server.py",
    "{{ cache }}/{{ fastapi }}/app/cache/cached.py",
    "{{ cache }}/{{ fastapi }}/tests/cache/fakes.py",
    "{{ cache }}/{{ fastapi }}/tests/cache/test_cached.py",
    "{{ cache }}/{{ fastapi }}/tests/cache/test_server.py",
    "{{ cache }}/{{ fastapi }}/{{ users }}/app/cache/counters.py",
    "{{ cache }}/{{ fastapi }}/{{ users }}/tests/cache/test_counters.py",
    "{{ fastapi }}/{{ users }}/app/limits.py",
    "{{ fastapi }}/{{ users }}/tests/test_limits.py",
    "{{ outbound }}/{{ fastapi }}/app/outbound/client.py",
    "{{ outbound }}/{{ fastapi }}/tests/outbound/test_client.py",
    "{{ outbound }}/{{ fastapi }}/tests/outbound/test_transport.py",
    "{{ outbound }}/{{ fastapi }}/{{ posts }}/app/posts/deliveries.py",
]

# Asynchronous names, with their synchronous counterparts.
NAMES = {
    "AnyIOBackend": "SyncBackend",
    "AsyncBaseTransport": "BaseTransport",
    "AsyncClient": "Client",
    "AsyncIterator": "Iterator",
    "AsyncMockStream": "MockStream",
    "AsyncNetworkStream": "NetworkStream",
    "AsyncRetryingCaller": "RetryingCaller",
    "AsyncSession": "Session",
    "aclose": "close",
    "aclosing": "closing",
    "asynccontextmanager": "contextmanager",
}


@dataclass
class Word:
    """A token, and the space before it."""

    space: str
    text: str


def split(source: str) -> list[Word]:
    lines = source.splitlines(keepends=True)
    offsets = [0, *accumulate(map(len, lines))]
    words = []
    end = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NL:  # of layout alone
            continue
        start = offsets[token.start[0] - 1] + token.start[1]
        space, end = source[end:start], offsets[token.end[0] - 1] + token.end[1]
        words.append(Word(space, source[start:end]))
    return words


def unasync(source: str) -> str:
    """Turn asynchronous code into the same that blocks, not formatted yet."""
    words = split(source)
    at = 0
    while at < len(words):
        match [word.text for word in words[at : at + 6]]:
            case ["async" | "await", *_]:
                remove(words, at, at + 1)
            case ["(", "await", *_] if is_needless(words, at):
                end = closing(words, at)
                remove(words, end, end + 1)
                remove(words, at, at + 2)
            case ["asyncio", ".", "run", "(", *_]:
                # asyncio.run(function()) becomes function()
                end = closing(words, at + 3)
                remove(words, end, end + 1)
                remove(words, at, at + 4)
            case ["Awaitable", "[" | "," as after, *_]:
                # Awaitable[T] becomes T, and its import is left out
                end = closing(words, at + 1) if after == "[" else at + 1
                remove(words, end, end + 1)
                remove(words, at, at + (2 if after == "[" else 1))
            case ["asyncio", ".", "sleep", *_]:
                words[at].text = "time"
            case ["limits", ".", "aio", *_] | ["redis", ".", "asyncio", *_]:
                # the package has the same without waiting, one level above
                del words[at + 1 : at + 3]
            case [target, ".", "run_sync", "(", _, ")"]:
                # connection.run_sync(function) becomes function(connection)
                remove(words, at, at + 4)
                words[at + 1 : at + 1] = [Word("", "("), Word("", target)]
            case [name, *_] if name in NAMES:
                words[at].text = NAMES[name]
            case _:
                at += 1
    text = "".join(word.space + word.text for word in words)
    return text if "asyncio." in text else text.replace("import asyncio\n", "")


def remove(words: list[Word], start: int, end: int) -> None:
    words[end].space = words[start].space
    del words[start:end]


def closing(words: list[Word], opening: int) -> int:
    """Find the bracket that closes the one at a position."""
    depth = 0
    for position in range(opening, len(words)):
        depth += words[position].text in ("(", "[", "{")
        depth -= words[position].text in (")", "]", "}")
        if depth == 0:
            return position
    raise ValueError("A bracket is not closed.")


def is_needless(words: list[Word], opening: int) -> bool:
    """Whether a bracket holds but an `await` of a call: it is no call's own."""
    before = words[opening - 1].text
    is_call = before in (")", "]") or (before.isidentifier() and not iskeyword(before))
    position = opening + 2
    while words[position].text not in ("(", "["):
        position += 1
    return not is_call and closing(words, position) + 1 == closing(words, opening)


def render(module: Path) -> str:
    """Turn a module into Flask's, formatted as a service's own formatter would."""
    first_party = 'lint.isort.known-first-party=["app","tests","migrations"]'
    sorting = ("check", "--select", "I", "--fix", "--quiet", "--config", first_party)
    source = unasync(module.read_text("utf-8"))
    return ruff("format", source=ruff(*sorting, source=source))


def ruff(*command: str, source: str) -> str:
    done = subprocess.run(
        [RUFF, *command, "--isolated", "-"],
        input=source,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def generated() -> dict[Path, Path]:
    """Return each module that is written, with FastAPI's that it is written from."""
    layers = dict.fromkeys(MODULES, "{{ flask }}") | dict.fromkeys(SHARED, "{{ wsgi }}")
    return {
        TEMPLATE / name.replace("{{ fastapi }}", layer): TEMPLATE / name
        for name, layer in layers.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="scripts/unasync",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    is_check = parser.parse_args().check
    written = {module: render(source) for module, source in generated().items()}
    stale = {
        module: text
        for module, text in written.items()
        if not module.is_file() or text != module.read_text("utf-8")
    }
    for module, text in stale.items():
        if is_check:
            print(f"{module.relative_to(ROOT)} is out of date: run scripts/unasync.")
        else:
            module.parent.mkdir(parents=True, exist_ok=True)
            module.write_text(text, "utf-8")
    sys.exit(is_check and bool(stale))


if __name__ == "__main__":
    main()
