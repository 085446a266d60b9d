"""What becomes of the errors that views of Django REST framework raise."""

from typing import Any

import pytest
from django.test import Client
from django.urls import path
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class TeapotError(exceptions.APIException):
    status_code = 499
    default_detail = "It is a teapot."


class Answers(APIView):
    permission_classes = (AllowAny,)

    def get(self, request: Request, name: str) -> Response:
        raise ERRORS[name]

    def post(self, request: Request, name: str) -> Response:
        return Response({"error": "invalid_grant"}, 400, headers={"Retry-After": "7"})


ERRORS: dict[str, exceptions.APIException] = {
    "forbidden": exceptions.PermissionDenied(),
    "reason": exceptions.PermissionDenied("Only on weekdays."),
    "members": exceptions.PermissionDenied({"code": "weekend", "until": "Monday"}),
    "cursor": exceptions.ParseError("The cursor is wrong."),
    "teapot": TeapotError(),
    "list": TeapotError(["a", "b"]),
    "later": exceptions.Throttled(7),
    "unknown": exceptions.AuthenticationFailed("Who?"),
}

urlpatterns = [path("api/<name>", Answers.as_view())]

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize(
    ("name", "status", "members"),
    [
        (
            "forbidden",
            403,
            {"code": "forbidden", "detail": "You don't have permission to do this."},
        ),
        ("reason", 403, {"code": "forbidden", "detail": "Only on weekdays."}),
        ("members", 403, {"code": "weekend", "until": "Monday"}),
        ("cursor", 400, {"code": "bad_request", "detail": "The cursor is wrong."}),
        ("teapot", 499, {"code": "client_error"}),
        ("list", 499, {"detail": ["a", "b"]}),
        ("later", 429, {"code": "too_many_requests"}),
        ("unknown", 401, {"detail": "Who?"}),
    ],
)
def test_detail_of_an_error_is_told(
    client: Client, name: str, status: int, members: dict[str, Any]
) -> None:
    response = client.get(f"/api/{name}")

    assert response.json()["status"] == response.status_code == status
    assert response.json().items() >= members.items()
    assert response.headers["Content-Type"] == "application/problem+json"


def test_headers_of_an_error_are_sent(client: Client) -> None:
    assert client.get("/api/later").headers["Retry-After"] == "7"
    assert client.get("/api/unknown").headers["WWW-Authenticate"] == "Bearer"


def test_own_response_is_left_alone(client: Client) -> None:
    response = client.post("/api/own")

    assert response.status_code == 400
    assert response.json() == {"error": "invalid_grant"}
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Retry-After"] == "7"
