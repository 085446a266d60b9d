"""Forms whose data a Pydantic schema validates."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Generic, TypeVar

from flask import render_template, request
from flask_wtf import FlaskForm
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from wtforms.validators import Optional

from app.errors import NotFoundError
from app.views import by_htmx

M = TypeVar("M", bound=BaseModel)

# Messages for Pydantic's types of errors.
MESSAGES = {
    "missing": "This field is required.",
    "string_too_short": "Use at least {min_length} characters.",
    "string_too_long": "Use at most {max_length} characters.",
    "string_pattern_mismatch": "Contains characters that can't be stored.",
    "greater_than_equal": "Enter {ge} or more.",
    "less_than_equal": "Enter {le} or less.",
    "too_long": "Enter at most {max_length} {field}.",
}

# Rules of JSON Schema, and the flags of fields that become attributes in HTML.
FLAGS = {
    "minLength": "minlength",
    "maxLength": "maxlength",
    "minimum": "min",
    "maximum": "max",
}


class SchemaForm(FlaskForm, Generic[M]):
    """A form with the rules of a schema, so that the pages and the API share them.

    A field that is left blank is None if the schema allows it. Otherwise the schema
    takes its default, or the field is required.

    Attributes:
        schema: The schema of the fields with the same names.
        validated_data: The data of a valid form, as an instance of the schema.
    """

    schema: type[M]
    validated_data: M

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rules in rules_of(self.schema).items():
            if name in self:
                set_flags(self[name], rules)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        extra = dict(extra_validators or {})
        for name in self.schema.model_fields:
            # Blank fields are left to the schema.
            extra[name] = [Optional(), *extra.get(name, ())]
        super().validate(extra)
        invalid = set(self.errors)
        try:
            self.validated_data = self.schema.model_validate(self.schema_input())
        except ValidationError as error:
            for details in error.errors(include_url=False, include_input=False):
                (field, *_) = details["loc"] or (None,)
                if field not in invalid:
                    self.add_error(field, message_of(details))
        return not self.errors

    def schema_input(self) -> dict[str, Any]:
        """Return the values of the fields that the schema has and that are not blank.

        Blank fields that can be None are included as None.
        """
        values = {}
        for name, rules in rules_of(self.schema).items():
            if name in self:
                value = self[name].data
                if isinstance(value, str):
                    # Browsers count a line break as one character, but send two.
                    value = value.replace("\r\n", "\n") if value.strip() else None
                if value is not None or rules["nullable"]:
                    values[name] = value
        return values

    def add_error(self, name: str | int | None, message: str) -> None:
        """Add an error to a field, or to the form if it has no such field."""
        errors = self.form_errors
        if name in self:
            errors = self[name].errors
        elif name is not None:
            message = f"{name}: {message}"
        if message not in errors:
            errors.append(message)

    def check_field(self) -> str:
        """Validate the field that the query names, and render its errors.

        Raises:
            NotFoundError: The form has no such field.
        """
        name = request.args.get("field", "")
        if name not in self:
            raise NotFoundError
        self.validate()
        return render_template("partials/errors.html", field=self[name])


def is_field_check() -> bool:
    """Whether HTMX checks a single field, after the user has left it."""
    return request.method == "POST" and by_htmx()


def message_of(details: ErrorDetails) -> str:
    """Return the message for an error of Pydantic."""
    context = {"field": "".join(map(str, details["loc"][:1])), **details.get("ctx", {})}
    if details["type"] in MESSAGES:
        message = MESSAGES[details["type"]].format_map(context)
    else:
        reason = str(context.get("reason") or context.get("error") or details["msg"])
        message = f"{reason[:1].upper()}{reason[1:].rstrip('.')}."
    position = details["loc"][1:2]
    if position and isinstance(position[0], int):
        return f"Item {position[0] + 1}: {message}"
    return message


def set_flags(field: Any, rules: Mapping[str, Any]) -> None:
    """Have browsers check the rules of a schema, too."""
    for rule, flag in FLAGS.items():
        if rule in rules:
            setattr(field.flags, flag, rules[rule])
    # An unchecked box and an empty list are values.
    if rules["required"] and rules.get("type") not in ("boolean", "array"):
        field.flags.required = True


@cache
def rules_of(schema: type[BaseModel]) -> Mapping[str, Mapping[str, Any]]:
    """Return the JSON Schema of each field, and whether it is required and nullable."""
    described = schema.model_json_schema(by_alias=False)
    required = described.get("required", ())
    rules = {}
    for name, field in described.get("properties", {}).items():
        types = field.get("anyOf", [field])
        nullable = {"type": "null"} in types
        values = [each for each in types if each != {"type": "null"}]
        rules[name] = {
            **field,
            **(values[0] if len(values) == 1 else {}),
            "required": name in required and not nullable,
            "nullable": nullable,
        }
    return rules
