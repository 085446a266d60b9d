"""Password rules."""

from django.core.exceptions import ValidationError

MIN_LENGTH = 8
MAX_LENGTH = 128
RULE = (
    f"{MIN_LENGTH} to {MAX_LENGTH} characters, "
    "with at least one upper-case letter and one digit"
)


class PasswordRules:
    """A validator of AUTH_PASSWORD_VALIDATORS, for forms and the API."""

    def validate(self, password: str, user: object = None) -> None:
        """Check every rule.

        Raises:
            ValidationError: With a message for each broken rule.
        """
        errors = []
        if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
            errors.append(f"must have {MIN_LENGTH} to {MAX_LENGTH} characters")
        if not any(character.isupper() for character in password):
            errors.append("must contain an upper-case letter")
        if not any(character.isdigit() for character in password):
            errors.append("must contain a digit")
        if password != password.strip():
            errors.append("can't begin or end with a space")
        if errors:
            raise ValidationError([f"The password {error}." for error in errors])

    def get_help_text(self) -> str:
        return f"Use {RULE}."
