"""The base class of the features' admin pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.db import DatabaseError, transaction
from django.db.models import Field as ModelField
from django.db.models import Model
from django.forms import Field, ModelForm
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator

from app import conflicts
from app.errors import AppError, NotFoundError

View = Callable[..., HttpResponseBase]


def show_app_errors(view: View) -> View:
    """Redirect to the same page with a message if the view raises an AppError."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **options)
        except AppError as error:
            message = error.detail
        except DatabaseError as error:
            conflict = conflicts.translate(error)
            if conflict is None:
                raise
            message = conflict.detail
        messages.error(request, message)
        return HttpResponseRedirect(request.get_full_path())

    return run


@method_decorator(show_app_errors, name="changeform_view")
@method_decorator(show_app_errors, name="changelist_view")
@method_decorator(show_app_errors, name="delete_view")
# Django logs deletions before it deletes: both have to succeed, or neither.
@method_decorator(transaction.atomic, name="response_action")
class ModelAdmin(admin.ModelAdmin):
    """Save only the fields that were changed in the form.

    Other fields keep what others have saved since the form was opened.
    """

    show_facets = admin.ShowFacets.ALWAYS

    def formfield_for_dbfield(
        self, db_field: ModelField, request: HttpRequest, **options: Any
    ) -> Field | None:
        """Add hidden initial values to the form, to detect which fields changed."""
        return super().formfield_for_dbfield(
            db_field, request, show_hidden_initial=True, **options
        )

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm, change: bool
    ) -> None:
        if change:
            self.save_changes(obj, changed_fields(obj, form))
        else:
            super().save_model(request, obj, form, change)

    def save_changes(self, obj: Any, fields: list[str]) -> None:
        """Save these fields of a stored object.

        Raises:
            NotFoundError: The object was deleted in the meantime.
        """
        stored = type(obj)._default_manager.select_for_update()
        if not stored.filter(pk=obj.pk):
            raise NotFoundError
        if fields:
            columns = obj._meta.concrete_fields
            auto_now = [f.name for f in columns if getattr(f, "auto_now", False)]
            obj.save(update_fields=[*fields, *auto_now])


def changed_fields(obj: Model, form: ModelForm) -> list[str]:
    """List the columns that a form changes. Django saves many-to-many fields itself."""
    columns = {field.name for field in obj._meta.concrete_fields}
    return [name for name in form.changed_data if name in columns]
