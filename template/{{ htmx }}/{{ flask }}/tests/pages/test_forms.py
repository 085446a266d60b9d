"""Forms with fields of each type."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import pytest
from flask import Flask
from pydantic import BaseModel, Field
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice, enum_choices

from app.forms import SchemaForm


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Order(BaseModel):
    name: str = Field(min_length=2)
    amount: Annotated[int, Field(ge=1, le=9)]
    due: date | None
    size: Size
    colour: Size | None = None
    weight: float | None = None
    tag_ids: list[int] = []
    urgent: bool
    note: str = "none"


class OrderForm(SchemaForm[Order]):
    schema = Order

    name = StringField("Name")
    amount = IntegerField("Amount")
    due = DateField("Due date")
    size = SelectField("Size", choices=enum_choices(Size))
    colour = SelectField("Colour", choices=[SelectChoice(""), *enum_choices(Size)])
    weight = DecimalField("Weight")
    tag_ids = SelectMultipleField(
        "Tags", coerce=int, choices=[SelectChoice("1"), SelectChoice("2")]
    )
    urgent = BooleanField("Urgent")
    note = TextAreaField("Note")


VALID = {"name": "Ada", "amount": "7", "size": "large"}


def submitted(app: Flask, form: Any) -> OrderForm:
    with app.test_request_context(method="POST", data=form):
        order = OrderForm()
        order.validate_on_submit()
        return order


@pytest.fixture(autouse=True)
def no_csrf(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


def test_values_have_the_types_of_the_schema(app: Flask) -> None:
    form = submitted(
        app,
        MultiDict(
            {
                **VALID,
                "due": "2026-11-26",
                "colour": "small",
                "weight": "1.5",
                "tag_ids": ["1", "2"],
                "urgent": "y",
                "note": "a\r\nb",
            }
        ),
    )

    assert form.errors == {}
    assert form.validated_data == Order(
        name="Ada",
        amount=7,
        due=date(2026, 11, 26),
        size=Size.LARGE,
        colour=Size.SMALL,
        weight=1.5,
        tag_ids=[1, 2],
        urgent=True,
        note="a\nb",
    )


def test_blank_fields_are_none_or_the_default(app: Flask) -> None:
    blank = {"due": "", "colour": "", "weight": " ", "note": " "}

    form = submitted(app, {**VALID, **blank})

    assert form.errors == {}
    assert form.validated_data == Order(
        name="Ada", amount=7, due=None, size=Size.LARGE, urgent=False
    )
    assert "due" in form.validated_data.model_fields_set


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "", "This field is required."),
        ("name", "A", "Use at least 2 characters."),
        ("amount", "", "This field is required."),
        ("amount", "many", "Not a valid integer value."),
        ("amount", "10", "Enter 9 or less."),
        ("due", "tomorrow", "Not a valid date value."),
        ("size", "", "This field is required."),
        ("size", "huge", "Not a valid choice."),
        ("colour", "red", "Not a valid choice."),
        ("weight", "heavy", "Not a valid decimal value."),
        ("tag_ids", "3", "'3' is not a valid choice for this field."),
    ],
)
def test_invalid_field_has_one_error(
    app: Flask, field: str, value: str, error: str
) -> None:
    form = submitted(app, {**VALID, field: value})

    assert form.errors == {field: [error]}


def test_input_has_the_rules_of_the_schema(app: Flask) -> None:
    with app.test_request_context():
        form = OrderForm(
            due=date(2026, 11, 26), size=Size.LARGE, tag_ids=[2], urgent=True
        )
        rendered = {field.name: str(field()) for field in form}

    assert 'minlength="2"' in rendered["name"]
    assert 'max="9" min="1"' in rendered["amount"]
    assert 'value="2026-11-26"' in rendered["due"]
    assert '<option selected value="large">' in rendered["size"]
    assert '<option selected value="2">' in rendered["tag_ids"]
    assert "checked" in rendered["urgent"]
    required = {name for name, html in rendered.items() if " required" in html}
    assert required == {"name", "amount", "size"}


def test_error_outside_of_the_fields_is_shown_with_the_form(app: Flask) -> None:
    class Part(OrderForm):
        name = None

    with app.test_request_context(method="POST", data=VALID):
        form = Part()
        assert not form.validate_on_submit()

    assert form.form_errors == ["name: This field is required."]
