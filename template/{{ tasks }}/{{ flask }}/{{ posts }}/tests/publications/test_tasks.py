"""The task that publishes posts."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from app.database import db
from app.models import utc_now
from app.posts.events import post_published
from app.publications import service
from app.publications.tasks import publish_due
from tests.events import recorded
from tests.posts.factories import make_post


@pytest.mark.usefixtures("committing_client")
def test_workers_at_once_publish_each_post_once(application: Flask) -> None:
    with application.app_context(), db.unit_of_work():
        for _ in range(3):
            post = make_post(db.session)
            service.schedule(db.session, post=post, publish_at=utc_now())
    start = Barrier(3, timeout=10)

    def work(_: int) -> None:
        with application.app_context(), db.unit_of_work():
            start.wait()
            publish_due()

    with recorded(post_published) as published, ThreadPoolExecutor(3) as workers:
        list(workers.map(work, range(3)))

    posts = [post.id for event in published for post in event["posts"]]
    assert len(posts) == len({*posts}) == 3
