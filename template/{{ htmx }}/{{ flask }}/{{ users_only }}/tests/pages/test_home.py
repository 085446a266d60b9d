"""The page that the service begins with."""

from flask.testing import FlaskClient


def test_home_leads_strangers_in(stranger: FlaskClient) -> None:
    page = stranger.get("/").text

    assert '<a class="button" href="/log-in">' in page
    assert "Hello" not in page


def test_home_greets_users(browser: FlaskClient) -> None:
    page = browser.get("/").text

    assert "Hello, Ada" in page
    assert "ada@example.com" in page
