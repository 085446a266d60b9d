"""Users and their tokens, over HTTP."""

from collections.abc import Sequence
from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from app.config import get_settings
from app.rest import read_body, read_id, read_query
from app.users import accounts, service, tokens
from app.users.models import User, UserQuerySet
from app.users.permissions import IsAdmin, KnownRequest, MayBeUnverified
from app.users.serializers import (
    Credentials,
    RefreshRequest,
    TokenPair,
    UserAdminUpdate,
    UserCreate,
    UserFilters,
    UserRead,
    UserSelfUpdate,
)

ADMIN_ONLY = {403: OpenApiResponse(description="For administrators only.")}
LAST_ADMIN = {409: OpenApiResponse(description="It is the last active administrator.")}
TAKEN = {409: OpenApiResponse(description="A user with this address exists.")}
TOO_MANY = {429: OpenApiResponse(description="Too many attempts.")}
USER_ID = [OpenApiParameter("user_id", int, OpenApiParameter.PATH)]


class Login(ViewSet):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (FormParser, MultiPartParser)

    @extend_schema(
        operation_id="log_in",
        request={"application/x-www-form-urlencoded": Credentials},
        responses={
            200: TokenPair,
            401: OpenApiResponse(description="Address or password are wrong."),
            **TOO_MANY,
        },
    )
    def create(self, request: Request) -> Response:
        """Exchange address and password for an access and a refresh token."""
        credentials = read_body(Credentials, request)
        user = accounts.authenticate(
            request, email=credentials["username"], password=credentials["password"]
        )
        return Response(token_pair(user))


class Refresh(ViewSet):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="refresh_token",
        request=RefreshRequest,
        responses={
            200: TokenPair,
            401: OpenApiResponse(description="The token is not valid."),
        },
    )
    def create(self, request: Request) -> Response:
        """Exchange a refresh token for a new pair."""
        token = read_body(RefreshRequest, request)["refresh_token"]
        subject = tokens.read(get_settings(), token, kind="refresh")
        return Response(token_pair(accounts.get_by_token(subject)))


class Logout(ViewSet):
    permission_classes = (MayBeUnverified,)

    @extend_schema(operation_id="log_out", request=None, responses={204: None})
    def create(self, request: KnownRequest) -> Response:
        """Refuse every token that the user was issued before."""
        request.user.revoke_tokens()
        return Response(status=204)


class Me(ViewSet):
    permission_classes = (MayBeUnverified,)

    @extend_schema(operation_id="read_me", responses=UserRead)
    def retrieve(self, request: KnownRequest) -> Response:
        """Tell who the caller is."""
        return Response(UserRead(request.user).data)

    @extend_schema(
        operation_id="update_me",
        request=UserSelfUpdate,
        responses={200: UserRead, **TAKEN, **TOO_MANY},
    )
    def partial_update(self, request: KnownRequest) -> Response:
        """Change name, address or password; a new password ends every session."""
        changes = read_body(UserSelfUpdate, request, partial=True)
        user = accounts.update_self(request, request.user, changes=changes)
        return Response(UserRead(user).data)


class Users(GenericViewSet[User]):
    serializer_class = UserRead

    def get_queryset(self) -> UserQuerySet:
        return User.objects.order_by("-pk")

    def get_permissions(self) -> Sequence[Any]:
        match self.action:
            case "create":
                return [AllowAny()]
            case "retrieve":
                return super().get_permissions()
        return [IsAdmin()]

    @extend_schema(
        operation_id="create_user",
        request=UserCreate,
        responses={
            201: UserRead,
            403: OpenApiResponse(description="Registration is closed."),
            **TAKEN,
            **TOO_MANY,
        },
        auth=[],
    )
    def create(self, request: Request) -> Response:
        """Register; a welcome mail with a link to verify the address follows."""
        user = accounts.register(request, **read_body(UserCreate, request))
        headers = {"Location": f"{request.path}/{user.pk}"}
        return Response(UserRead(user).data, status=201, headers=headers)

    @extend_schema(
        operation_id="list_users",
        parameters=[UserFilters],
        responses={200: UserRead(many=True), **ADMIN_ONLY},
    )
    def list(self, request: Request) -> Response:
        """List the users, newest first."""
        users = self.get_queryset()
        if text := read_query(UserFilters, request).get("q"):
            users = users.search(text)
        page = self.paginate_queryset(users)
        return self.get_paginated_response(UserRead(page, many=True).data)

    @extend_schema(
        operation_id="read_user",
        parameters=USER_ID,
        responses={
            200: UserRead,
            403: OpenApiResponse(description="Not your own account."),
        },
    )
    def retrieve(self, request: KnownRequest, user_id: str) -> Response:
        """Read an account: one's own, or any as an administrator."""
        return Response(UserRead(find(request, user_id)).data)

    @extend_schema(
        operation_id="update_user",
        parameters=USER_ID,
        request=UserAdminUpdate,
        responses={200: UserRead, **ADMIN_ONLY, **LAST_ADMIN},
    )
    def partial_update(self, request: KnownRequest, user_id: str) -> Response:
        """Change a user's name, role or activity."""
        user = find(request, user_id)
        changes = read_body(UserAdminUpdate, request, partial=True)
        return Response(UserRead(service.update(user, changes=changes)).data)

    @extend_schema(
        operation_id="delete_user",
        parameters=USER_ID,
        responses={204: None, **ADMIN_ONLY, **LAST_ADMIN},
    )
    def destroy(self, request: KnownRequest, user_id: str) -> Response:
        """Delete a user and what the user has made."""
        service.delete(find(request, user_id))
        return Response(status=204)


def find(request: KnownRequest, user_id: str) -> User:
    return accounts.get(user_id=read_id("user_id", user_id), caller=request.user)


def token_pair(user: User) -> dict[str, Any]:
    issued = tokens.issue(get_settings(), user_id=user.pk, version=user.token_version)
    return {**issued._asdict(), "token_type": "bearer"}


urlpatterns = [
    path("auth/token", Login.as_view({"post": "create"})),
    path("auth/refresh", Refresh.as_view({"post": "create"})),
    path("auth/logout", Logout.as_view({"post": "create"})),
    path("users", Users.as_view({"get": "list", "post": "create"})),
    path("users/me", Me.as_view({"get": "retrieve", "patch": "partial_update"})),
    path(
        "users/<user_id>",
        Users.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
]
