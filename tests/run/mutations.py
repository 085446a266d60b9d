"""Rules of a generated shop, and what somebody might make of them."""

from typing import NamedTuple


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


# Values, in Pydantic's schemas.
PYDANTIC = [
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
    Mutation(
        "sort",
        "products/schemas.py",
        'sortable("name", "price", "in_stock")',
        'sortable("name", "in_stock")',
    ),
]

# Access, rows beside each other, and lists, with SQLAlchemy.
SQLALCHEMY = [
    Mutation(
        "owner reads",
        "orders/queries.py",
        "select(Order).where(Order.id == order_id, is_visible(caller))",
        "select(Order).where(Order.id == order_id)",
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
    Mutation("order", "orders/queries.py", '"-placed_at,number"', '"placed_at,number"'),
    Mutation(
        "pages",
        "products/queries.py",
        "fetch_page(session, statement, filters",
        "fetch_page(session, statement, type(filters)()",
    ),
    Mutation(
        "offset of a page",
        "queries.py",
        ".offset(params.offset)",
        "",
        noticed_by="products",
    ),
]

# The same, with Django's models.
DJANGO = [
    Mutation(
        "owner reads",
        "orders/service.py",
        "Order.objects.visible_to(caller)",
        "Order.objects",
    ),
    Mutation(
        "owner refers",
        "order_lines/service.py",
        "Order.objects.visible_to(caller)",
        "Order.objects.all()",
    ),
    Mutation(
        "administrators see all",
        "orders/models.py",
        "self if user.is_admin else ",
        "",
    ),
    Mutation(
        "unique",
        "orders/service.py",
        '    ("number",): OrderNumberTakenError,\n',
        "",
    ),
    Mutation(
        "unique together",
        "reviews/service.py",
        '("product", "customer"):',
        '("product",):',
    ),
    Mutation(
        "in use",
        "products/service.py",
        "raise ProductInUseError from error",
        "raise",
        noticed_by="order_lines",
    ),
    Mutation(
        "restrict",
        "order_lines/models.py",
        "on_delete=models.RESTRICT",
        "on_delete=models.CASCADE",
    ),
    Mutation(
        "cascade",
        "addresses/models.py",
        "on_delete=models.CASCADE",
        "on_delete=models.RESTRICT",
    ),
    Mutation(
        "set_null",
        "orders/models.py",
        "on_delete=models.SET_NULL",
        "on_delete=models.CASCADE",
    ),
    Mutation(
        "refers to what exists",
        "products/service.py",
        '[supplier_id], "/supplier_id"',
        '[], "/supplier_id"',
    ),
    Mutation(
        "refs are replaced",
        "products/service.py",
        'stored.categories.set(changes["category_ids"])',
        'stored.categories.add(*changes["category_ids"])',
    ),
    Mutation(
        "order",
        "orders/models.py",
        'F("placed_at").desc(nulls_last=True)',
        'F("placed_at").asc(nulls_last=True)',
    ),
]

FASTAPI = [
    Mutation(
        "users write",
        "products/router.py",
        "    dependencies=[Depends(current_user)],\n"
        "    responses=TAKEN,\n)\nasync def update",
        "    responses=TAKEN,\n)\nasync def update",
    ),
]

FLASK = [
    Mutation(
        "users write",
        "products/api.py",
        "security=BEARER,\n)\ndef update",
        "security=ANYONE,\n)\ndef update",
    ),
]

NINJA = [
    Mutation(
        "users write",
        "products/api.py",
        '@router.patch("/{product_id}", ',
        '@router.patch("/{product_id}", auth=None, ',
    ),
    Mutation(
        "owner lists",
        "orders/api.py",
        "Order.objects.visible_to(request.user)",
        "Order.objects.all()",
    ),
    Mutation(
        "filter",
        "products/filters.py",
        "    is_listed: bool | None = None\n",
        "",
    ),
    Mutation("filter of a range", "products/filters.py", "price__gte", "price__gt"),
    Mutation(
        "filter of a reference",
        "products/filters.py",
        "    supplier_id: RowId | None = None\n",
        "",
    ),
    Mutation(
        "search",
        "products/filters.py",
        "            | Q(description__icontains=text)\n",
        "",
    ),
    Mutation(
        "offset of a page",
        "pagination.py",
        "queryset[first:last]",
        "queryset[: pagination.limit]",
        noticed_by="products",
    ),
]

DRF = [
    Mutation(
        "min of an integer",
        "products/models.py",
        "default=0, validators=[MinValueValidator(0)]",
        "default=0, validators=[MinValueValidator(-1)]",
    ),
    Mutation(
        "max of an integer",
        "reviews/models.py",
        "MaxValueValidator(5)",
        "MaxValueValidator(6)",
    ),
    Mutation(
        "min of a string",
        "products/models.py",
        "MinLengthValidator(3)",
        "MinLengthValidator(2)",
    ),
    Mutation("max of a string", "products/models.py", "max_length=32", "max_length=33"),
    Mutation(
        "max of a text", "products/models.py", "max_length=5_000", "max_length=5_001"
    ),
    Mutation(
        "places of a decimal",
        "products/models.py",
        "decimal_places=2",
        "decimal_places=3",
    ),
    Mutation(
        "digits of a decimal", "products/models.py", "max_digits=10", "max_digits=11"
    ),
    Mutation("default", "products/models.py", "default=0", "default=1"),
    Mutation(
        "required",
        "products/models.py",
        "        max_length=32,",
        '        default="none", max_length=32,',
    ),
    Mutation(
        "null clears",
        "orders/serializers.py",
        "ship_to_id = RowIdField(required=False, allow_null=True)",
        "ship_to_id = RowIdField(required=False)",
    ),
    Mutation(
        "read_only",
        "vouchers/serializers.py",
        '        read_only_fields = ["times_used"]\n',
        "",
    ),
    Mutation(
        "users write",
        "products/api.py",
        "(IsAuthenticatedOrReadOnly, IsVerified)",
        "(IsVerified,)",
    ),
    Mutation(
        "owner lists",
        "orders/api.py",
        "Order.objects.visible_to(self.request.user)",
        "Order.objects",
    ),
    Mutation(
        "filter",
        "products/filters.py",
        "BooleanFilter()",
        "BooleanFilter(exclude=True)",
    ),
    Mutation(
        "filter of a range",
        "products/filters.py",
        '("price", "gte")',
        '("price", "gt")',
    ),
    Mutation(
        "filter of a reference",
        "products/filters.py",
        "    supplier_id = IntegerFilter(min_value=1, max_value=MAX_INTEGER)\n",
        "",
    ),
    Mutation(
        "search",
        "products/models.py",
        "            | Q(description__icontains=text),\n",
        "",
    ),
    Mutation("sort", "products/filters.py", '        "price",\n', ""),
    Mutation(
        "offset of a page",
        "pagination.py",
        'return self.page["offset"]',
        "return 0",
        noticed_by="products",
    ),
]

MUTATIONS = {
    "fastapi-sqlalchemy-sqlite+shop": [*PYDANTIC, *SQLALCHEMY, *FASTAPI],
    "flask-sqlalchemy-sqlite+shop": [*PYDANTIC, *SQLALCHEMY, *FLASK],
    "django-drf-sqlite+shop": [*DJANGO, *DRF],
    "django-ninja-sqlite+shop": [*PYDANTIC, *DJANGO, *NINJA],
}
