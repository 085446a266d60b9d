"""Static files: kept by browsers for as long as they are what the pages ask for."""

import re

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient


def test_file_is_kept_under_the_address_of_its_version(stranger: FlaskClient) -> None:
    (path,) = re.findall(
        r'"(/static/app/style.css[^"]*)"', stranger.get("/log-in").text
    )
    assert "?v=" in path

    with stranger.get(path) as response:
        assert response.status_code == 200
        assert response.cache_control.max_age == 31536000
        assert response.cache_control.immutable
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("query", ["", "?v=", "?v=another"])
def test_file_of_another_version_is_asked_for_again(
    stranger: FlaskClient, query: str
) -> None:
    with stranger.get(f"/static/app/style.css{query}") as response:
        assert response.status_code == 200
        assert response.cache_control.no_cache
        assert not response.cache_control.max_age


def test_file_that_is_not_there_has_no_version(
    app: Flask, stranger: FlaskClient
) -> None:
    for filename in ("app/nothing.css", "app", "../config.py"):
        with app.test_request_context():
            assert "?v" not in url_for("static", filename=filename)
        assert stranger.get(f"/static/{filename}").status_code == 404
