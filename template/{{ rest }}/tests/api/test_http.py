"""HTTP behaviour that all operations share."""

from collections.abc import Callable

import pytest
from httpx2 import Client, Response

from tests.api.example import METHODS, PATH, REQUIRED
from tests.api.problems import check_problem, pointers

EVERY_METHOD = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
DOCUMENTS = ("/api/openapi.json", "/api/docs")
READABLE = ("/health/live", "/health/ready", *DOCUMENTS)


@pytest.mark.parametrize("path", ["/api/nothing", "/api", "/api/", "/health"])
def test_unknown_path_is_not_found(client: Client, path: str) -> None:
    check_problem(client.get(path), 404, "not_found")


def test_trailing_slash_is_not_found(client: Client) -> None:
    check_problem(client.get(f"{PATH}/"), 404, "not_found")


def test_other_method_gets_the_allowed_methods(client: Client) -> None:
    response = client.put(PATH)

    check_problem(response, 405, "method_not_allowed")
    assert allowed_by(response) - {"HEAD", "OPTIONS"} == METHODS


def allowed_by(response: Response) -> set[str]:
    return {method.strip() for method in response.headers["allow"].split(",")}


@pytest.mark.parametrize("path", [PATH, *READABLE])
def test_allowed_methods_are_those_that_are_served(
    client: Client, path: str, request: pytest.FixtureRequest
) -> None:
    if path in DOCUMENTS:
        request.getfixturevalue("documents")
    responses = {method: client.request(method, path) for method in EVERY_METHOD}

    served = {name for name in responses if responses[name].status_code != 405}
    refused = EVERY_METHOD - served
    assert ("HEAD" in served) == ("GET" in served)
    for method in refused | {"OPTIONS"}:
        assert allowed_by(responses[method]) == served, method


