"""The pages of posts: listed, found, read, written and deleted."""

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
from tests.pages.browser import HTMX, check, errors, leads_to, submit, told
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
def other_browser(
    make_user: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> FlaskClient:
    """The browser of another user."""
    return browser_of(make_user("Grace"))


@pytest.fixture
def stored(app: Flask, user: User) -> Callable[[], Post]:
    """The one post, as it is stored by now."""

    def read() -> Post:
        with app.app_context():
            (post,), _ = queries.list_page(db.session, PostFilters(), caller=user)
            return post

    return read


def titles(response: TestResponse) -> list[str]:
    return re.findall(r'<h2><a href="[^"]+">(.*?)</a>', response.text)


def test_list_shows_what_is_published_and_own_drafts(
    stranger: FlaskClient,
    browser: FlaskClient,
    other_browser: FlaskClient,
    make_post: Callable[..., Post],
) -> None:
    make_post("Open")
    make_post("Secret", published=False)

    assert titles(stranger.get("/")) == ["Open"]
    assert titles(other_browser.get("/")) == ["Open"]
    assert titles(browser.get("/")) == ["Secret", "Open"]


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
def test_list_is_narrowed_down(
    stranger: FlaskClient,
    make_post: Callable[..., Post],
    query: dict[str, str],
    found: list[str],
) -> None:
    make_post("Looms", tags=["old"])
    make_post("Power looms", body="Driven by steam.")
    make_post("Ducks", body="They swim.")

    page = stranger.get("/", query_string=query)
    part = stranger.get("/", query_string=query, headers=HTMX)

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
def test_list_that_can_not_be_is_not_found(
    stranger: FlaskClient, post: Post, query: str
) -> None:
    response = stranger.get(f"/?{query}")

    assert response.status_code == 404
    assert "Page not found." in response.text


def test_list_answers_htmx_with_a_part_and_says_that_it_varies(
    stranger: FlaskClient, post: Post
) -> None:
    page = stranger.get("/")
    part = stranger.get("/", headers=HTMX)

    assert "<html" in page.text
    assert "<html" not in part.text
    assert 'hx-swap-oob="innerHTML">1 post' in part.text
    for response in (page, part):
        assert "HX-Request" in response.headers["Vary"]


def test_list_keeps_the_search_from_page_to_page(
    stranger: FlaskClient, make_post: Callable[..., Post]
) -> None:
    for number in range(21):
        make_post(f"Loom {number}", tags=["r&d"])

    first = stranger.get("/?q=loom&tag=r%26d")
    second = stranger.get("/?q=loom&page=2", headers=HTMX)

    assert len(titles(first)) == 20
    assert 'href="/?q=loom&amp;tag=r%26d&amp;page=2"' in first.text
    assert 'href="/?q=loom"' in first.text  # posts of every tag
    assert titles(second) == ["Loom 0"]
    assert 'href="/?q=loom&amp;page=1"' in second.text


def test_list_costs_the_same_with_one_post_or_twenty(
    browser: FlaskClient, make_post: Callable[..., Post]
) -> None:
    make_post(tags=["a", "b"])
    with statements() as for_one:
        assert len(titles(browser.get("/"))) == 1
    for _ in range(19):
        make_post(tags=["a", "b"])
    with statements() as for_many:
        assert len(titles(browser.get("/"))) == 20

    assert len(for_one) == len(for_many) == 4


def test_reading_counts_a_view(stranger: FlaskClient, post: Post) -> None:
    path = f"/posts/{post.id}"

    assert "1 view\n" in stranger.get(path).text
    page = stranger.get(path)
    assert "2 views" in page.text
    assert 'href="/?tag=weaving"' in page.text


def test_body_is_escaped_and_keeps_its_paragraphs(
    stranger: FlaskClient, make_post: Callable[..., Post]
) -> None:
    post = make_post(body="<b>One</b>\r\nline\n\n\nTwo", tags=["r&d/x"])

    page = stranger.get(f"/posts/{post.id}").text

    assert "<p>&lt;b&gt;One&lt;/b&gt;<br>line</p>" in page
    assert "<p>Two</p>" in page
    assert 'href="/?tag=r%26d/x"' in page


def test_draft_is_read_by_its_author_only(
    stranger: FlaskClient,
    browser: FlaskClient,
    other_browser: FlaskClient,
    make_post: Callable[..., Post],
) -> None:
    path = f"/posts/{make_post(published=False).id}"

    assert "Draft" in browser.get(path).text
    for client in (stranger, other_browser):
        response = client.get(path)
        assert response.status_code == 404
        assert "Page not found." in response.text


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_post_that_is_not_there_is_not_found(browser: FlaskClient, number: int) -> None:
    for path in (f"/posts/{number}", f"/posts/{number}/edit"):
        assert browser.get(path).status_code == 404


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_only_the_author_and_administrators_change_a_post(
    browser: FlaskClient,
    other_browser: FlaskClient,
    make_user: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    post: Post,
    stored: Callable[[], Post],
    action: str,
) -> None:
    page = f"/posts/{post.id}"
    path = f"{page}/{action}"

    for allowed in (browser, browser_of(make_user("Root", role=Role.ADMIN))):
        assert allowed.get(path).status_code == 200
        assert path in allowed.get(page).text
    assert path not in other_browser.get(page).text
    changes = {**FORM, "title": "Taken"}
    for refused in (
        other_browser.get(path),
        submit(other_browser, path, changes, page=page),
    ):
        assert refused.status_code == 403
        assert "You don't have permission to do this." in refused.text
    assert stored().title == "Looms"


def test_post_is_written(
    user: User, browser: FlaskClient, stored: Callable[[], Post]
) -> None:
    form = {**FORM, "body": "One\r\nTwo", "tags": " Weaving, looms ,,LOOMS"}

    response = submit(browser, "/posts/new", form)

    post = stored()
    assert leads_to(response) == f"/posts/{post.id}"
    assert told(browser) == ["The post is stored."]
    assert post.author_id == user.id
    assert post.body == "One\nTwo"
    assert post.tag_names == ["looms", "weaving"]
    assert post.published_at is not None


def test_post_is_edited(
    browser: FlaskClient, post: Post, stored: Callable[[], Post]
) -> None:
    path = f"/posts/{post.id}/edit"
    page = browser.get(path).text
    assert 'value="weaving"' in page
    assert "They weave.</textarea>" in page
    assert re.search(r'name="published"[^>]*checked', page)

    form = {"title": "Power looms", "body": "Steam.", "tags": "steam"}
    submit(browser, path, form)

    assert told(browser) == ["The post is stored."]
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
        ("title", "x" * 201, "It may have up to 200 characters."),
        ("body", "", "This field is required."),
        ("body", "x" * 20_001, "It may have up to 20000 characters."),
        ("tags", ",".join("abcdefghijk"), "There may be up to 10 tags."),
        ("tags", f"{'x' * 51},{'y' * 51}", "Each may have up to 50 characters."),
        ("tags", "a\x00b", "Each holds letters that can't be stored."),
        ("published", "x", "Input should be a valid boolean"),
    ],
)
def test_form_tells_what_is_wrong(
    browser: FlaskClient,
    post: Post,
    stored: Callable[[], Post],
    field: str,
    value: str,
    rule: str,
) -> None:
    for path in ("/posts/new", f"/posts/{post.id}/edit"):
        page = submit(browser, path, {**FORM, "title": "New", field: value})
        part = check(browser, path, field, value)

        assert list(errors(page)) == [field]
        assert [rule in error for error in errors(page)[field]] == [True]
        assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', page.text)
        assert errors(part) == errors(page)
        assert "<form" not in part.text
    assert stored().title == "Looms"


def test_form_takes_what_keeps_to_its_limits(
    browser: FlaskClient, stored: Callable[[], Post]
) -> None:
    body = "x" + "\r\n" * 19_998 + "x"  # the end of a line counts as one letter
    tags = ",".join(letter * 50 for letter in "abcdefghij")

    submit(browser, "/posts/new", {"title": "x" * 200, "body": body, "tags": tags})

    post = stored()
    assert len(post.body) == 20_000
    assert len(post.tag_names) == 10


def test_post_is_deleted_once_that_is_confirmed(
    app: Flask, browser: FlaskClient, user: User, post: Post, stored: Callable[[], Post]
) -> None:
    path = f"/posts/{post.id}/delete"
    page, part = browser.get(path), browser.get(path, headers=HTMX)

    assert "<html" in page.text
    assert "<html" not in part.text
    for response in (page, part):
        assert f'action="{path}"' in response.text
    assert stored().id == post.id

    response = submit(browser, path, {})

    assert leads_to(response) == "/"
    assert told(browser) == ["The post is deleted."]
    with app.app_context():
        _, total = queries.list_page(db.session, PostFilters(), caller=user)
        assert total == 0
