"""Caching of static files."""

import re

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient


def test_versioned_file_is_cached(anonymous_client: FlaskClient) -> None:
    (path,) = re.findall(
        r'"(/static/app/style.css[^"]*)"', anonymous_client.get("/log-in").text
    )
    assert "?v=" in path

    with anonymous_client.get(path) as response:
        assert response.status_code == 200
        assert response.cache_control.max_age == 31536000
        assert response.cache_control.immutable
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("query", ["", "?v=", "?v=another"])
def test_file_of_another_version_is_revalidated(
    anonymous_client: FlaskClient, query: str
) -> None:
    with anonymous_client.get(f"/static/app/style.css{query}") as response:
        assert response.status_code == 200
        assert response.cache_control.no_cache
        assert not response.cache_control.max_age


def test_missing_file_has_no_version(app: Flask, anonymous_client: FlaskClient) -> None:
    for filename in ("app/nothing.css", "app", "../config.py"):
        with app.test_request_context():
            assert "?v" not in url_for("static", filename=filename)
        assert anonymous_client.get(f"/static/{filename}").status_code == 404
