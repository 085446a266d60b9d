"""What the features' pages in the admin site share."""

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

from app.conflicts import translate
from app.errors import AppError, NotFoundError

View = Callable[..., HttpResponseBase]


def tell_refusal(view: View) -> View:
    """Lead back to the page, with a message, where the rules refuse what it asks."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **options)
        except AppError as error:
            refused = error
        except DatabaseError as error:
            conflict = translate(error)
            if conflict is None:
                raise
            refused = conflict
        messages.error(request, refused.detail)
        return HttpResponseRedirect(request.get_full_path())

    return run


@method_decorator(tell_refusal, name="changeform_view")
@method_decorator(tell_refusal, name="changelist_view")
@method_decorator(tell_refusal, name="delete_view")
# Django logs what an action deletes before that is done.
@method_decorator(transaction.atomic, name="response_action")
class ModelAdmin(admin.ModelAdmin):
    """Writes what was changed in a form, and nothing else.

    What others have changed since the form was opened stays.
    """

    show_facets = admin.ShowFacets.ALWAYS

    def formfield_for_dbfield(
        self, db_field: ModelField, request: HttpRequest, **options: Any
    ) -> Field | None:
        """Have the form send what it showed, too, so that a change can be told."""
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
        """Write these fields of a stored object.

        Raises:
            NotFoundError: It was deleted meanwhile.
        """
        stored = type(obj)._default_manager.select_for_update()
        if not stored.filter(pk=obj.pk):
            raise NotFoundError
        if fields:
            columns = obj._meta.concrete_fields
            moments = [f.name for f in columns if getattr(f, "auto_now", False)]
            obj.save(update_fields=[*fields, *moments])


def changed_fields(obj: Model, form: ModelForm) -> list[str]:
    """Name the columns that a form changes; relations to many are stored apart."""
    columns = {field.name for field in obj._meta.concrete_fields}
    return [name for name in form.changed_data if name in columns]
