"""Endpoints of users and of their tokens."""

from collections.abc import Sequence
from typing import Any, cast

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import BaseSerializer

from app.config import get_settings
from app.users import accounts, service, tokens
from app.users.filters import UserFilter
from app.users.models import User
from app.users.permissions import AuthenticatedRequest, IsVerified
from app.users.serializers import (
    CredentialsSerializer,
    RefreshSerializer,
    TokenPairSerializer,
    UserCreateSerializer,
    UserSelfUpdateSerializer,
    UserSerializer,
)
from app.viewsets import ModelViewSet, ViewSet

ADMINS_ONLY = {403: OpenApiResponse(description="Administrators only.")}
LAST_ADMIN = {
    409: OpenApiResponse(description="There must be at least one active administrator.")
}
TAKEN = {409: OpenApiResponse(description="The e-mail address is taken.")}
TOO_MANY = {429: OpenApiResponse(description="Too many attempts.")}


class AuthViewSet(ViewSet):
    @extend_schema(
        request={"application/x-www-form-urlencoded": CredentialsSerializer},
        responses={
            200: TokenPairSerializer,
            401: OpenApiResponse(description="Wrong e-mail address or password."),
            **TOO_MANY,
        },
    )
    @action(
        detail=False,
        methods=["post"],
        url_path="token",
        authentication_classes=[],
        permission_classes=[AllowAny],
        parser_classes=[FormParser, MultiPartParser],
    )
    def log_in(self, request: Request) -> Response:
        """Exchange an e-mail address and password for an access and a refresh token."""
        serializer = CredentialsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        credentials = serializer.validated_data
        user = accounts.authenticate(
            request, email=credentials["username"], password=credentials["password"]
        )
        return Response(issue_tokens(user))

    @extend_schema(
        request=RefreshSerializer,
        responses={
            200: TokenPairSerializer,
            401: OpenApiResponse(description="Invalid or expired token."),
        },
    )
    @action(
        detail=False,
        methods=["post"],
        url_path="refresh",
        authentication_classes=[],
        permission_classes=[AllowAny],
    )
    def refresh_token(self, request: Request) -> Response:
        """Exchange a refresh token for a new pair of tokens."""
        serializer = RefreshSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        token = serializer.validated_data["refresh_token"]
        subject = tokens.read(get_settings(), token, kind="refresh")
        return Response(issue_tokens(accounts.get_by_token(subject)))

    @extend_schema(request=None, responses={204: None})
    @action(
        detail=False,
        methods=["post"],
        url_path="logout",
        permission_classes=[IsAuthenticated],
    )
    def log_out(self, request: AuthenticatedRequest) -> Response:
        """Log out everywhere: revoke all tokens issued so far."""
        request.user.revoke_tokens()
        return Response(status=204)


@extend_schema_view(
    list=extend_schema(
        summary="List users, newest first.",
        responses={200: UserSerializer(many=True), **ADMINS_ONLY},
    ),
    create=extend_schema(
        summary="Register a user and send a welcome mail with a verification link.",
        responses={
            201: UserSerializer,
            403: OpenApiResponse(description="Registration is closed."),
            **TAKEN,
            **TOO_MANY,
        },
        auth=[],
    ),
    retrieve=extend_schema(
        summary="Read an account: your own, or any as an administrator.",
        responses={
            200: UserSerializer,
            403: OpenApiResponse(description="Not your account."),
        },
    ),
    partial_update=extend_schema(
        summary="Update a user's name, role or status.",
        responses={200: UserSerializer, **ADMINS_ONLY, **LAST_ADMIN},
    ),
    destroy=extend_schema(
        summary="Delete a user and everything the user owns.",
        responses={204: None, **ADMINS_ONLY, **LAST_ADMIN},
    ),
)
class UserViewSet(ModelViewSet[User]):
    queryset = User.objects.order_by("-pk")
    serializer_class = UserSerializer
    filterset_class = UserFilter
    lookup_url_kwarg = "user_id"

    def get_permissions(self) -> Sequence[Any]:
        match self.action:
            case "create":
                return [AllowAny()]
            case "list" | "partial_update" | "destroy":
                return [IsAdminUser(), IsVerified()]
        return super().get_permissions()

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        if self.action == "create":
            return UserCreateSerializer
        return super().get_serializer_class()

    def get_object(self) -> User:
        caller = cast(User, self.request.user)
        return accounts.get(user_id=self.get_id(), caller=caller)

    def perform_create(self, serializer: BaseSerializer[User]) -> None:
        serializer.instance = accounts.register(
            self.request, **serializer.validated_data
        )

    def perform_update(self, serializer: BaseSerializer[User]) -> None:
        user = cast(User, serializer.instance)
        serializer.instance = service.update(user, changes=serializer.validated_data)

    def perform_destroy(self, instance: User) -> None:
        service.delete(instance)

    @action(detail=False, url_path="me", permission_classes=[IsAuthenticated])
    def read_me(self, request: AuthenticatedRequest) -> Response:
        """Read your own account."""
        return Response(UserSerializer(request.user).data)

    @extend_schema(
        request=UserSelfUpdateSerializer,
        responses={200: UserSerializer, **TAKEN, **TOO_MANY},
    )
    @read_me.mapping.patch
    def update_me(self, request: AuthenticatedRequest) -> Response:
        """Update your name, e-mail address or password.

        A new password logs you out everywhere.
        """
        serializer = UserSelfUpdateSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        changes = serializer.validated_data
        user = accounts.update_self(request, request.user, changes=changes)
        return Response(UserSerializer(user).data)


def issue_tokens(user: User) -> dict[str, Any]:
    issued = tokens.issue(get_settings(), user_id=user.pk, version=user.token_version)
    return {**issued._asdict(), "token_type": "bearer"}


router = SimpleRouter(trailing_slash=False)
router.register("auth", AuthViewSet, basename="auth")
router.register("users", UserViewSet)

urlpatterns = router.urls
