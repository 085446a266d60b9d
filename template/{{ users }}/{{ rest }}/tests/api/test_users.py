"""Users: registration, accounts and administration."""

from collections.abc import Callable

import pytest
from httpx2 import Client

from tests.api.accounts import PASSWORD, Account, log_in, register, registration, unique
from tests.api.problems import check_problem, pointers

FIELDS = {
    *("id", "email", "email_verified", "name", "role", "is_active"),
    *("created_at", "updated_at"),
}


def test_registration_returns_the_user(client: Client) -> None:
    body = registration(name="  Zoë Ünal 🌱 ")
    response = client.post("/api/users", json=body)

    assert response.status_code == 201
    user = response.json()
    assert set(user) == FIELDS
    assert response.headers["location"] == f"{response.url.path}/{user['id']}"
    assert user["name"] == "Zoë Ünal 🌱"
    assert user["role"] == "user"
    assert user["is_active"] is True
    assert user["email_verified"] is False


@pytest.mark.parametrize("path", ["/shop/api/users", "/api/users"])
def test_location_is_below_the_path_prefix(
    client_with: Callable[..., Client], path: str
) -> None:
    client = client_with(root_path="/shop")

    response = client.post(path, json=registration())

    user = response.json()
    assert response.headers["location"] == f"/shop/api/users/{user['id']}"


def test_registration_stores_the_address_in_lower_case(client: Client) -> None:
    name = unique("Mixed.Case")
    body = registration(email=f"{name}@EXAMPLE.com")

    user = client.post("/api/users", json=body).json()

    assert user["email"] == f"{name}@example.com".lower()


@pytest.mark.parametrize("change", [str.upper, str.title, lambda email: f" {email} "])
def test_registration_refuses_a_taken_address(
    client: Client, user: Account, change: Callable[[str], str]
) -> None:
    body = registration(email=change(user.email))
    response = client.post("/api/users", json=body)

    check_problem(response, 409, "email_taken")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", "a@b@example.com"),
        ("email", "Foo <foo@example.com>"),
        ("email", "x" * 255 + "@example.com"),
        ("email", None),
        ("name", "x"),
        ("name", " x "),
        ("name", "x" * 101),
        ("name", "nul\x00nul"),
        ("name", 42),
        ("password", "Short 1"),
        ("password", "x" * 127 + "X1"),
        ("password", "no capital 1"),
        ("password", "No digit here"),
        ("is_active", True),
        ("role", "admin"),
        ("id", 1),
    ],
)
def test_registration_refuses(client: Client, field: str, value: object) -> None:
    response = client.post("/api/users", json=registration(**{field: value}))

    assert pointers(response) == [f"/{field}"]


@pytest.mark.parametrize("length", [8, 128])
def test_registration_accepts_passwords_of_length(client: Client, length: int) -> None:
    password = "P1" + "é" * (length - 2)

    assert register(client, password=password).id


def test_registration_can_be_closed(client_with: Callable[..., Client]) -> None:
    client = client_with(registration_open=False)
    response = client.post("/api/users", json=registration())

    check_problem(response, 403, "registration_closed")


def test_me_is_the_caller(client: Client, user: Account) -> None:
    response = client.get("/api/users/me", headers=user.headers)

    assert response.status_code == 200
    assert response.json()["email"] == user.email


def test_me_changes_only_what_is_sent(client: Client, new_user: Account) -> None:
    before = client.get("/api/users/me", headers=new_user.headers).json()

    change = {"name": "New Name"}
    response = client.patch("/api/users/me", json=change, headers=new_user.headers)

    assert response.status_code == 200
    after = response.json()
    assert after.pop("updated_at") > before.pop("updated_at")
    assert after == {**before, "name": "New Name"}


def test_me_without_changes_stays_the_same(client: Client, user: Account) -> None:
    before = client.get("/api/users/me", headers=user.headers).json()

    response = client.patch("/api/users/me", json={}, headers=user.headers)

    assert response.json() == before


