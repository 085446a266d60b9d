"""Orders of lists."""

from typing import Any, TypeVar

from django.db.models import F, Model, OrderBy, QuerySet

T = TypeVar("T", bound=QuerySet[Any])


def ordered(rows: T, names: str) -> T:
    """Sort by these fields, and by the id where they are equal.

    Args:
        names: Separated by commas. A dash before a name reverses its order.
    """
    order = [order_by(rows.model, name) for name in names.split(",")]
    return rows.order_by(*order, "pk")


def order_by(model: type[Model], name: str) -> OrderBy:
    column = name.removeprefix("-")
    # Databases differ in where null comes; here it is last.
    nulls_last = model._meta.get_field(column).null or None
    return OrderBy(F(column), descending=name != column, nulls_last=nulls_last)
