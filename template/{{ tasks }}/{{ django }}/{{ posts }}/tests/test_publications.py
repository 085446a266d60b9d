"""Scheduled publications."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from app.posts import service as post_service
from app.posts.models import Post
from app.posts.signals import post_published
from app.publications import service
from app.publications.models import Publication
from tests.factories import make_admin
from tests.posts.factories import make_post

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def make_publication(wait: timedelta) -> Publication:
    return Publication.objects.create(
        post=make_post(), publish_at=timezone.now() + wait
    )


def published() -> set[int]:
    return set(Post.objects.filter(is_published=True).values_list("pk", flat=True))


def test_due_posts_are_published() -> None:
    due, later = make_publication(-MINUTE), make_publication(MINUTE)

    for _ in range(2):
        service.publish_due(limit=10)

    assert published() == {due.pk}
    assert list(Publication.objects.all()) == [later]


def test_posts_are_published_in_the_order_of_their_times() -> None:
    publications = [make_publication(-number * MINUTE) for number in range(1, 4)]

    service.publish_due(limit=2)

    assert published() == {publication.pk for publication in publications[1:]}


def test_cancelled_or_deleted_post_is_not_published() -> None:
    cancelled, deleted = make_publication(-MINUTE), make_publication(-MINUTE)
    posts = [cancelled.post, deleted.post]
    Publication.objects.filter(pk=cancelled.pk).delete()
    Post.objects.filter(pk=deleted.pk).delete()

    for post in posts:
        service.publish_if_due(post)

    assert published() == set()


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_publish_each_post_once() -> None:
    publications = [make_publication(-MINUTE) for _ in range(3)]
    start = Barrier(3, timeout=10)
    sent: list[int] = []

    def record(sender: type[Post], *, posts: list[Post], **_: object) -> None:
        sent.extend(post.pk for post in posts)

    def work(_: int) -> None:
        start.wait()
        try:
            service.publish_due(limit=10)
        finally:
            connection.close()

    post_published.connect(record)
    with ThreadPoolExecutor(3) as workers:
        list(workers.map(work, range(3)))
    post_published.disconnect(record)

    assert sorted(sent) == [publication.pk for publication in publications]


def test_publication_by_hand_ends_the_schedule() -> None:
    post = make_publication(MINUTE).post

    post_service.update(post, changes={"published": True})

    assert not Publication.objects.exists()


def test_admin_site_schedules_drafts(client: Client) -> None:
    client.force_login(make_admin())
    draft, post = make_post(), make_post(published=True)
    time = {"publish_at_0": "2099-12-31", "publish_at_1": "23:00:00"}

    for row in (draft, post):
        client.post("/admin/publications/publication/add/", {"post": row.pk, **time})
    assert [publication.post for publication in Publication.objects.all()] == [draft]

    url = f"/admin/publications/publication/{draft.pk}/change/"
    client.post(url, {**time, "publish_at_1": "22:00:00"})
    assert Publication.objects.get().publish_at.hour == 22