@pytest.mark.parametrize(
    "change", [{"email": "new@example.com"}, {"password": "Another horse 2"}]
)
@pytest.mark.parametrize("proof", [{}, {"current_password": "Wrong horse 1"}])
def test_me_needs_the_current_password_for(
    client: Client, user: Account, change: dict[str, str], proof: dict[str, str]
) -> None:
    response = client.patch(
        "/api/users/me", json={**change, **proof}, headers=user.headers
    )

    assert pointers(response) == ["/current_password"]
    assert log_in(client, email=user.email).id == user.id


def test_me_changes_the_address(client: Client, new_user: Account) -> None:
    email = f"{unique('New')}@example.com"
    change = {"email": email, "current_password": PASSWORD}
    response = client.patch("/api/users/me", json=change, headers=new_user.headers)

    assert response.json()["email"] == email.lower()
    assert log_in(client, email=email).id == new_user.id


def test_me_refuses_an_address_with_a_name(client: Client, user: Account) -> None:
    change = {"email": "Foo <foo@example.com>", "current_password": PASSWORD}
    response = client.patch("/api/users/me", json=change, headers=user.headers)

    assert pointers(response) == ["/email"]


def test_me_refuses_a_taken_address(
    client: Client, user: Account, other_user: Account
) -> None:
    change = {"email": other_user.email, "current_password": PASSWORD}
    response = client.patch("/api/users/me", json=change, headers=user.headers)

    check_problem(response, 409, "email_taken")


@pytest.mark.parametrize(
    "change", [{"name": None}, {"role": "admin"}, {"is_active": False}, {"id": 1}]
)
def test_me_refuses(client: Client, user: Account, change: dict[str, object]) -> None:
    response = client.patch("/api/users/me", json=change, headers=user.headers)

    assert pointers(response) == [f"/{field}" for field in change]


def test_user_can_only_read_themselves(
    client: Client, user: Account, other_user: Account
) -> None:
    response = client.get(f"/api/users/{user.id}", headers=user.headers)
    assert set(response.json()) == FIELDS

    response = client.get(f"/api/users/{other_user.id}", headers=user.headers)
    check_problem(response, 403, "forbidden")


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_user_can_not_administer_users(
    client: Client, user: Account, method: str
) -> None:
    body: dict[str, str] | None = {} if method == "PATCH" else None
    path = f"/api/users/{user.id}"
    response = client.request(method, path, headers=user.headers, json=body)

    check_problem(response, 403, "forbidden")


def test_list_is_for_administrators(client: Client, user: Account) -> None:
    response = client.get("/api/users", headers=user.headers)

    check_problem(response, 403, "forbidden")


def test_list_is_paginated(
    client: Client, admin: Account, make_user: Callable[..., Account]
) -> None:
    marker = unique("page")
    ids = [make_user(client, name=f"{marker} {number}").id for number in range(3)]

    query: dict[str, str | int] = {"q": marker, "limit": 2, "offset": 0}
    first = client.get("/api/users", params=query, headers=admin.headers).json()
    query["offset"] = 2
    second = client.get("/api/users", params=query, headers=admin.headers).json()

    assert (first["total"], first["limit"], first["offset"]) == (3, 2, 0)
    assert (second["total"], second["limit"], second["offset"]) == (3, 2, 2)
    found = [user["id"] for user in first["items"] + second["items"]]
    assert found == sorted(ids, reverse=True)


def test_list_has_defaults(client: Client, admin: Account) -> None:
    page = client.get("/api/users", headers=admin.headers).json()

    assert set(page) == {"items", "total", "limit", "offset"}
    assert (page["limit"], page["offset"]) == (20, 0)


