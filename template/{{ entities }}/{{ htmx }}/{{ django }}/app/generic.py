"""Views of rows, whatever their model is."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.contrib import messages
from django.contrib.messages.views import SuccessMessageMixin
from django.db.models import QuerySet
from django.forms import BaseForm, Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import capfirst
from django.views.generic import (
    CreateView,
    DeleteView,
    DetailView,
    ListView,
    UpdateView,
)
from django.views.generic.base import ContextMixin
from django.views.generic.edit import ModelFormMixin

from app.errors import ConflictError, InvalidInputError
from app.forms import FilterForm
from app.views import CheckedFieldsMixin, PartialMixin

T = TypeVar("T", bound=QuerySet[Any])


class ModelContextMixin(ContextMixin):
    """Tell the templates about the model, as the admin site does."""

    model: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(opts=self.model._meta, **kwargs)


class RowList(ModelContextMixin, PartialMixin, ListView):
    """A page of the rows that match the filters."""

    filter_class: ClassVar[type[FilterForm]]
    paginate_by = 20
    template_name = "row_list.html"
    partial_template_name = "partials/row_results.html"

    def filtered(self, rows: T) -> T:
        self.filters = self.filter_class(self.request.GET, user=self.request.user)
        found: T = self.filters.apply(rows)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filters=self.filters, **kwargs)


class RowDetail(ModelContextMixin, DetailView):
    template_name = "row_detail.html"


class RowFormMixin(
    ModelContextMixin, SuccessMessageMixin, CheckedFieldsMixin, ModelFormMixin
):
    """Save the form, and show in it why the service refuses to."""

    action: ClassVar[str]
    template_name = "row_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = f"{self.action} {self.model._meta.verbose_name}"
        return super().get_context_data(title=title, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ConflictError as error:
            form.add_error(None, error.detail)
        except InvalidInputError as error:
            form.add_error(None, error.message)
        return self.form_invalid(form)

    def get_success_message(self, cleaned_data: dict[str, Any]) -> str:
        return f"{capfirst(self.model._meta.verbose_name)} saved."


class RowCreate(RowFormMixin, CreateView):
    action = "New"


class RowUpdate(RowFormMixin, UpdateView):
    action = "Edit"


class RowDelete(ModelContextMixin, PartialMixin, DeleteView):
    """Delete the row after a confirmation, or show why the service refuses to."""

    delete_row: Callable[[], None]
    http_method_names = ["get", "head", "options", "post"]
    template_name = "row_confirm_delete.html"
    partial_template_name = "partials/row_confirm_delete.html"

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            self.delete_row()
        except ConflictError as error:
            form.add_error(None, error.detail)
            return self.form_invalid(form)
        options = self.model._meta
        messages.success(self.request, f"{capfirst(options.verbose_name)} deleted.")
        return redirect(f"{options.app_label}:list")
