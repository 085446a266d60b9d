"""Protection against serving with development settings by mistake."""

from app.config import Settings


def require_environment(settings: Settings) -> None:
    """Check that ENVIRONMENT is set, for servers other than `poe start`.

    Raises:
        RuntimeError: ENVIRONMENT is not set.
    """
    if "environment" not in settings.model_fields_set:
        raise RuntimeError(
            "Set ENVIRONMENT=production to serve this application, "
            "or ENVIRONMENT=development to develop with another server."
        )
