"""What a Django service is measured against: its list and its probe, written by hand.

It is laid into the rendered service, whose models and database it shares, and has none
of what the service puts around a request: no middleware, no log, no callers. By hand,
it has no serializers either.
"""

from datetime import datetime

import django
from app import settings as service
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    AUTH_USER_MODEL=service.AUTH_USER_MODEL,
    DATABASES=service.DATABASES,
    DEFAULT_AUTO_FIELD=service.DEFAULT_AUTO_FIELD,
    INSTALLED_APPS=service.INSTALLED_APPS,
    ROOT_URLCONF=__name__,
    TIME_ZONE="UTC",
)
django.setup()

from app.posts.models import Post  # noqa: E402  Django must be set up first
from app.posts.serializers import PostSerializer  # noqa: E402


def live(_: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def list_posts(request: HttpRequest) -> JsonResponse:
    limit = int(request.GET.get("limit", 20))
    offset = int(request.GET.get("offset", 0))
    posts = Post.objects.filter(is_published=True)
    page = posts.select_related("author").prefetch_related("tags").order_by("-pk")
    rows = page[offset : offset + limit]
    by_serializers = request.GET.get("by") == "serializers"
    answer = {
        "items": PostSerializer(rows, many=True).data
        if by_serializers
        else [represent(post) for post in rows],
        "total": posts.count(),
        "limit": limit,
        "offset": offset,
    }
    return JsonResponse(answer)


def represent(post: Post) -> dict[str, object]:
    return {
        "id": post.pk,
        "title": post.title,
        "body": post.body,
        "tags": [tag.name for tag in post.tags.all()],
        "published_at": post.published_at and spell(post.published_at),
        "views": post.views,
        "author": {"id": post.author.pk, "name": post.author.name},
        "created_at": spell(post.created_at),
        "updated_at": spell(post.updated_at),
    }


def spell(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


urlpatterns = [path("health/live", live), path("api/posts", list_posts)]
application = get_wsgi_application()
