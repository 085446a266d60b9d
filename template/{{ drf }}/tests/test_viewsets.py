"""Conventions of the API, kept by plain viewsets and serializers of models."""

import pytest
from django.contrib.auth.models import Group
from django.core.paginator import UnorderedObjectListWarning
from django.test import Client
from django.urls import include, path
from drf_spectacular.generators import EndpointEnumerator
from rest_framework import viewsets
from rest_framework.routers import SimpleRouter
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate

from app import urls
from app.errors import NotFoundError
from app.serializers import ModelSerializer, Serializer
from app.users.models import Role, User
from app.viewsets import GenericViewSet, ModelViewSet
from tests.factories import make_user


class GroupSerializer(ModelSerializer[Group]):
    class Meta:
        model = Group
        fields = ["id", "name"]


class GroupViewSet(ModelViewSet[Group]):
    queryset = Group.objects.order_by("pk")
    serializer_class = GroupSerializer
    filterset_fields = ["name"]


class UserSerializer(ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["name", "role"]


router = SimpleRouter(trailing_slash=False)
router.register("groups", GroupViewSet)

urlpatterns = [path("api/", include(router.urls)), *urls.urlpatterns]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def api() -> APIClient:
    client = APIClient()
    client.force_authenticate(make_user())
    return client


@pytest.fixture
def group() -> Group:
    return Group.objects.create(name="Editors")


def test_model_viewset_creates_reads_updates_and_deletes(api: APIClient) -> None:
    created = api.post("/api/groups", {"name": " Editors "}, format="json")
    assert created.status_code == 201
    location = created.headers["Location"]
    assert location == f"/api/groups/{created.json()['id']}"

    api.patch(location, {"name": "Authors"}, format="json")
    assert api.get(location).json() == {**created.json(), "name": "Authors"}
    assert api.get("/api/groups?name=Authors").json()["total"] == 1
    assert api.get("/api/groups?name=Editors").json()["items"] == []

    assert api.delete(location).status_code == 204
    assert api.get(location).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("get /api/groups", 401),
        ("post /api/groups", 401),
        ("put /api/groups/1", 405),
        ("delete /api/groups", 405),
    ],
)
def test_model_viewset_is_closed(client: Client, query: str, status: int) -> None:
    method, url = query.split()

    assert client.generic(method.upper(), url).status_code == status


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"name": 1}, ["/name"]),
        ({"name": "x" * 151}, ["/name"]),
        ({"id": 1, "color": "red"}, ["/name", "/color", "/id"]),
        ([], [""]),
    ],
)
def test_model_viewset_refuses_a_body(
    api: APIClient, body: object, pointers: list[str]
) -> None:
    response = api.post("/api/groups", body, format="json")

    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == pointers


@pytest.mark.parametrize(
    ("url", "pointer"),
    [
        ("/api/groups?limit=0", "query.limit"),
        ("/api/groups?offset=x", "query.offset"),
        ("/api/groups/0", "path.id"),
        ("/api/groups/x", "path.id"),
        (f"/api/groups/{2**63}", "path.id"),
    ],
)
def test_model_viewset_refuses_a_parameter(
    api: APIClient, url: str, pointer: str
) -> None:
    response = api.get(url)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [("{", "application/json", 400), ("name=Editors", "text/plain", 415)],
)
def test_model_viewset_refuses_a_media_type(
    api: APIClient, content: str, media_type: str, status: int
) -> None:
    response = api.post("/api/groups", content, content_type=media_type)

    assert response.status_code == status


def test_list_without_an_order_is_a_warning() -> None:
    request = APIRequestFactory().get("/")
    force_authenticate(request, make_user())
    view = GroupViewSet.as_view({"get": "list"}, queryset=Group.objects.all())

    with pytest.warns(UnorderedObjectListWarning, match="rows of Group"):
        view(request)


def test_model_serializer_keeps_changes_of_other_requests() -> None:
    user = make_user()
    read_before = User.objects.get(pk=user.pk)
    User.objects.filter(pk=user.pk).update(role=Role.ADMIN)

    serializer = UserSerializer(read_before, data={"name": "Renamed"}, partial=True)
    serializer.is_valid(raise_exception=True)
    serializer.save()

    user.refresh_from_db()
    assert (user.name, user.role) == ("Renamed", Role.ADMIN)


def test_model_serializer_misses_a_deleted_row(group: Group) -> None:
    serializer = GroupSerializer(group, data={"name": "Authors"})
    serializer.is_valid(raise_exception=True)
    Group.objects.all().delete()

    with pytest.raises(NotFoundError):
        serializer.save()


def test_views_and_serializers_of_the_api_have_strict_base_classes() -> None:
    endpoints = EndpointEnumerator(urls.urlpatterns).get_api_endpoints()
    views = {endpoint[3].cls for endpoint in endpoints}
    for view in (view for view in views if view.__module__.startswith("app.")):
        if issubclass(view, viewsets.GenericViewSet):
            assert issubclass(view, GenericViewSet), (
                f"Derive {view.__name__} from a class of app.viewsets, "
                "not of rest_framework.viewsets."
            )
        serializer = getattr(view, "serializer_class", None)
        assert serializer is None or issubclass(serializer, Serializer), (
            f"Derive {serializer.__name__} from a class of app.serializers, "
            "not of rest_framework.serializers."
        )
