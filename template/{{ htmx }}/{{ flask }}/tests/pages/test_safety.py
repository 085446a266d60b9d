"""Access control, CSRF protection, sessions, escaping and security headers."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import routes
from app.config import Settings
from app.database import db
from app.main import create_app
from app.users import queries, service
from app.users.authentication import current_user
from app.users.models import User
from app.users.schemas import UserAdminUpdate
from app.views import public
from tests.conftest import made
from tests.pages.browser import (
    HTMX,
    INLINE,
    PASSWORD,
    check_field,
    csrf_token_of,
    is_logged_in,
    log_in,
    redirect_target,
    submit,
)
from tests.pages.public import PUBLIC

PRODUCTION = {
    "environment": "production",
    "secret_key": "k" * 50,
    "allowed_hosts": ("localhost",),
}


def paths_and_methods() -> dict[str, tuple[str, str]]:
    """Map the name of each page to its path and method."""
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


def test_public_pages_exist() -> None:
    missing = PUBLIC - set(PAGES)

    assert not missing, f"Remove {missing} from tests/pages/public.py: no such page."


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_requires_a_log_in_unless_it_is_public(
    anonymous_client: FlaskClient, name: str
) -> None:
    path, method = PAGES[name]
    token = {"X-CSRFToken": csrf_token_of(anonymous_client.get("/log-in"))}

    page = anonymous_client.open(path, method=method, headers=token)
    part = anonymous_client.open(path, method=method, headers={**token, **HTMX})

    log_in_page = f"/log-in?next={path}"
    if name in PUBLIC:
        hint = "Decorate its view with @public, or remove it from tests/pages/public.py"
        assert page.location != log_in_page, f"{name} requires a log-in. {hint}."
        assert "HX-Redirect" not in part.headers
    else:
        hint = "Add it to tests/pages/public.py, or remove @public from its view"
        assert page.location == log_in_page, f"{name} is public. {hint}."
        assert part.headers["HX-Redirect"] == log_in_page
        assert part.text == ""
    for response in (page, part):
        assert {"HX-Request", "Cookie"} <= response.vary.as_set(preserve_casing=True)


def test_public_page_can_require_a_user(
    app: Flask,
    anonymous_client: FlaskClient,
    user_client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The functions of the API serve pages, too."""
    view = public(lambda: current_user().name)
    monkeypatch.setitem(app.view_functions, "users.verify_email", view)

    assert user_client.get("/verify-email").text == "Ada"
    target = redirect_target(anonymous_client.get("/verify-email"))
    assert target == "/log-in?next=/verify-email"


@pytest.mark.parametrize("path", [*(path for path, _ in PAGES.values()), "/nowhere"])
def test_page_complies_with_its_content_security_policy(
    anonymous_client: FlaskClient, user_client: FlaskClient, path: str
) -> None:
    for response in (anonymous_client.get(path), user_client.get(path)):
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
def test_log_in_does_not_redirect_to_other_sites(
    anonymous_client: FlaskClient, user: User, target: str
) -> None:
    page = anonymous_client.get("/log-in", query_string={"next": target})

    assert "evil" not in page.text
    assert redirect_target(log_in(anonymous_client, user.email, target=target)) == "/"


def test_log_out_does_not_redirect_to_other_sites(user_client: FlaskClient) -> None:
    path = "/log-out?next=https://evil.example/"

    assert redirect_target(submit(user_client, path, {}, page="/password")) == "/"


def test_form_without_a_valid_token_is_refused(
    anonymous_client: FlaskClient, user: User
) -> None:
    form = {"username": user.email, "password": PASSWORD}
    foreign = csrf_token_of(anonymous_client.get("/log-in"))
    anonymous_client.delete_cookie("session")
    anonymous_client.get("/log-in")

    for token in ({}, {"csrf_token": "x"}, {"csrf_token": foreign}):
        refused = anonymous_client.post("/log-in", data={**form, **token})
        assert refused.status_code == 403
        assert "This form has expired" in refused.text
    assert not is_logged_in(anonymous_client)
    assert redirect_target(log_in(anonymous_client, user.email)) == "/"


def test_form_of_another_site_is_refused(
    anonymous_client: FlaskClient, user: User
) -> None:
    """Over HTTPS, the Referer has to be a page of the service."""
    secure = "https://localhost"
    token = csrf_token_of(anonymous_client.get("/log-in", base_url=secure))
    form = {"username": user.email, "password": PASSWORD, "csrf_token": token}

    for referrer in ("https://evil.example/", f"{secure}.evil.example/"):
        refused = anonymous_client.post(
            "/log-in", data=form, base_url=secure, headers={"Referer": referrer}
        )
        assert refused.status_code == 403