@pytest.mark.parametrize("path", [*READABLE, "/api/nothing"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_head_is_get_without_its_body(client: Client, path: str, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding, "X-Request-ID": "one"}
    read = client.get(path, headers=headers)
    response = client.head(path, headers=headers)

    assert response.status_code == read.status_code
    assert response.content == b""
    for fields in (read.headers, response.headers):
        fields.pop("date", None)
        if "content-encoding" in fields:  # may have a random padding
            fields.pop("content-length", None)
    assert sorted(response.headers.multi_items()) == sorted(read.headers.multi_items())


@pytest.mark.parametrize("body", [b"{", b"\xff", b"{'text': 1}", b"[1,]"])
def test_malformed_json_is_refused(client: Client, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post(PATH, content=body, headers=headers)

    check_problem(response, 400, "malformed_json")


@pytest.mark.parametrize("opening", [b"[", b'{"text":'])
@pytest.mark.parametrize("depth", [150, 500, 900, 1_000, 5_000, 100_000])
def test_deep_json_is_refused(client: Client, opening: bytes, depth: int) -> None:
    closing = b"]" if opening == b"[" else b"}"
    body = opening * depth + b"1" + closing * depth
    headers = {"Content-Type": "application/json"}
    response = client.post(PATH, content=body, headers=headers)

    assert response.status_code in ((400, 422) if depth < 100_000 else (400,))
    check_problem(response, response.status_code, response.json()["code"])


@pytest.mark.parametrize(
    "body",
    [
        b"[NaN, Infinity]",
        b"1" * 10_000,
        b'{"text": 1' + b"0" * 10_000 + b"}",
        b'{"text": 1e999999}',
        b'"\\ud800"',
        b'{"\\ud800": "\\udfff"}',
        b'{"text": "\\ud800"}',
        b'{"\\u0000": "\\u0000"}',
        b"null",
        b"",
    ],
)
def test_odd_json_is_refused(client: Client, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post(PATH, content=body, headers=headers)

    assert response.status_code in (400, 422)
    check_problem(response, response.status_code, response.json()["code"])


@pytest.mark.parametrize(
    "path", ["/api/%00", "/api/%ff", "/api/%ed%a0%80", "/api/x?%00"]
)
def test_odd_path_is_not_found(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_long_path_is_not_found(client: Client) -> None:
    check_problem(client.get("/api/" + "x" * 3000), 404, "not_found")


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", None])
def test_other_media_type_is_refused(client: Client, media_type: str | None) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    response = client.post(PATH, content=b"{}", headers=headers)

    check_problem(response, 415, "unsupported_media_type")


def test_large_body_is_refused(client: Client) -> None:
    body = b'{"text": "' + b"x" * 1024 * 1024 + b'"}'
    headers = {"Content-Type": "application/json"}
    response = client.post(PATH, content=body, headers=headers)

    check_problem(response, 413, "body_too_large")


def test_body_limit_applies_to_streams(client_with: Callable[..., Client]) -> None:
    client = client_with(max_body_bytes=100)
    headers = {"Content-Type": "application/json"}
    chunks = (b" " * 60 for _ in range(3))
    response = client.post(PATH, content=chunks, headers=headers)

    check_problem(response, 413, "body_too_large")


def test_validation_errors_are_all_listed(client: Client) -> None:
    response = client.post(PATH, json={"a/b~c": 1})

    assert sorted(pointers(response)) == ["/a~1b~0c", *REQUIRED]


def test_request_id_of_the_caller_is_kept(client: Client) -> None:
    response = client.get("/health/live", headers={"X-Request-ID": "Caller_1.a-b"})

    assert response.headers["x-request-id"] == "Caller_1.a-b"


@pytest.mark.parametrize("offered", ["", "a b", "x" * 129, "a\tb", "né", "<script>"])
def test_unsafe_request_id_is_replaced(client: Client, offered: str) -> None:
    headers = {b"X-Request-ID": offered.encode()}
    response = client.get("/health/live", headers=headers)

    assert response.headers["x-request-id"] not in ("", offered)


def test_request_ids_differ(client: Client) -> None:
    ids = {client.get("/health/live").headers["x-request-id"] for _ in range(3)}

    assert len(ids) == 3


@pytest.mark.parametrize("path", ["/health/live", "/api/nothing", "/api/openapi.json"])
def test_security_headers_are_on_every_response(client: Client, path: str) -> None:
    headers = client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.usefixtures("documents")
def test_large_responses_are_compressed(client: Client) -> None:
    headers = {"Accept-Encoding": "gzip"}
    response = client.get("/api/openapi.json", headers=headers)

    assert response.headers["content-encoding"] == "gzip"


def test_unknown_host_is_refused(client_with: Callable[..., Client]) -> None:
    client = client_with(allowed_hosts=("api.example.com",))

    response = client.get("/api/openapi.json", headers={"Host": "evil.example.com"})
    check_problem(response, 400, "bad_request")
    response = client.get("/api/openapi.json", headers={"Host": "api.example.com"})
    assert response.status_code == 200


def test_probes_can_use_any_host(client_with: Callable[..., Client]) -> None:
    client = client_with(allowed_hosts=("api.example.com",))

    response = client.get("/health/live", headers={"Host": "10.0.0.7:8000"})
    assert response.status_code == 200


def test_allowed_origin_gets_cors_headers(
    client_with: Callable[..., Client],
) -> None:
    client = client_with(cors_origins=("https://app.example.com",))
    preflight = {
        "Origin": "https://app.example.com",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }

    response = client.options(PATH, headers=preflight)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "https://app.example.com"
    headers = {"Origin": "https://app.example.com"}
    response = client.post(PATH, json={}, headers=headers)
    check_problem(response, 422, "validation_error")
    assert response.headers["access-control-allow-credentials"] == "true"


def test_other_origin_gets_no_cors_headers(client_with: Callable[..., Client]) -> None:
    client = client_with(cors_origins=("https://app.example.com",))

    response = client.get("/health/live", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in response.headers
