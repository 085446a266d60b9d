"""Posts and tags in the admin site."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from app.errors import NotFoundError
from app.posts.admin import PostAdmin
from app.posts.models import Post, Tag
from app.users.models import User
from tests.factories import make_admin, make_user

AUTHORS = {"app_label": "posts", "model_name": "post", "field_name": "author"}


@pytest.fixture
def browser(client: Client, db: None) -> Client:
    client.force_login(make_admin())
    return client


@pytest.fixture
def author(db: None) -> User:
    return make_user(name="Łucja")


def test_post_is_added(browser: Client, author: User) -> None:
    tag = Tag.objects.create(name="news")
    form = {"author": author.pk, "title": "A title", "body": "Text", "tags": [tag.pk]}

    browser.post("/admin/posts/post/add/", form)

    post = Post.objects.get(author=author)
    assert post.tag_names == ["news"]
    assert not post.is_published


@pytest.mark.parametrize("text", ["A TITLE", "łucja"])
def test_post_is_found_by(browser: Client, author: User, text: str) -> None:
    post = Post.objects.create(author=author, title="A title", body="Text")
    Post.objects.create(author=make_user(), title="Another", body="Text")

    response = browser.get("/admin/posts/post/", {"q": text})

    assert list(response.context["cl"].result_list) == [post]


def test_authors_are_suggested_by_name(browser: Client, author: User) -> None:
    make_user(name="Another")

    suggestions = browser.get(
        "/admin/autocomplete/", {**AUTHORS, "term": "łucja"}
    ).json()

    assert suggestions["results"] == [{"id": str(author.pk), "text": author.email}]


def test_tag_is_stored_in_lower_case(browser: Client) -> None:
    for _ in range(2):
        response = browser.post("/admin/posts/tag/add/", {"name": "News"})

    assert [tag.name for tag in Tag.objects.all()] == ["news"]
    assert list(response.context["adminform"].form.errors) == ["name"]


def test_outdated_form_keeps_changes_of_others(browser: Client, author: User) -> None:
    post = Post.objects.create(author=author, title="A title", body="Text")
    shown = {"author": author.pk, "title": post.title, "body": post.body}
    sent = {f"initial-{name}": value for name, value in shown.items()}
    Post.objects.update(views=7, body="Others wrote this.")

    browser.post(
        f"/admin/posts/post/{post.pk}/change/", {**sent, **shown, "title": "Renamed"}
    )

    post.refresh_from_db()
    assert (post.title, post.body, post.views) == ("Renamed", "Others wrote this.", 7)


@pytest.mark.parametrize("page", ["change", "delete"])
def test_post_deleted_in_the_meantime_is_not_found(
    browser: Client, author: User, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    post = Post.objects.create(author=author, title="A title", body="Text")
    monkeypatch.setattr(PostAdmin, "get_object", lambda *_: post)
    Post.objects.filter(pk=post.pk).delete()
    form = {"author": author.pk, "title": "Renamed", "body": "Text", "post": "yes"}

    response = browser.post(f"/admin/posts/post/{post.pk}/{page}/", form)

    assert [str(m) for m in get_messages(response.wsgi_request)] == [
        NotFoundError.detail
    ]
    assert not Post.objects.exists()
