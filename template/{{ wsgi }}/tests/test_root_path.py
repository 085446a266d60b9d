"""The path prefix in the WSGI environment."""

from typing import TYPE_CHECKING

import pytest

from app.root_path import RootPath

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment


def prefix_and_path(root_path: str, path: str) -> list[str]:
    """Return the prefix and the path that the application gets."""

    def application(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        return [environ["SCRIPT_NAME"].encode(), environ["PATH_INFO"].encode()]

    environ = {"SCRIPT_NAME": "", "PATH_INFO": path}
    parts = RootPath(application, root_path)(environ, lambda *_: list[bytes]().append)
    return [part.decode() for part in parts]


@pytest.mark.parametrize(
    ("root_path", "path", "expected"),
    [
        ("/shop", "/shop/users", ["/shop", "/users"]),
        ("/shop", "/users", ["/shop", "/users"]),
        ("/shop", "/shop", ["/shop", ""]),
        ("/shop", "/shopping", ["/shop", "/shopping"]),
        ("", "/users", ["", "/users"]),
    ],
)
def test_prefix_is_passed_whether_or_not_the_proxy_strips_it(
    root_path: str, path: str, expected: list[str]
) -> None:
    assert prefix_and_path(root_path, path) == expected
