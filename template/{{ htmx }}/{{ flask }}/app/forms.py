"""Forms: what was typed, checked by a schema, and what is wrong with it."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Generic, TypeVar

from flask import render_template, request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.errors import NotFoundError
from app.views import by_htmx

M = TypeVar("M", bound=BaseModel)

# What Pydantic's errors are called, and how people are told of them.
REQUIRED = "This field is required."
SENTENCES = {
    "missing": REQUIRED,
    "string_too_short": "{subject} must have at least {min_length} characters.",
    "string_too_long": "{subject} may have up to {max_length} characters.",
    "string_pattern_mismatch": "{subject} holds letters that can't be stored.",
    "too_long": "There may be up to {max_length} {field}.",
}


class Form(Generic[M]):
    """A form as it is shown.

    Attributes:
        values: What its fields hold.
        errors: What is wrong, by field; with all of it, by `form`.
        rules: What the schema asks of each field, in the words of JSON Schema.
    """

    def __init__(self, schema: type[M], **values: object) -> None:
        self.schema = schema
        self.values: Mapping[str, object] = values
        self.errors: dict[str, list[str]] = {}
        self.rules = rules_of(schema)

    def read(self) -> M | None:
        """Take what was sent; None without it, or where something is wrong with it."""
        if request.method != "POST":
            return None
        # Browsers count the end of a line as one letter, but send two.
        sent = {
            name: request.form.get(name, "").replace("\r\n", "\n")
            for name in self.schema.model_fields
        }
        self.values = sent
        try:
            return self.schema.model_validate(
                {name: value for name, value in sent.items() if value.strip()}
            )
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                self.refuse(str(fault["loc"][0]), sentence(fault))
            return None

    def refuse(self, field: str, message: str) -> None:
        messages = self.errors.setdefault(field, [])
        if message not in messages:
            messages.append(message)

    def check(self, field: str) -> str:
        """Tell what is wrong with one field, as a part of the page.

        Raises:
            NotFoundError: The form has no such field.
        """
        if field not in self.schema.model_fields:
            raise NotFoundError
        self.read()
        return render_template("partials/errors.html", form=self, name=field)


def checked_field() -> str | None:
    """The field that HTMX sends by itself as one leaves it, if it does."""
    if request.method == "POST" and by_htmx():
        return request.args.get("field", "")
    return None


def sentence(fault: ErrorDetails) -> str:
    """Say what is wrong in the words of people."""
    field, *place = fault["loc"]
    subject = "Each" if place else "It"
    context: Mapping[str, Any] = fault.get("ctx", {})
    if fault["type"] in SENTENCES:
        words = SENTENCES[fault["type"]]
        return words.format(subject=subject, field=field, **context)
    if "reason" in context:  # an address that is none
        return str(context["reason"])
    if "error" in context:  # of a rule of the schema's own
        return f"{subject} {context['error']}."
    return f"{fault['msg']}."


@cache
def rules_of(schema: type[BaseModel]) -> Mapping[str, Mapping[str, Any]]:
    described = schema.model_json_schema()
    required = described.get("required", ())
    return {
        name: {**rules, "required": name in required}
        for name, rules in described["properties"].items()
    }
