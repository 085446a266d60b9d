"""Home page."""

from flask.testing import FlaskClient


def test_home_links_to_the_log_in_page(anonymous_client: FlaskClient) -> None:
    page = anonymous_client.get("/").text

    assert '<a class="button" href="/log-in">' in page
    assert "Hello" not in page


def test_home_greets_the_user(user_client: FlaskClient) -> None:
    page = user_client.get("/").text

    assert "Hello, Ada" in page
    assert "ada@example.com" in page
