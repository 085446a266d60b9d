"""What the features' pages share."""

from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.vary import vary_on_headers
from django.views.generic.base import TemplateResponseMixin, View
from django.views.generic.edit import FormMixin, ProcessFormView
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request after django-htmx's middleware."""

    htmx: HtmxDetails


@method_decorator(vary_on_headers("HX-Request"), name="dispatch")
class PartialMixin(TemplateResponseMixin, View):
    """Render a part of the page for HTMX, and the whole page otherwise."""

    request: HtmxHttpRequest
    partial_template_name: str

    def get_template_names(self) -> list[str]:
        if self.request.htmx:
            return [self.partial_template_name]
        return super().get_template_names()


class CheckedFieldsMixin(TemplateResponseMixin, FormMixin, ProcessFormView):
    """Validate the form, or only one field when HTMX sends it alone."""

    request: HtmxHttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.request.htmx:
            return self.check_field(self.get_form(), request.GET.get("field", ""))
        return super().post(request, *args, **kwargs)

    def check_field(self, form: BaseForm, name: str) -> HttpResponse:
        if name not in form.fields:
            raise Http404
        context = {"errors": form[name].errors}
        return render(self.request, "partials/errors.html", context)
