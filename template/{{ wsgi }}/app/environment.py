"""A check that servers other than `poe start` need."""

from app.config import Settings


def require_environment(settings: Settings) -> None:
    """Refuse to be served with the settings of development by mistake.

    Raises:
        RuntimeError: ENVIRONMENT is not set.
    """
    if "environment" not in settings.model_fields_set:
        raise RuntimeError(
            "Set ENVIRONMENT=production to serve this application, "
            "or ENVIRONMENT=development to develop with a server of your own."
        )
