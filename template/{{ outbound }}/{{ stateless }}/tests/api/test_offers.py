"""Offers, with stand-ins for the services of prices and stock."""

from collections.abc import Callable, Iterator

import pytest
import stamina
from httpx2 import Client, MockTransport, Request, Response

from app.outbound import client as outbound
from tests.api.problems import check_problem, pointers

PRICE = {"amount": "49.90", "currency": "EUR"}
STOCK = {"available": 3}


@pytest.fixture
def answers() -> dict[str, Response]:
    """What the services answer, by path."""
    return {
        "/prices/LAMP-7": Response(200, json=PRICE),
        "/stock/LAMP-7": Response(200, json=STOCK),
    }


@pytest.fixture
def client(
    answers: dict[str, Response],
    client_with: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Client]:
    def answer(request: Request) -> Response:
        return answers.get(request.url.path, Response(404))

    transport = MockTransport(answer)
    monkeypatch.setattr(outbound, "Transport", lambda bounds: transport)
    stamina.set_testing(True, attempts=2)
    yield client_with()
    stamina.set_testing(False)


def test_offer_has_price_and_stock(client: Client) -> None:
    response = client.get("/api/offers/LAMP-7")

    assert response.status_code == 200
    assert response.json() == {
        "sku": "LAMP-7",
        "price": PRICE,
        "stock": STOCK,
        "missing": [],
    }


@pytest.mark.parametrize(
    "failure",
    [
        Response(500),
        Response(403),
        Response(302, headers={"Location": "http://127.0.0.1/"}),
        Response(200, json={}),
        Response(200, content=b"{"),
    ],
)
@pytest.mark.parametrize(
    ("path", "missing"), [("/prices/LAMP-7", "price"), ("/stock/LAMP-7", "stock")]
)
def test_offer_names_what_is_missing(
    client: Client,
    answers: dict[str, Response],
    failure: Response,
    path: str,
    missing: str,
) -> None:
    answers[path] = failure

    response = client.get("/api/offers/LAMP-7")

    assert response.status_code == 200
    expected = {"price": PRICE, "stock": STOCK, missing: None}
    assert response.json() == {"sku": "LAMP-7", **expected, "missing": [missing]}


def test_unknown_product_is_not_found(
    client: Client, answers: dict[str, Response]
) -> None:
    check_problem(client.get("/api/offers/NONE"), 404, "not_found")
    answers["/stock/LAMP-7"] = Response(404)
    check_problem(client.get("/api/offers/LAMP-7"), 404, "not_found")


def test_offer_is_unavailable_if_both_services_fail(
    client: Client, answers: dict[str, Response]
) -> None:
    answers |= dict.fromkeys(answers, Response(503))

    response = client.get("/api/offers/LAMP-7")

    check_problem(response, 503, "unavailable")
    assert response.headers["retry-after"] == "5"


@pytest.mark.parametrize("sku", ["a_b", "a" * 41, "ä"])
def test_invalid_sku_is_refused(client: Client, sku: str) -> None:
    assert pointers(client.get(f"/api/offers/{sku}")) == ["path.sku"]
