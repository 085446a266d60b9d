"""Pages of posts: list, search, read, create, edit and delete."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.database import db
from app.posts import queries, service
from app.posts.models import Post
from app.posts.schemas import PostCreate, PostFilters
from app.users import queries as users
from app.users.models import Role, User
from tests.pages.browser import (
    HTMX,
    check_field,
    errors,
    is_marked_invalid,
    messages,
    redirect_target,
    submit,
)
from tests.statements import statements

FORM = {"title": "Looms", "body": "They weave.", "tags": "", "published": "on"}


@pytest.fixture
def make_post(app: Flask, user: User) -> Callable[..., Post]:
    def make(title: str = "Looms", **fields: Any) -> Post:
        fields = {"body": "They weave.", "published": True, **fields, "title": title}
        data = PostCreate.model_validate(fields)
        with app.app_context():
            author = users.get(db.session, user.id)
            assert author is not None
            post = service.create(db.session, author=author, data=data)
            db.commit()
        return post

    return make


@pytest.fixture
def post(make_post: Callable[..., Post]) -> Post:
    return make_post(tags=["weaving"])


@pytest.fixture
def other_client(
    make_user: Callable[..., User], client_of: Callable[[User], FlaskClient]
) -> FlaskClient:
    """A client that is logged in as another user."""
    return client_of(make_user("Grace"))


@pytest.fixture
def stored(app: Flask, user: User) -> Callable[[], Post]:
    """Read the only post from the database."""

    def read() -> Post:
        with app.app_context():
            (post,), _ = queries.list_page(db.session, PostFilters(), caller=user)
            return post

    return read


def titles(response: TestResponse) -> list[str]:
    return re.findall(r'<h2><a href="[^"]+">(.*?)</a>', response.text)


def test_list_shows_published_posts_and_own_drafts(
    anonymous_client: FlaskClient,
    user_client: FlaskClient,
    other_client: FlaskClient,
    make_post: Callable[..., Post],
) -> None:
    make_post("Open")
    make_post("Secret", published=False)

    assert titles(anonymous_client.get("/")) == ["Open"]
    assert titles(other_client.get("/")) == ["Open"]
    assert titles(user_client.get("/")) == ["Secret", "Open"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "LOOM"}, ["Power looms", "Looms"]),
        ({"q": " steam "}, ["Power looms"]),
        ({"tag": "Old"}, ["Looms"]),
        ({"q": "loom", "tag": "old"}, ["Looms"]),
        ({"q": "", "tag": ""}, ["Ducks", "Power looms", "Looms"]),
        ({"q": "nothing like it"}, []),
        ({"q": "100%"}, []),
    ],
)
def test_list_can_be_searched(
    anonymous_client: FlaskClient,
    make_post: Callable[..., Post],
    query: dict[str, str],
    found: list[str],
) -> None:
    make_post("Looms", tags=["old"])
    make_post("Power looms", body="Driven by steam.")
    make_post("Ducks", body="They swim.")

    page = anonymous_client.get("/", query_string=query)
    part = anonymous_client.get("/", query_string=query, headers=HTMX)

    assert titles(page) == titles(part) == found
    assert f"{len(found)} post" in part.text


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=2",
        "page=x",
        f"page={2**31}",
        "page=" + "9" * 99,
        "q=a%00b",
        "q=" + "x" * 201,
        "tag=" + "x" * 51,
    ],
)
def test_invalid_search_is_not_found(
    anonymous_client: FlaskClient, post: Post, query: str
) -> None:
    response = anonymous_client.get(f"/?{query}")

    assert response.status_code == 404
    assert "Page not found" in response.text


def test_list_is_a_partial_for_htmx(anonymous_client: FlaskClient, post: Post) -> None:
    page = anonymous_client.get("/")
    part = anonymous_client.get("/", headers=HTMX)

    assert "<html" in page.text
    assert "<html" not in part.text
    assert 'hx-swap-oob="innerHTML">1 post' in part.text
    for response in (page, part):
        assert "HX-Request" in response.headers["Vary"]


def test_pagination_keeps_the_search(
    anonymous_client: FlaskClient, make_post: Callable[..., Post]
) -> None:
    for number in range(21):
        make_post(f"Loom {number}", tags=["r&d"])

    first = anonymous_client.get("/?q=loom&tag=r%26d")
    second = anonymous_client.get("/?q=loom&page=2", headers=HTMX)

    assert len(titles(first)) == 20
    assert 'href="/?q=loom&amp;tag=r%26d&amp;page=2"' in first.text
    assert 'href="/?q=loom"' in first.text  # show all tags
    assert titles(second) == ["Loom 0"]
    assert 'href="/?q=loom&amp;page=1"' in second.text


def test_list_takes_as_many_queries_for_one_post_as_for_twenty(
    user_client: FlaskClient, make_post: Callable[..., Post]
) -> None:
    make_post(tags=["a", "b"])
    with statements() as for_one:
        assert len(titles(user_client.get("/"))) == 1
    for _ in range(19):
        make_post(tags=["a", "b"])
    with statements() as for_many:
        assert len(titles(user_client.get("/"))) == 20

    assert len(for_one) == len(for_many) == 4


def test_read_counts_a_view(anonymous_client: FlaskClient, post: Post) -> None:
    path = f"/posts/{post.id}"

    assert "1 view\n" in anonymous_client.get(path).text
    page = anonymous_client.get(path)
    assert "2 views" in page.text
    assert 'href="/?tag=weaving"' in page.text


def test_body_is_escaped_and_keeps_its_paragraphs(
    anonymous_client: FlaskClient, make_post: Callable[..., Post]
) -> None:
    post = make_post(body="<b>One</b>\r\nline\n\n\nTwo", tags=["r&d/x"])

    page = anonymous_client.get(f"/posts/{post.id}").text

    assert "<p>&lt;b&gt;One&lt;/b&gt;<br>line</p>" in page
    assert "<p>Two</p>" in page
    assert 'href="/?tag=r%26d/x"' in page


def test_draft_is_visible_to_its_author_only(
    anonymous_client: FlaskClient,
    user_client: FlaskClient,
    other_client: FlaskClient,
    make_post: Callable[..., Post],
) -> None:
    path = f"/posts/{make_post(published=False).id}"

    assert "Draft" in user_client.get(path).text
    for client in (anonymous_client, other_client):
        response = client.get(path)
        assert response.status_code == 404
        assert "Page not found" in response.text


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_missing_post_is_not_found(user_client: FlaskClient, number: int) -> None:
    for path in (f"/posts/{number}", f"/posts/{number}/edit"):
        assert user_client.get(path).status_code == 404


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_only_author_and_administrators_can_change_a_post(
    user_client: FlaskClient,
    other_client: FlaskClient,
    make_user: Callable[..., User],
    client_of: Callable[[User], FlaskClient],
    post: Post,
    stored: Callable[[], Post],
    action: str,
) -> None:
    page = f"/posts/{post.id}"
    path = f"{page}/{action}"

    for allowed in (user_client, client_of(make_user("Root", role=Role.ADMIN))):
        assert allowed.get(path).status_code == 200
        assert path in allowed.get(page).text
    assert path not in other_client.get(page).text
    changes = {**FORM, "title": "Changed"}
    for refused in (
        other_client.get(path),
        submit(other_client, path, changes, page=page),
    ):
        assert refused.status_code == 403
        assert "Permission denied" in refused.text
    assert stored().title == "Looms"


def test_post_is_created(
    user: User, user_client: FlaskClient, stored: Callable[[], Post]
) -> None:
    form = {**FORM, "body": "One\r\nTwo", "tags": " Weaving, looms ,,LOOMS"}

    response = submit(user_client, "/posts/new", form)

    post = stored()
    assert redirect_target(response) == f"/posts/{post.id}"
    assert messages(user_client) == ["Post saved."]
    assert post.author_id == user.id
    assert post.body == "One\nTwo"
    assert post.tag_names == ["looms", "weaving"]
    assert post.published_at is not None


def test_post_is_edited(
    user_client: FlaskClient, post: Post, stored: Callable[[], Post]
) -> None:
    path = f"/posts/{post.id}/edit"
    page = user_client.get(path).text
    assert 'value="weaving"' in page
    assert "They weave.</textarea>" in page
    assert re.search(r'<input [^>]*checked[^>]* name="published"', page)

    form = {"title": "Power looms", "body": "Steam.", "tags": "steam"}
    submit(user_client, path, form)

    assert messages(user_client) == ["Post saved."]
    post = stored()
    assert (post.title, post.body, post.tag_names) == (
        "Power looms",
        "Steam.",
        ["steam"],
    )
    assert post.published_at is None


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("title", " ", "This field is required."),
        ("title", "x" * 201, "Use at most 200 characters."),
        ("body", "", "This field is required."),
        ("body", "x" * 20_001, "Use at most 20000 characters."),
        ("tags", ",".join("abcdefghijk"), "Enter at most 10 tags."),
        ("tags", f"a,{'x' * 51}", "Item 2: Use at most 50 characters."),
        ("tags", "a\x00b", "Item 1: Contains characters that can't be stored."),
    ],
)
def test_form_shows_errors(
    user_client: FlaskClient,
    post: Post,
    stored: Callable[[], Post],
    field: str,
    value: str,
    rule: str,
) -> None:
    for path in ("/posts/new", f"/posts/{post.id}/edit"):
        page = submit(user_client, path, {**FORM, "title": "New", field: value})
        part = check_field(user_client, path, field, value)

        assert list(errors(page)) == [field]
        assert [rule in error for error in errors(page)[field]] == [True]
        assert is_marked_invalid(page, field)
        assert errors(part) == errors(page)
        assert "<form" not in part.text
    assert stored().title == "Looms"


def test_form_accepts_values_at_the_limits(
    user_client: FlaskClient, stored: Callable[[], Post]
) -> None:
    body = "x" + "\r\n" * 19_998 + "x"  # a line break counts as one character
    tags = ",".join(letter * 50 for letter in "abcdefghij")

    submit(user_client, "/posts/new", {"title": "x" * 200, "body": body, "tags": tags})

    post = stored()
    assert len(post.body) == 20_000
    assert len(post.tag_names) == 10


def test_post_is_deleted_after_confirmation(
    app: Flask,
    user_client: FlaskClient,
    user: User,
    post: Post,
    stored: Callable[[], Post],
) -> None:
    path = f"/posts/{post.id}/delete"
    page, part = user_client.get(path), user_client.get(path, headers=HTMX)

    assert "<html" in page.text
    assert "<html" not in part.text
    for response in (page, part):
        assert f'action="{path}"' in response.text
    assert stored().id == post.id

    response = submit(user_client, path, {})

    assert redirect_target(response) == "/"
    assert messages(user_client) == ["Post deleted."]
    with app.app_context():
        _, total = queries.list_page(db.session, PostFilters(), caller=user)
        assert total == 0
