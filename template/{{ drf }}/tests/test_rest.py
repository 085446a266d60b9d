"""Errors of Django REST framework's views become problems."""

from typing import Any

import pytest
from django.db import DataError
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


class ErrorView(APIView):
    permission_classes = (AllowAny,)

    def get(self, request: Request, name: str) -> Response:
        raise ERRORS[name]

    def post(self, request: Request, name: str) -> Response:
        return Response({"error": "invalid_grant"}, 400, headers={"Retry-After": "7"})


ERRORS: dict[str, Exception] = {
    "forbidden": exceptions.PermissionDenied(),
    "reason": exceptions.PermissionDenied("Only on weekdays."),
    "members": exceptions.PermissionDenied({"code": "weekend", "until": "Monday"}),
    "cursor": exceptions.ParseError("The cursor is wrong."),
    "teapot": TeapotError(),
    "list": TeapotError(["a", "b"]),
    "later": exceptions.Throttled(7),
    "unknown": exceptions.AuthenticationFailed("Who?"),
    "data": DataError("A string literal cannot contain NUL."),
}


urlpatterns = [path("api/errors/<name>", ErrorView.as_view())]

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
        ("data", 422, {"code": "validation_error"}),
    ],
)
def test_error_becomes_a_problem_with_its_detail(
    client: Client, name: str, status: int, members: dict[str, Any]
) -> None:
    response = client.get(f"/api/errors/{name}")

    assert response.json()["status"] == response.status_code == status
    assert response.json().items() >= members.items()
    assert response.headers["Content-Type"] == "application/problem+json"


def test_headers_of_an_error_are_sent(client: Client) -> None:
    assert client.get("/api/errors/later").headers["Retry-After"] == "7"
    response = client.get("/api/errors/unknown")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_error_response_of_a_view_is_unchanged(client: Client) -> None:
    response = client.post("/api/errors/own")

    assert response.status_code == 400
    assert response.json() == {"error": "invalid_grant"}
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Retry-After"] == "7"
