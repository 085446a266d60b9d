"""Detection of request bodies with an unsupported media type."""

from fastapi import Request


def is_unsupported(request: Request, body: object) -> bool:
    """Check for a body that is not declared as JSON: FastAPI passes its raw bytes."""
    return isinstance(body, bytes)
