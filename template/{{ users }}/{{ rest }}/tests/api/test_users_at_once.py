"""What users do at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from httpx2 import Client, Response

from tests.api.accounts import Account, registration


def test_one_of_two_registrations_of_an_address_succeeds(
    parallel_client: Client,
) -> None:
    body = registration()

    def submit(_: int) -> Response:
        return parallel_client.post("/api/users", json=body)

    with ThreadPoolExecutor(max_workers=4) as executor:
        statuses = [response.status_code for response in executor.map(submit, range(4))]

    assert sorted(statuses) == [201, 409, 409, 409]


@pytest.mark.usefixtures("own_database")
def test_one_of_two_admins_who_remove_each_other_stays(
    parallel_client: Client, make_admin: Callable[[Client], Account]
) -> None:
    one, two = make_admin(parallel_client), make_admin(parallel_client)

    def demote(pair: tuple[Account, Account]) -> Response:
        caller, target = pair
        path = f"/api/users/{target.id}"
        return parallel_client.patch(
            path, json={"role": "user"}, headers=caller.headers
        )

    with ThreadPoolExecutor(max_workers=2) as executor:
        responses = list(executor.map(demote, [(one, two), (two, one)]))

    assert sum(response.status_code == 200 for response in responses) == 1
    refused = next(response for response in responses if response.status_code != 200)
    assert refused.json()["code"] in ("last_admin", "invalid_token", "forbidden")
