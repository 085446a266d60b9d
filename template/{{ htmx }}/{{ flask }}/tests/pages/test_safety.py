"""What keeps visitors safe: who may see what, and what browsers are told to allow."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import routes
from app.config import Settings
from app.database import db
from app.main import create_app
from app.users import queries, service
from app.users.models import User
from app.users.schemas import UserAdminUpdate
from tests.conftest import made
from tests.pages.browser import (
    HTMX,
    INLINE,
    PASSWORD,
    check,
    is_logged_in,
    leads_to,
    log_in,
    submit,
    token_on,
)
from tests.pages.public import PUBLIC

PRODUCTION = {
    "environment": "production",
    "secret_key": "k" * 50,
    "allowed_hosts": ("localhost",),
}


def paths_and_methods() -> dict[str, tuple[str, str]]:
    """Of each page, by its name."""
    app = Flask("app", static_folder=None)
    routes.init_app(app)
    urls = app.url_map.bind("localhost")
    return {
        rule.endpoint: (
            urls.build(rule.endpoint, dict.fromkeys(rule.arguments, 1)),
            "GET" if "GET" in (rule.methods or ()) else "POST",
        )
        for rule in app.url_map.iter_rules()
    }


PAGES = paths_and_methods()


def test_public_pages_are_pages() -> None:
    assert set(PAGES) > PUBLIC


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_public_by_name_or_asks_to_log_in(
    stranger: FlaskClient, name: str
) -> None:
    path, method = PAGES[name]
    token = {"X-CSRFToken": token_on(stranger.get("/log-in"))}

    page = stranger.open(path, method=method, headers=token)
    part = stranger.open(path, method=method, headers={**token, **HTMX})

    if name in PUBLIC:
        assert "/log-in" not in (page.location or "")
        assert "HX-Redirect" not in part.headers
    else:
        assert leads_to(page) == f"/log-in?next={path}"
        assert part.headers["HX-Redirect"] == leads_to(page)
        assert part.text == ""
    for response in (page, part):
        assert {"HX-Request", "Cookie"} <= response.vary.as_set(preserve_casing=True)


@pytest.mark.parametrize("path", [*(path for path, _ in PAGES.values()), "/nowhere"])
def test_page_holds_to_its_content_security_policy(
    stranger: FlaskClient, browser: FlaskClient, path: str
) -> None:
    for response in (stranger.get(path), browser.get(path)):
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert INLINE.findall(response.text) == []


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "evil.example",
        "javascript:evil",
        "/\x00evil",
    ],
)
def test_log_in_leads_to_no_other_site(
    stranger: FlaskClient, user: User, target: str
) -> None:
    page = stranger.get("/log-in", query_string={"next": target})

    assert "evil" not in page.text
    assert leads_to(log_in(stranger, user.email, target=target)) == "/"


def test_log_out_leads_to_no_other_site(browser: FlaskClient) -> None:
    path = "/log-out?next=https://evil.example/"

    assert leads_to(submit(browser, path, {}, page="/password")) == "/"


def test_form_without_its_token_is_refused(stranger: FlaskClient, user: User) -> None:
    form = {"username": user.email, "password": PASSWORD}
    foreign = token_on(stranger.get("/log-in"))
    stranger.delete_cookie("session")
    stranger.get("/log-in")

    for token in ({}, {"csrf_token": "x"}, {"csrf_token": foreign}):
        refused = stranger.post("/log-in", data={**form, **token})
        assert refused.status_code == 403
        assert "This form is out of date" in refused.text
    assert not is_logged_in(stranger)
    assert leads_to(log_in(stranger, user.email)) == "/"


def test_form_of_another_site_is_refused(stranger: FlaskClient, user: User) -> None:
    """Where HTTPS is spoken, it has to come from a page of the service."""
    secure = "https://localhost"
    token = token_on(stranger.get("/log-in", base_url=secure))
    form = {"username": user.email, "password": PASSWORD, "csrf_token": token}

    for referrer in ("https://evil.example/", f"{secure}.evil.example/"):
        refused = stranger.post(
            "/log-in", data=form, base_url=secure, headers={"Referer": referrer}
        )
        assert refused.status_code == 403


def test_check_of_a_field_bears_the_token(stranger: FlaskClient) -> None:
    without = stranger.post("/sign-up?field=name", data={"name": "A"}, headers=HTMX)

    assert without.status_code == 403
    assert check(stranger, "/sign-up", "name", "A").status_code == 200
    assert 'hx-headers=\'{"X-CSRFToken": "' in stranger.get("/sign-up").text


def test_api_takes_tokens_and_no_cookie(browser: FlaskClient) -> None:
    assert browser.get("/api/users/me").status_code == 401
    refused = browser.post("/api/auth/token", data={"username": "a", "password": "b"})
    assert refused.status_code == 401  # a form's token is not asked for
    assert "Cookie" not in refused.headers["Vary"]


def test_pages_take_cookies_and_no_token(stranger: FlaskClient, user: User) -> None:
    form = {"username": user.email, "password": PASSWORD}
    token = stranger.post("/api/auth/token", data=form).get_json()["access_token"]

    page = stranger.get("/password", headers={"Authorization": f"Bearer {token}"})

    assert leads_to(page) == "/log-in?next=/password"


def test_cookie_is_safe_in_production() -> None:
    with made(**PRODUCTION) as app:
        client = app.test_client()
        page = client.get("/log-in", base_url="https://localhost")
        plain = client.get("/log-in")

    (cookie,) = page.headers.getlist("Set-Cookie")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in plain.headers


def test_page_behind_a_proxy_is_reached_by_https() -> None:
    with made(**PRODUCTION, trusted_proxies=("10.0.0.1",)) as app:
        client = app.test_client()
        page = client.get("/log-in?next=/password")
        probe = client.get("/health/live")

    assert leads_to(page) == "https://localhost/log-in?next=/password"
    assert probe.status_code == 200


def test_session_ends_after_a_while(browser: FlaskClient) -> None:
    cookie = browser.get_cookie("session")
    assert cookie
    assert cookie.expires
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_log_in_makes_a_new_session(stranger: FlaskClient, user: User) -> None:
    with stranger.session_transaction() as session:  # one that a stranger has made
        session["seen"] = True
    known = token_on(stranger.get("/log-in"))

    log_in(stranger, user.email)

    with stranger.session_transaction() as session:
        assert "seen" not in session
    refused = stranger.post("/log-out", data={"csrf_token": known})
    assert refused.status_code == 403


def test_log_out_ends_copies_of_the_session(app: Flask, browser: FlaskClient) -> None:
    cookie = browser.get_cookie("session")
    assert cookie
    thief = app.test_client()
    thief.set_cookie("session", cookie.value)
    assert is_logged_in(thief)

    submit(browser, "/log-out", {}, page="/password")

    assert not is_logged_in(thief)


def test_user_who_is_deactivated_is_logged_out(
    app: Flask, browser: FlaskClient, user: User
) -> None:
    with app.app_context():
        changes = UserAdminUpdate(is_active=False)
        same = queries.get(db.session, user.id)
        assert same is not None
        service.update_by_admin(db.session, user=same, data=changes)
        db.commit()

    assert not is_logged_in(browser)


def test_session_that_others_have_signed_is_none(app: Flask, user: User) -> None:
    forger = Flask("forger")
    forger.secret_key = "x" * 50
    client = forger.test_client()
    with client.session_transaction() as session:
        session.update(user_id=user.id, token_version=user.token_version)
    forged = client.get_cookie("session")
    assert forged

    thief = app.test_client()
    thief.set_cookie("session", forged.value)

    assert not is_logged_in(thief)


def test_texts_of_users_are_escaped(
    make_user: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    browser = browser_of(make_user(name="<b>Ada</b>"))

    page = browser.get("/").text

    assert "&lt;b&gt;Ada" in page
    assert "<b>Ada" not in page


def test_texts_in_forms_are_escaped(stranger: FlaskClient) -> None:
    form = {"email": '"><b>', "name": "x", "password": "x"}

    page = submit(stranger, "/sign-up", form)

    assert 'value="&#34;&gt;&lt;b&gt;"' in page.text


def test_cookie_is_sent_below_the_path_prefix_only() -> None:
    app = create_app(Settings(root_path="/shop"))

    response = app.test_client().get("/log-in")

    assert "Path=/shop;" in response.headers["Set-Cookie"]
    assert 'href="/shop/static/' in response.text
