"""What a password has to be."""

from django.core.exceptions import ValidationError

MIN_LENGTH = 8
MAX_LENGTH = 128
RULE = (
    f"{MIN_LENGTH} to {MAX_LENGTH} characters, "
    "of which one is an upper-case letter and one a digit"
)


class PasswordRules:
    """One of AUTH_PASSWORD_VALIDATORS, which forms and the API both ask."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise a ValidationError that tells every rule that is broken."""
        faults = []
        if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
            faults.append(f"must have {MIN_LENGTH} to {MAX_LENGTH} characters")
        if not any(character.isupper() for character in password):
            faults.append("must contain an upper-case letter")
        if not any(character.isdigit() for character in password):
            faults.append("must contain a digit")
        if password != password.strip():
            faults.append("can't begin or end with a space")
        if faults:
            raise ValidationError([f"The password {fault}." for fault in faults])

    def get_help_text(self) -> str:
        return f"It has {RULE}."
