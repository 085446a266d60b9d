"""The tests of a generated service notice a rule that somebody changes."""

import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import tiers
from tests.conftest import Render
from tests.run.services import SECONDS, UV, Service, install
from tests.timing import step
from tests.update.edits.catalogue import replace

STACK = "fastapi-sqlalchemy-sqlite+shop"


class Mutation(NamedTuple):
    """A rule, the file that states it, and a wrong one in its place."""

    rule: str
    file: str
    right: str
    wrong: str
    # The entity whose tests notice it, if another one.
    noticed_by: str = ""

    @property
    def tests(self) -> str:
        entity = self.noticed_by or self.file.partition("/")[0]
        return f"tests/api/test_{entity}.py"


MUTATIONS = [
    # Values.
    Mutation(
        "min of an integer",
        "products/schemas.py",
        "Field(ge=0)]\nP",
        "Field(ge=-1)]\nP",
    ),
    Mutation("max of an integer", "reviews/schemas.py", "le=5", "le=6"),
    Mutation("min of a string", "products/schemas.py", "min_length=3", "min_length=2"),
    Mutation(
        "max of a string", "products/schemas.py", "max_length=32", "max_length=33"
    ),
    Mutation(
        "max of a text", "products/schemas.py", "max_length=5_000", "max_length=5_001"
    ),
    Mutation(
        "places of a decimal",
        "products/schemas.py",
        "decimal_places=2",
        "decimal_places=3",
    ),
    Mutation(
        "digits of a decimal", "products/schemas.py", "max_digits=10", "max_digits=11"
    ),
    Mutation(
        "default",
        "products/schemas.py",
        "in_stock: ProductInStock = 0",
        "in_stock: ProductInStock = 1",
    ),
    Mutation(
        "required",
        "products/schemas.py",
        "    sku: ProductSku\n",
        '    sku: ProductSku = "none"\n',
    ),
    Mutation(
        "null clears",
        "orders/schemas.py",
        "ship_to_id: RowId | None | MISSING",
        "ship_to_id: RowId | MISSING",
    ),
    Mutation(
        "read_only",
        "vouchers/schemas.py",
        "class VoucherCreate(Input):\n",
        "class VoucherCreate(Input):\n    times_used: int = 0\n",
    ),
    # Access.
    Mutation(
        "owner reads",
        "orders/queries.py",
        "select(Order).where(Order.id == order_id, is_visible(caller))",
        "select(Order).where(Order.id == order_id)",
    ),
    Mutation(
        "owner writes",
        "orders/queries.py",
        "        .where(Order.id == order_id, is_visible(caller))",
        "        .where(Order.id == order_id)",
    ),
    Mutation("owner lists", "orders/queries.py", "        is_visible(caller),\n", ""),
    Mutation(
        "owner refers",
        "orders/queries.py",
        "Order.id.in_(ids), is_visible(caller)",
        "Order.id.in_(ids)",
        noticed_by="order_lines",
    ),
    Mutation(
        "administrators see all",
        "orders/queries.py",
        "    if caller.role is Role.ADMIN:\n        return true()\n",
        "",
    ),
    Mutation(
        "users write",
        "products/router.py",
        "    dependencies=[Depends(current_user)],\n"
        "    responses=TAKEN,\n)\nasync def update",
        "    responses=TAKEN,\n)\nasync def update",
    ),
    # Rows beside each other.
    Mutation(
        "unique",
        "orders/queries.py",
        '    "uq_orders_number": OrderNumberTakenError,\n',
        "",
    ),
    Mutation(
        "unique together",
        "reviews/queries.py",
        "uq_reviews_product_id_customer_id",
        "uq_reviews",
    ),
    Mutation(
        "in use",
        "products/queries.py",
        "raise ProductInUseError from error",
        "raise",
        noticed_by="order_lines",
    ),
    Mutation(
        "refers to what exists",
        "suppliers/service.py",
        "if len(found) < len(set(ids)):",
        "if not ids:",
        noticed_by="products",
    ),
    Mutation(
        "refs are replaced",
        "products/service.py",
        'found["categories"] =',
        'found["others"] =',
    ),
    # Lists.
    Mutation(
        "filter",
        "products/queries.py",
        "        equal(Product.is_listed, filters.is_listed),\n",
        "",
    ),
    Mutation(
        "filter of a range",
        "products/queries.py",
        "filters.price_from, filters.price_to",
        "None, filters.price_to",
    ),
    Mutation(
        "filter of a reference",
        "products/queries.py",
        "        equal(Product.supplier_id, filters.supplier_id),\n",
        "",
    ),
    Mutation(
        "search",
        "products/queries.py",
        "Product.name, Product.description)",
        "Product.name)",
    ),
    Mutation(
        "sort",
        "products/schemas.py",
        'sortable("name", "price", "in_stock")',
        'sortable("name", "in_stock")',
    ),
    Mutation("order", "orders/queries.py", '"-placed_at,number"', '"placed_at,number"'),
    Mutation(
        "pages",
        "products/queries.py",
        "fetch_page(session, statement, filters",
        "fetch_page(session, statement, type(filters)()",
    ),
]


@pytest.mark.nightly
@pytest.mark.slow
def test_changed_rule_fails_a_test(render: Render, tmp_path: Path) -> None:
    stack = tiers.stack_named(STACK)
    service = install(stack, render(tmp_path / "service", **stack.data))
    service.run("poe", "makemigration", "resources")

    survivors = [each.rule for each in MUTATIONS if survives(each, service)]

    print(f"{len(MUTATIONS) - len(survivors)} of {len(MUTATIONS)} are noticed.")
    assert survivors == []


def survives(mutation: Mutation, service: Service) -> bool:
    """Return whether the tests of its entity pass with it."""
    file = service.folder / "app" / mutation.file
    before = file.read_text("utf-8")
    replace(file, mutation.right, mutation.wrong)
    try:
        with step("tests of a mutation"):
            done = subprocess.run(
                [UV, "run", "--no-sync", "pytest", "-q", "-x", mutation.tests],
                cwd=service.folder,
                env=service.environment,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
    finally:
        file.write_text(before, "utf-8")
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.returncode == 0
