"""Which errors below /api become problems, and which are a view's own."""

from collections.abc import Callable

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import include, path
from django.views.decorators.http import require_POST
from pytest_django import Settings

PROBLEM = "application/problem+json"
ORIGIN = "https://app.example.com"

OWN: list[Callable[[], HttpResponse]] = [
    lambda: JsonResponse({"error": "invalid_grant"}, status=400),
    lambda: HttpResponse("{}", f"{PROBLEM}; charset=utf-8", status=403),
    lambda: HttpResponse("{}", "application/scim+json", status=409),
    lambda: HttpResponse("<p>No.</p>", "text/html", status=404),
    lambda: HttpResponse("Wrong signature", "text/plain", status=401),
]


def own(request: HttpRequest, number: int) -> HttpResponse:
    response = OWN[number]()
    response.headers["Retry-After"] = "7"
    response.headers["WWW-Authenticate"] = "Signature"
    return response


def empty(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(status=401, headers={"WWW-Authenticate": "Signature"})
    response.set_cookie("left", "3")
    return response


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    path("api/own/<int:number>", login_not_required(own)),
    path("api/empty", login_not_required(empty)),
    path("api/missing", login_not_required(missing)),
    path("api/forbidden", login_not_required(forbidden)),
    path("api/post", login_not_required(require_POST(empty))),
    path("", include("app.urls")),
]

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize("number", range(len(OWN)))
def test_own_body_of_an_error_is_left_alone(client: Client, number: int) -> None:
    expected = OWN[number]()
    response = client.get(f"/api/own/{number}")

    assert response.status_code == expected.status_code
    assert response.content == expected.content
    assert response.headers["Content-Type"] == expected.headers["Content-Type"]
    assert response.headers["Retry-After"] == "7"
    assert response.headers["WWW-Authenticate"] == "Signature"


def test_error_without_a_body_is_a_problem(client: Client) -> None:
    response = client.get("/api/empty")

    assert response.json()["status"] == response.status_code == 401
    assert response.headers["Content-Type"] == PROBLEM
    assert response.headers["WWW-Authenticate"] == "Signature"
    assert response.headers["Content-Length"] == str(len(response.content))
    assert response.cookies["left"].value == "3"


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    ("page", "status"),
    [("missing", 404), ("forbidden", 403), ("nothing", 404), ("post", 405)],
)
def test_error_of_django_is_a_problem(
    client: Client, settings: Settings, page: str, status: int, *, debug: bool
) -> None:
    settings.DEBUG = debug
    settings.CORS_ALLOWED_ORIGINS = [ORIGIN]

    response = client.get(f"/api/{page}", headers={"origin": ORIGIN})

    assert response.json()["status"] == response.status_code == status
    assert response.headers["Content-Type"] == PROBLEM
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert response.headers.get("Allow") == ("POST" if status == 405 else None)


def test_refused_form_of_another_site_is_a_problem() -> None:
    response = Client(enforce_csrf_checks=True).post("/api/post")

    assert response.json()["status"] == response.status_code == 403
    assert response.headers["Content-Type"] == PROBLEM
