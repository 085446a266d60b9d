"""What every error looks like (RFC 9457)."""

from typing import Any

from httpx2 import Response


def check_problem(response: Response, status: int, code: str) -> dict[str, Any]:
    """Assert that the response is this problem, whole and well-formed; return it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["detail"]
    assert problem["instance"] == response.request.url.path
    assert problem["request_id"] == response.headers["x-request-id"]
    assert ("errors" in problem) == (status == 422)
    if status == 401:
        assert response.headers["www-authenticate"].startswith("Bearer")
    return problem


def pointers(response: Response) -> list[str]:
    """Where the faults of a refused request are, in order."""
    problem = check_problem(response, 422, "validation_error")
    assert all(fault["message"] for fault in problem["errors"])
    return [fault["pointer"] for fault in problem["errors"]]
