"""Forms and lists of the pages of rows."""

from math import ceil
from typing import Annotated, Any, TypeVar

from flask import render_template, request
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.forms import SchemaForm
from app.pagination import MAX_INTEGER, PageParams
from app.views import by_htmx

PAGE_SIZE = 20
PAGE_NUMBER = TypeAdapter(Annotated[int, Field(ge=1, le=MAX_INTEGER // PAGE_SIZE)])

M = TypeVar("M", bound=BaseModel)
F = TypeVar("F", bound=PageParams)


class RowForm(SchemaForm[M]):
    """A form that creates or edits a row."""

    def changes(self) -> dict[str, Any]:
        """Return the validated values of the fields that the user has changed."""
        values = self.validated_data.model_dump()
        return {
            name: value
            for name, value in values.items()
            if name in self and value != self[name].object_data
        }

    def add_refusal(self, error: ConflictError | InvalidInputError) -> None:
        """Add the error of a service, to its field if it has one."""
        if isinstance(error, InvalidInputError):
            self.add_error(error.pointer.removeprefix("/"), error.message)
        else:
            self.add_error(None, error.detail)


class SearchForm(SchemaForm[F]):
    """The filters and the order of a list, which are in the query."""

    class Meta:
        csrf = False

    def __init__(self) -> None:
        super().__init__(request.args)

    @property
    def page(self) -> int:
        """The number of the page.

        Raises:
            NotFoundError: There can't be such a page.
        """
        try:
            return PAGE_NUMBER.validate_python(request.args.get("page", 1))
        except ValidationError as error:
            raise NotFoundError from error

    @property
    def filters(self) -> F:
        """The filters of a valid form, limited to the page."""
        offset = (self.page - 1) * PAGE_SIZE
        return self.validated_data.model_copy(
            update={"limit": PAGE_SIZE, "offset": offset}
        )


def render_list(
    table: str, *, search: SearchForm[Any], total: int, **context: Any
) -> str:
    """Render a page of a list, or only its rows for HTMX.

    Args:
        table: The template of the rows.

    Raises:
        NotFoundError: The list has fewer pages.
    """
    pages = ceil(total / PAGE_SIZE) or 1
    if search.page > pages:
        raise NotFoundError
    return render_template(
        "partials/row_results.html" if by_htmx() else "row_list.html",
        table=table,
        search=search,
        total=total,
        pages=pages,
        query={name: value for name, value in request.args.items() if name in search},
        **context,
    )