def test_field_check_requires_the_token(anonymous_client: FlaskClient) -> None:
    refused = anonymous_client.post(
        "/sign-up?field=name", data={"name": "A"}, headers=HTMX
    )

    assert refused.status_code == 403
    assert check_field(anonymous_client, "/sign-up", "name", "A").status_code == 200
    assert 'hx-headers=\'{"X-CSRFToken": "' in anonymous_client.get("/sign-up").text


def test_api_ignores_cookies(user_client: FlaskClient) -> None:
    assert user_client.get("/api/users/me").status_code == 401
    refused = user_client.post(
        "/api/auth/token", data={"username": "a", "password": "b"}
    )
    assert refused.status_code == 401  # not 403, as without a CSRF token
    assert "Cookie" not in refused.headers["Vary"]


def test_pages_ignore_bearer_tokens(anonymous_client: FlaskClient, user: User) -> None:
    form = {"username": user.email, "password": PASSWORD}
    token = anonymous_client.post("/api/auth/token", data=form).get_json()[
        "access_token"
    ]

    page = anonymous_client.get(
        "/password", headers={"Authorization": f"Bearer {token}"}
    )

    assert redirect_target(page) == "/log-in?next=/password"


def test_cookie_is_secure_in_production() -> None:
    with made(**PRODUCTION) as app:
        client = app.test_client()
        page = client.get("/log-in", base_url="https://localhost")
        plain = client.get("/log-in")

    (cookie,) = page.headers.getlist("Set-Cookie")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in plain.headers


def test_page_behind_a_proxy_redirects_to_https() -> None:
    with made(**PRODUCTION, trusted_proxies=("10.0.0.1",)) as app:
        client = app.test_client()
        page = client.get("/log-in?next=/password")
        probe = client.get("/health/live")

    assert redirect_target(page) == "https://localhost/log-in?next=/password"
    assert probe.status_code == 200


def test_session_expires(user_client: FlaskClient) -> None:
    cookie = user_client.get_cookie("session")
    assert cookie
    assert cookie.expires
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_log_in_starts_a_new_session(anonymous_client: FlaskClient, user: User) -> None:
    with anonymous_client.session_transaction() as session:
        session["seen"] = True
    old_token = csrf_token_of(anonymous_client.get("/log-in"))

    log_in(anonymous_client, user.email)

    with anonymous_client.session_transaction() as session:
        assert "seen" not in session
    refused = anonymous_client.post("/log-out", data={"csrf_token": old_token})
    assert refused.status_code == 403


def test_log_out_ends_copies_of_the_session(
    app: Flask, user_client: FlaskClient
) -> None:
    cookie = user_client.get_cookie("session")
    assert cookie
    thief = app.test_client()
    thief.set_cookie("session", cookie.value)
    assert is_logged_in(thief)

    submit(user_client, "/log-out", {}, page="/password")

    assert not is_logged_in(thief)


def test_deactivated_user_is_logged_out(
    app: Flask, user_client: FlaskClient, user: User
) -> None:
    with app.app_context():
        changes = UserAdminUpdate(is_active=False)
        stored = queries.get(db.session, user.id)
        assert stored is not None
        service.update_by_admin(db.session, user=stored, data=changes)
        db.commit()

    assert not is_logged_in(user_client)


def test_session_with_another_signature_is_ignored(app: Flask, user: User) -> None:
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


def test_names_are_escaped(
    make_user: Callable[..., User], client_of: Callable[[User], FlaskClient]
) -> None:
    user_client = client_of(make_user(name="<b>Ada</b>"))

    page = user_client.get("/").text

    assert "&lt;b&gt;Ada" in page
    assert "<b>Ada" not in page


def test_form_input_is_escaped(anonymous_client: FlaskClient) -> None:
    form = {"email": '"><b>', "name": "x", "password": "x"}

    page = submit(anonymous_client, "/sign-up", form)

    assert 'value="&#34;&gt;&lt;b&gt;"' in page.text


def test_cookie_is_limited_to_the_path_prefix() -> None:
    app = create_app(Settings(root_path="/shop"))

    response = app.test_client().get("/log-in")

    assert "Path=/shop;" in response.headers["Set-Cookie"]
    assert 'href="/shop/static/' in response.text
