"""Forgotten passwords and verified addresses, over HTTP."""

from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from app.errors import InvalidTokenError
from app.rest import read_body
from app.users import accounts, recovery, verification
from app.users.permissions import KnownRequest, MayBeUnverified
from app.users.serializers import LinkToken, PasswordReset, PasswordResetRequest

INVALID_TOKEN = {401: OpenApiResponse(description="The token is not valid.")}
TOO_MANY = {429: OpenApiResponse(description="Too many attempts.")}


class Recovery(ViewSet):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="request_password_reset",
        request=PasswordResetRequest,
        responses={202: None, **TOO_MANY},
    )
    def create(self, request: Request) -> Response:
        """Send a link by mail, if the address is a user's; the answer is the same."""
        email = read_body(PasswordResetRequest, request)["email"]
        accounts.request_password_reset(request, email=email)
        return Response(status=202)

    @extend_schema(
        operation_id="reset_password",
        request=PasswordReset,
        responses={204: None, **INVALID_TOKEN},
    )
    def confirm(self, request: Request) -> Response:
        """Set a new password by the token of a link; it ends every session."""
        recovery.reset_password(**read_body(PasswordReset, request))
        return Response(status=204)

    @extend_schema(
        operation_id="verify_email",
        request=LinkToken,
        responses={204: None, **INVALID_TOKEN},
    )
    def verify(self, request: Request) -> Response:
        """Verify an e-mail address by the token of a link."""
        if not verification.verify_email(read_body(LinkToken, request)["token"]):
            raise InvalidTokenError
        return Response(status=204)


class Verification(ViewSet):
    permission_classes = (MayBeUnverified,)

    @extend_schema(
        operation_id="resend_verification",
        request=None,
        responses={202: None, **TOO_MANY},
    )
    def create(self, request: KnownRequest) -> Response:
        """Send the link again, unless the address is verified."""
        verification.resend_link(request, request.user)
        return Response(status=202)


urlpatterns = [
    path("auth/password-reset", Recovery.as_view({"post": "create"})),
    path("auth/password-reset/confirm", Recovery.as_view({"post": "confirm"})),
    path("auth/verify-email", Recovery.as_view({"post": "verify"})),
    path("auth/verify-email/resend", Verification.as_view({"post": "create"})),
]
