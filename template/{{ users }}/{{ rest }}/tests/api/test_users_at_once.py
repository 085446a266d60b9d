"""Parallel requests for users."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import combinations_with_replacement

import pytest
from httpx2 import Client, Response

from tests.api.accounts import PASSWORD, Account, registration, request_token, unique
from tests.api.at_once import (
    Operation,
    at_once,
    check_no_update_is_lost,
    collide,
)
from tests.api.problems import check_problem


@dataclass(frozen=True)
class Scene:
    client: Client
    admin: Account
    user: Account


def by_admin(**changes: object) -> Operation[Scene]:
    def send(scene: Scene) -> Response:
        path = f"/api/users/{scene.user.id}"
        return scene.client.patch(path, json=changes, headers=scene.admin.headers)

    return Operation(send, changes)


def change_self(client: Client, user: Account, **changes: object) -> Response:
    return client.patch("/api/users/me", json=changes, headers=user.headers)


def rename_self(scene: Scene) -> Response:
    return change_self(scene.client, scene.user, name="By oneself")


def change_password(scene: Scene) -> Response:
    changes = {"password": "Another horse 2", "current_password": PASSWORD}
    return change_self(scene.client, scene.user, **changes)


def delete(scene: Scene) -> Response:
    path = f"/api/users/{scene.user.id}"
    return scene.client.delete(path, headers=scene.admin.headers)


def log_in(scene: Scene) -> Response:
    return request_token(scene.client, email=scene.user.email, password=PASSWORD)


def log_out(scene: Scene) -> Response:
    return scene.client.post("/api/auth/logout", headers=scene.user.headers)


OPERATIONS = {
    "rename": by_admin(name="By an administrator"),
    "promote": by_admin(role="admin"),
    "deactivate": by_admin(is_active=False),
    "delete": Operation(delete),
    "rename-self": Operation(rename_self, {"name": "By oneself"}),
    "change-password": Operation(change_password),
    "log-in": Operation(log_in),
    "log-out": Operation(log_out),
}
CROWDS = [
    ["rename", "rename-self", "log-in"],
    ["rename", "promote", "deactivate"],
    ["rename", "rename-self", "change-password", "log-in", "log-out"],
    list(OPERATIONS),
]


@pytest.mark.usefixtures("empty_database")
@pytest.mark.parametrize("names", CROWDS, ids=", ".join)
def test_requests_at_once_lose_no_update(
    parallel_client: Client,
    make_admin: Callable[[Client], Account],
    make_user: Callable[..., Account],
    names: list[str],
) -> None:
    admin = make_admin(parallel_client)
    user = make_user(parallel_client)
    scene = Scene(parallel_client, admin, user)

    _, written = collide([OPERATIONS[name] for name in names], scene)

    path = f"/api/users/{user.id}"
    response = parallel_client.get(path, headers=admin.headers)
    if "delete" in names:
        assert response.status_code == 404
    else:
        check_no_update_is_lost(response.json(), written)


def test_one_of_two_registrations_of_an_address_succeeds(
    parallel_client: Client,
) -> None:
    body = registration()

    def submit() -> Response:
        return parallel_client.post("/api/users", json=body)

    statuses = [response.status_code for response in at_once([submit] * 4)]

    assert sorted(statuses) == [201, 409, 409, 409]


@pytest.mark.usefixtures("empty_database")
def test_one_of_two_users_gets_an_address(
    parallel_client: Client, make_user: Callable[..., Account]
) -> None:
    email = f"{unique('new')}@example.com"
    users = [make_user(parallel_client) for _ in range(2)]

    responses = at_once([partial(move, parallel_client, u, email) for u in users])

    taken, changed = sorted(responses, key=lambda response: response.is_success)
    assert changed.json()["email"] == email
    check_problem(taken, 409, "email_taken")


@pytest.mark.usefixtures("empty_database")
def test_users_who_swap_addresses_both_get_a_response(
    parallel_client: Client, make_user: Callable[..., Account]
) -> None:
    one, two = make_user(parallel_client), make_user(parallel_client)

    responses = at_once(
        [
            partial(move, parallel_client, one, two.email),
            partial(move, parallel_client, two, one.email),
        ]
    )

    assert 409 in {response.status_code for response in responses}


def move(client: Client, user: Account, email: str) -> Response:
    return change_self(client, user, email=email, current_password=PASSWORD)


@pytest.mark.usefixtures("empty_database")
@pytest.mark.parametrize(
    ("one", "other"),
    [*combinations_with_replacement(("demote", "deactivate", "delete"), 2)],
)
def test_one_of_two_admins_who_remove_each_other_stays(
    parallel_client: Client,
    make_admin: Callable[[Client], Account],
    one: str,
    other: str,
) -> None:
    first, second = make_admin(parallel_client), make_admin(parallel_client)

    responses = at_once(
        [
            partial(remove, parallel_client, first, second, one),
            partial(remove, parallel_client, second, first, other),
        ]
    )

    refused, _ = sorted(responses, key=lambda response: response.is_success)
    assert sum(response.is_success for response in responses) == 1
    assert refused.json()["code"] in ("last_admin", "invalid_token", "forbidden")


def remove(client: Client, caller: Account, target: Account, way: str) -> Response:
    """Remove an administrator."""
    path = f"/api/users/{target.id}"
    if way == "delete":
        return client.delete(path, headers=caller.headers)
    change = {"role": "user"} if way == "demote" else {"is_active": False}
    return client.patch(path, json=change, headers=caller.headers)