@pytest.mark.parametrize(
    ("name", "searched"),
    [("Ada", "aDA"), ("Łucja Ż", "łucja ż"), ("100%_\\", "100%_\\")],
)
def test_list_searches_names(
    client: Client,
    admin: Account,
    make_user: Callable[..., Account],
    name: str,
    searched: str,
) -> None:
    marker = unique("x")
    user = make_user(client, name=f"{name}{marker}")
    make_user(client, name=f"100 of another{marker}")

    query = {"q": f"{searched}{marker.upper()}"}
    page = client.get("/api/users", params=query, headers=admin.headers).json()

    assert [item["id"] for item in page["items"]] == [user.id]
    assert page["total"] == 1


def test_list_searches_addresses(client: Client, user: Account, admin: Account) -> None:
    query = {"q": user.email.upper()}
    page = client.get("/api/users", params=query, headers=admin.headers).json()

    assert [item["id"] for item in page["items"]] == [user.id]


def test_admin_reads_any_user(client: Client, user: Account, admin: Account) -> None:
    response = client.get(f"/api/users/{user.id}", headers=admin.headers)

    assert response.json()["email"] == user.email


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_admin_gets_not_found_for_a_missing_user(
    client: Client, admin: Account, method: str
) -> None:
    body: dict[str, str] | None = {} if method == "PATCH" else None
    path = "/api/users/2147483647"
    response = client.request(method, path, headers=admin.headers, json=body)

    check_problem(response, 404, "not_found")


def test_admin_changes_only_what_is_sent(
    client: Client, new_user: Account, admin: Account
) -> None:
    path = f"/api/users/{new_user.id}"
    before = client.get(path, headers=admin.headers).json()

    response = client.patch(path, json={"role": "admin"}, headers=admin.headers)

    assert response.status_code == 200
    after = response.json()
    assert after.pop("updated_at") > before.pop("updated_at")
    assert after == {**before, "role": "admin"}
    promoted = log_in(client, email=new_user.email)
    assert client.get("/api/users", headers=promoted.headers).status_code == 200


@pytest.mark.parametrize(
    "change", [{"role": "owner"}, {"is_active": None}, {"email": "a@example.com"}]
)
def test_admin_is_refused(
    client: Client, user: Account, admin: Account, change: dict[str, object]
) -> None:
    path = f"/api/users/{user.id}"
    response = client.patch(path, json=change, headers=admin.headers)

    assert pointers(response) == [f"/{field}" for field in change]


def test_admin_deletes(client: Client, new_user: Account, admin: Account) -> None:
    path = f"/api/users/{new_user.id}"
    response = client.delete(path, headers=admin.headers)

    assert response.status_code == 204
    assert response.content == b""
    check_problem(client.get(path, headers=admin.headers), 404, "not_found")
    response = client.get("/api/users/me", headers=new_user.headers)
    check_problem(response, 401, "invalid_token")


@pytest.mark.usefixtures("empty_database")
@pytest.mark.parametrize(
    ("method", "change"),
    [
        ("DELETE", None),
        ("PATCH", {"role": "user"}),
        ("PATCH", {"is_active": False}),
    ],
)
def test_last_admin_stays(
    client: Client, admin: Account, method: str, change: dict[str, object] | None
) -> None:
    path = f"/api/users/{admin.id}"
    response = client.request(method, path, headers=admin.headers, json=change)

    check_problem(response, 409, "last_admin")
    assert client.get("/api/users", headers=admin.headers).status_code == 200


def test_last_admin_can_be_renamed(client: Client, admin: Account) -> None:
    path = f"/api/users/{admin.id}"
    response = client.patch(path, json={"name": "Renamed"}, headers=admin.headers)

    assert response.json()["name"] == "Renamed"


def test_one_of_two_admins_can_be_removed(
    client: Client, new_user: Account, admin: Account
) -> None:
    path = f"/api/users/{new_user.id}"
    client.patch(path, json={"role": "admin"}, headers=admin.headers)

    response = client.patch(path, json={"role": "user"}, headers=admin.headers)
    assert response.status_code == 200
