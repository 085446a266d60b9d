"""Request and response bodies of users and their tokens."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from rest_framework import serializers

from app.serializers import EmailField, ModelSerializer, Serializer, TextField
from app.users.models import User
from app.users.passwords import RULE


class NameField(TextField):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=2, max_length=100, **options)


class PasswordField(TextField):
    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[validate_password], help_text=RULE, **options)


class UserSerializer(ModelSerializer[User]):
    """A user. Administrators can update the name, role and status."""

    name = NameField()

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
        read_only_fields = ["email", "email_verified"]


class UserCreateSerializer(UserSerializer):
    # Declared, since the database's constraint decides whether it is taken.
    email = EmailField(max_length=254)
    password = PasswordField(write_only=True)

    class Meta(UserSerializer.Meta):
        fields = [*UserSerializer.Meta.fields, "password"]
        read_only_fields = ["email_verified", "role", "is_active"]


class UserSelfUpdateSerializer(Serializer):
    """Changes to one's own account. Fields that are left out don't change."""

    name = NameField(required=False)
    email = EmailField(max_length=254, required=False)
    password = PasswordField(required=False)
    current_password = TextField(
        required=False,
        help_text="Required to change the e-mail address or the password.",
    )


class CredentialsSerializer(serializers.Serializer[Any]):
    """Log-in form. Unknown fields are ignored (RFC 6749, section 3.2)."""

    username = TextField(max_length=320, help_text="The e-mail address.")
    password = TextField()


class RefreshSerializer(Serializer):
    refresh_token = TextField()


class PasswordResetSerializer(Serializer):
    email = EmailField(max_length=254)


class PasswordResetConfirmSerializer(Serializer):
    token = TextField(help_text="The token in the link of the mail.")
    password = PasswordField()


class LinkTokenSerializer(Serializer):
    token = TextField(help_text="The token in the link of the mail.")


class TokenPairSerializer(serializers.Serializer[Any]):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.ChoiceField(["bearer"])
    expires_in = serializers.IntegerField(
        help_text="Seconds until the access token expires."
    )
