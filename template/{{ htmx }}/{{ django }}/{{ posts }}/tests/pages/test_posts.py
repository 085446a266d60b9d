"""Pages of posts."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from app.posts import service
from app.posts.models import Post
from app.users.models import User
from tests.pages.browser import HTMX, flash_messages, redirect_url
from tests.posts import factories

pytestmark = pytest.mark.django_db

FORM = {"title": "Looms", "body": "They weave.", "tags": "", "published": "on"}


@pytest.fixture
def make_post(user: User) -> Callable[..., Post]:
    def make(title: str = "Looms", **fields: Any) -> Post:
        defaults = {"body": "They weave.", "published": True}
        return factories.make_post(author=user, title=title, **defaults | fields)

    return make


@pytest.fixture
def post(make_post: Callable[..., Post]) -> Post:
    return make_post(tags=["weaving"])


@pytest.fixture
def other_client(other_user: User) -> Client:
    """A client that is logged in as another user."""
    client = Client()
    client.force_login(other_user)
    return client


def titles(response: Any) -> list[str]:
    return re.findall(r'<h2><a href="[^"]+">(.*?)</a>', response.text)


def test_list_shows_published_posts_and_own_drafts(
    client: Client,
    user_client: Client,
    other_client: Client,
    make_post: Callable[..., Post],
) -> None:
    make_post("Open")
    make_post("Secret", published=False)

    assert titles(client.get(reverse("home"))) == ["Open"]
    assert titles(other_client.get(reverse("home"))) == ["Open"]
    assert titles(user_client.get(reverse("home"))) == ["Secret", "Open"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "LOOM"}, ["Power looms", "Looms"]),
        ({"q": "steam"}, ["Power looms"]),
        ({"tag": "Old"}, ["Looms"]),
        ({"q": "loom", "tag": "old"}, ["Looms"]),
        ({"q": "", "tag": ""}, ["Ducks", "Power looms", "Looms"]),
        ({"q": "nothing like it"}, []),
        ({"q": "🦆" * 200}, []),
    ],
)
def test_list_is_filtered(
    client: Client,
    make_post: Callable[..., Post],
    query: dict[str, str],
    found: list[str],
) -> None:
    make_post("Looms", tags=["old"])
    make_post("Power looms", body="Driven by steam.")
    make_post("Ducks", body="They swim.")

    page = client.get(reverse("home"), query)
    part = client.get(reverse("home"), query, headers=HTMX)

    assert titles(page) == titles(part) == found
    assert f"{len(found)} post" in part.text


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"q": "a\x00b"}, "Null characters are not allowed."),
        ({"q": "x" * 201}, "at most 200 characters"),
        ({"tag": "x" * 51}, "at most 50 characters"),
    ],
)
def test_list_shows_errors_of_an_invalid_search(
    client: Client, post: Post, query: dict[str, str], message: str
) -> None:
    page = client.get(reverse("home"), query)
    part = client.get(reverse("home"), query, headers=HTMX)

    assert titles(page) == titles(part) == []
    assert message in page.text
    assert message in part.text


def test_head_does_not_count_a_view(client: Client, post: Post) -> None:
    response = client.head(post.get_absolute_url())

    assert response.status_code == 200
    post.refresh_from_db()
    assert post.views == 0


def test_list_sends_a_part_to_htmx_and_varies_by_its_header(
    client: Client, post: Post
) -> None:
    page = client.get(reverse("home"))
    part = client.get(reverse("home"), headers=HTMX)

    assert "<html" in page.text
    assert "<html" not in part.text
    assert 'hx-swap-oob="innerHTML">1 post' in part.text
    for response in (page, part):
        assert "HX-Request" in response.headers["Vary"]


def test_list_keeps_the_search_on_every_page(
    client: Client, make_post: Callable[..., Post]
) -> None:
    for number in range(21):
        make_post(f"Loom {number}")

    first = client.get(reverse("home"), {"q": "loom"})
    second = client.get(reverse("home"), {"q": "loom", "page": "2"}, headers=HTMX)

    assert len(titles(first)) == 20
    assert 'href="/?q=loom&amp;page=2"' in first.text
    assert titles(second) == ["Loom 0"]
    assert 'href="/?q=loom&amp;page=1"' in second.text
    for page in ("3", "0", "x"):
        assert client.get(reverse("home"), {"page": page}).status_code == 404


def test_list_takes_as_many_queries_for_many_posts_as_for_one(
    user_client: Client, make_post: Callable[..., Post]
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            user_client.get(reverse("home"))
        return len(queries)

    make_post(tags=["a", "b"])
    one = count()
    for _ in range(19):
        make_post(tags=["a", "b"])

    assert count() == one


def test_get_counts_a_view(client: Client, post: Post) -> None:
    client.get(post.get_absolute_url())
    page = client.get(post.get_absolute_url())

    assert "2 views" in page.text
    assert 'href="/?tag=weaving"' in page.text


def test_body_is_escaped_and_keeps_its_paragraphs(
    client: Client, make_post: Callable[..., Post]
) -> None:
    post = make_post(body="<b>One</b>\n\nTwo", tags=["r&d/x"])

    page = client.get(post.get_absolute_url()).text

    assert "<p>&lt;b&gt;One&lt;/b&gt;</p>" in page
    assert "<p>Two</p>" in page
    assert 'href="/?tag=r%26d%2Fx"' in page


def test_draft_is_visible_only_to_its_author(
    client: Client,
    user_client: Client,
    other_client: Client,
    make_post: Callable[..., Post],
) -> None:
    path = make_post(published=False).get_absolute_url()

    assert user_client.get(path).status_code == 200
    for other in (client, other_client):
        response = other.get(path)
        assert response.status_code == 404
        assert "Page not found" in response.text


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_missing_post_is_not_found(client: Client, number: int) -> None:
    assert client.get(f"/posts/{number}").status_code == 404


@pytest.mark.parametrize("name", ["posts:edit", "posts:delete"])
def test_only_the_author_and_administrators_can_change_a_post(
    user_client: Client,
    other_client: Client,
    admin_client: Client,
    post: Post,
    name: str,
) -> None:
    path = reverse(name, args=[post.pk])
    page = post.get_absolute_url()

    for allowed in (user_client, admin_client):
        assert allowed.get(path).status_code == 200
        assert path in allowed.get(page).text
    assert path not in other_client.get(page).text
    for refused in (other_client.get(path), other_client.post(path, FORM)):
        assert refused.status_code == 403
        assert "You don't have permission to do this." in unescape(refused.text)
    assert Post.objects.get().title == "Looms"


@pytest.mark.parametrize(("required", "links"), [("true", 2), ("false", 1)])
def test_verification_is_offered_if_it_is_required(
    other_client: Client,
    post: Post,
    settings_with: Callable[..., Any],
    required: str,
    links: int,
) -> None:
    settings_with(require_verified_email=required)

    page = other_client.post(reverse("posts:edit", args=[post.pk]), FORM)

    assert page.status_code == 403
    assert page.text.count(reverse("users:verify-email")) == links


def test_post_is_created(user: User, user_client: Client) -> None:
    form = {**FORM, "body": "One\r\nTwo", "tags": " Weaving, looms ,,LOOMS"}

    response = user_client.post(reverse("posts:create"), form)

    post = Post.objects.get()
    assert redirect_url(response) == post.get_absolute_url()
    assert flash_messages(response) == ["Post saved."]
    assert post.author == user
    assert post.body == "One\nTwo"
    assert post.tag_names == ["looms", "weaving"]
    assert post.published_at is not None


def test_post_is_edited(user_client: Client, post: Post) -> None:
    path = reverse("posts:edit", args=[post.pk])
    page = user_client.get(path).text
    assert 'value="weaving"' in page
    assert re.search(r'name="published"[^>]*checked', page)

    form = {"title": "Power looms", "body": "Steam.", "tags": "steam"}
    response = user_client.post(path, form)

    assert flash_messages(response) == ["Post saved."]
    post = Post.objects.get()
    assert (post.title, post.body, post.tag_names) == (
        "Power looms",
        "Steam.",
        ["steam"],
    )
    assert post.published_at is None


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("title", " ", "required"),
        ("title", "x" * 201, "at most 200"),
        ("body", "", "required"),
        ("body", "x" * 20_001, "at most 20000"),
        ("tags", ",".join("abcdefghijk"), "at most 10 tags"),
        ("tags", "x" * 51, "at most 50 characters"),
        ("tags", "a\x00b", "Null characters"),
    ],
)
def test_form_shows_errors(
    user_client: Client, post: Post, field: str, value: str, rule: str
) -> None:
    for path in (reverse("posts:create"), reverse("posts:edit", args=[post.pk])):
        page = user_client.post(path, {**FORM, field: value})
        part = user_client.post(f"{path}?field={field}", {field: value}, headers=HTMX)

        assert rule in page.context["form"].errors[field][0]
        assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', page.text)
        assert rule in part.text
        assert "<form" not in part.text
    assert Post.objects.get() == post


def test_form_accepts_the_longest_values(user_client: Client) -> None:
    body = "x" + "\r\n" * 19_998 + "x"  # a line break counts as one character
    tags = ",".join(letter * 50 for letter in "abcdefghij")

    user_client.post(
        reverse("posts:create"), {"title": "x" * 200, "body": body, "tags": tags}
    )

    post = Post.objects.get()
    assert len(post.body) == 20_000
    assert len(post.tag_names) == 10


def test_post_is_deleted_after_confirmation(user_client: Client, post: Post) -> None:
    path = reverse("posts:delete", args=[post.pk])
    page, part = user_client.get(path), user_client.get(path, headers=HTMX)

    assert "<html" in page.text
    assert "<html" not in part.text
    for response in (page, part):
        assert f'action="{path}"' in response.text
    assert Post.objects.exists()

    response = user_client.post(path)

    assert redirect_url(response) == reverse("home")
    assert flash_messages(response) == ["Post deleted."]
    assert not Post.objects.exists()


@pytest.mark.parametrize("name", ["posts:edit", "posts:delete"])
def test_post_deleted_in_the_meantime_is_not_found(
    user_client: Client, post: Post, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = reverse(name, kwargs={"pk": post.pk})
    Post.objects.filter(pk=post.pk).delete()
    monkeypatch.setattr(service, "get_own", lambda **_: post)

    response = user_client.post(path, FORM)

    assert response.status_code == 404
    assert not Post.objects.exists()


def test_edit_keeps_changes_of_others(
    user_client: Client, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_before = service.find(post_id=post.pk, caller=post.author)
    Post.objects.update(views=7, body="Others wrote this.")
    monkeypatch.setattr(service, "get_own", lambda **_: read_before)

    user_client.post(
        reverse("posts:edit", kwargs={"pk": post.pk}),
        {**FORM, "title": "Renamed", "tags": "weaving"},
    )

    post.refresh_from_db()
    assert (post.title, post.views) == ("Renamed", 7)
    assert post.body == "Others wrote this."
