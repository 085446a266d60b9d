"""What Copier repeats for each file and each update, done once for all tests.

Nothing of it changes what is rendered, but an update takes a fifth of the time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from copier import _main, _template
from copier._vcs import clone
from jinja2 import Environment

# Where a worker of Copier keeps the parts of paths that it has rendered.
PARTS = "rendered_parts"


@contextmanager
def patched(new_folder: Callable[[], Path]) -> Iterator[None]:
    """Cache what Copier computes, and clones of templates in folders made for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", compile_once(Environment.compile))
        patch.setattr(
            _template, "load_template_config", load_once(_template.load_template_config)
        )
        patch.setattr(_template, "clone", clone_once(new_folder))
        patch.setattr(_main.Worker, "answers_relpath", tell_once("answers_relpath"))
        patch.setattr(
            _main.Worker, "_render_file", forget_paths(_main.Worker._render_file)
        )
        patch.setattr(
            _main.Worker,
            "_render_template",
            remember_parts(_main.Worker._render_template),
        )
        patch.setattr(
            _main.Worker, "_render_string", render_once(_main.Worker._render_string)
        )
        # It starts git for each file, to learn that there is nothing to do for it
        # where the file system knows what is executable.
        patch.setattr(_main.Worker, "_sync_git_index_executable_bit", lambda *_: None)
        yield


def compile_once(compile_anew: Callable[..., Any]) -> Callable[..., Any]:
    """Each part of each path is compiled from its text, for every render."""
    compiled: dict[object, Any] = {}

    def compile_cached(
        self: Environment, source: str, *options: Any, **named: Any
    ) -> Any:
        settings = (type(self), self.trim_blocks, self.lstrip_blocks, self.undefined)
        key = (*settings, self.keep_trailing_newline, source, options, *named.items())
        if key not in compiled:
            compiled[key] = compile_anew(self, source, *options, **named)
        self.preprocess(source)  # makes Copier forget the last path with a yield tag
        return compiled[key]

    return compile_cached


def forget_paths(render: Callable[..., None]) -> Callable[..., None]:
    """Forget the yield tag of a file's path, as Copier does without these caches."""

    def render_file(worker: _main.Worker, *paths: Path, **named: Any) -> None:
        worker.jinja_env.preprocess("")
        render(worker, *paths, **named)

    return render_file


def remember_parts(render: Callable[..., None]) -> Callable[..., None]:
    """Have the parts of paths rendered once, since the answers no longer change."""

    def render_template(worker: _main.Worker) -> None:
        vars(worker)[PARTS] = {}
        try:
            render(worker)
        finally:
            del vars(worker)[PARTS]

    return render_template


def render_once(render: Callable[..., str]) -> Callable[..., str]:
    """A folder's name is rendered for each file below it."""

    def render_string(
        worker: _main.Worker, string: str, extra_context: Any = None
    ) -> str:
        parts: dict[str, str] | None = vars(worker).get(PARTS)
        if parts is None or extra_context or "{%" in string:
            return render(worker, string, extra_context)
        if string not in parts:
            parts[string] = render(worker, string)
        worker.jinja_env.preprocess("")  # makes Copier forget a yield tag
        return parts[string]

    return render_string


def load_once(load: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """`copier.yml` is read five times by an update."""
    loaded: dict[bytes, dict[str, Any]] = {}

    def load_cached(path: Path, quiet: bool = False) -> dict[str, Any]:
        text = path.read_bytes()
        if text not in loaded:
            loaded[text] = load(path, quiet)
        return deepcopy(loaded[text])

    return load_cached


def clone_once(new_folder: Callable[[], Path]) -> Callable[..., str]:
    """A version is cloned, and the clone deleted, five times by an update."""
    clones: dict[tuple[str, str], str] = {}

    def clone_cached(url: str, ref: str = "HEAD", location: str | None = None) -> str:
        if ref == "HEAD":
            return clone(url, ref, location)
        if (url, ref) not in clones:
            clones[url, ref] = clone(url, ref, str(new_folder()))
        return clones[url, ref]

    return clone_cached


def tell_once(name: str) -> "cached_property[Any]":
    """Turn a property into one that each worker computes once."""
    computed: property = vars(_main.Worker)[name]
    assert computed.fget
    cached = cached_property(computed.fget)
    cached.__set_name__(_main.Worker, name)
    return cached
