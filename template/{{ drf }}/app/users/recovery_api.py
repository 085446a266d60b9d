"""Endpoints that reset passwords and verify e-mail addresses."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from app.errors import InvalidTokenError
from app.users import accounts, recovery, verification
from app.users.permissions import AuthenticatedRequest
from app.users.serializers import (
    LinkTokenSerializer,
    PasswordResetConfirmSerializer,
    PasswordResetSerializer,
)
from app.viewsets import ViewSet

INVALID_TOKEN = {401: OpenApiResponse(description="Invalid or expired token.")}
TOO_MANY = {429: OpenApiResponse(description="Too many attempts.")}


class RecoveryViewSet(ViewSet):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=PasswordResetSerializer, responses={202: None, **TOO_MANY})
    @action(detail=False, methods=["post"], url_path="password-reset")
    def request_password_reset(self, request: Request) -> Response:
        """Send a password-reset link.

        The response is the same for unknown addresses.
        """
        serializer = PasswordResetSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        accounts.request_password_reset(request, **serializer.validated_data)
        return Response(status=202)

    @extend_schema(
        request=PasswordResetConfirmSerializer, responses={204: None, **INVALID_TOKEN}
    )
    @action(detail=False, methods=["post"], url_path="password-reset/confirm")
    def reset_password(self, request: Request) -> Response:
        """Set a new password with the token of a reset link, and log out everywhere."""
        serializer = PasswordResetConfirmSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        recovery.reset_password(**serializer.validated_data)
        return Response(status=204)

    @extend_schema(request=LinkTokenSerializer, responses={204: None, **INVALID_TOKEN})
    @action(detail=False, methods=["post"], url_path="verify-email")
    def verify_email(self, request: Request) -> Response:
        """Verify an e-mail address with the token of a verification link."""
        serializer = LinkTokenSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        if not verification.verify_email(serializer.validated_data["token"]):
            raise InvalidTokenError
        return Response(status=204)


class VerificationViewSet(ViewSet):
    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses={202: None, **TOO_MANY})
    @action(detail=False, methods=["post"], url_path="verify-email/resend")
    def resend_verification(self, request: AuthenticatedRequest) -> Response:
        """Send the verification link again, unless the address is verified."""
        verification.resend_link(request, request.user)
        return Response(status=202)


router = SimpleRouter(trailing_slash=False)
router.register("auth", RecoveryViewSet, basename="recovery")
router.register("auth", VerificationViewSet, basename="verification")

urlpatterns = router.urls
