"""The bodies of requests and responses about users and their tokens."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from rest_framework import serializers

from app.pagination import PageParams
from app.rest import Email, Input, Text
from app.users.models import Role, User
from app.users.passwords import RULE


class Name(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=2, max_length=100, **options)


class Password(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[validate_password], help_text=RULE, **options)


class UserCreate(Input):
    email = Email(max_length=254)
    name = Name()
    password = Password()


class UserSelfUpdate(Input):
    """What users change about themselves; only the fields sent are changed."""

    name = Name(required=False)
    email = Email(max_length=254, required=False)
    password = Password(required=False)
    current_password = Text(
        required=False, help_text="Needed to change the address or the password."
    )


class UserAdminUpdate(Input):
    """What administrators change; only the fields sent are changed."""

    name = Name(required=False)
    role = serializers.ChoiceField(Role.choices, required=False)
    is_active = serializers.BooleanField(required=False)


class UserRead(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = [
            "id",
            "email",
            "email_verified",
            "name",
            "role",
            "is_active",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class UserFilters(PageParams):
    q = Text(required=False, max_length=200, help_text="Part of a name or address.")


class Credentials(serializers.Serializer[Any]):
    """The form of a login; unknown fields are ignored (RFC 6749, section 3.2)."""

    username = Text(max_length=320, help_text="The e-mail address.")
    password = Text()


class RefreshRequest(Input):
    refresh_token = Text()


class PasswordResetRequest(Input):
    email = Email(max_length=254)


class PasswordReset(Input):
    token = Text(help_text="Of the link in the mail.")
    password = Password()


class LinkToken(Input):
    token = Text(help_text="Of the link in the mail.")


class TokenPair(serializers.Serializer[Any]):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.ChoiceField(["bearer"])
    expires_in = serializers.IntegerField(
        help_text="Seconds until the access token expires."
    )
