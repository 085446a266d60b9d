"""What the pages of the features share."""

from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.generic.edit import FormMixin, ProcessFormView
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


class CheckedFieldsMixin(FormMixin, ProcessFormView):
    """HTMX sends a single field as one leaves it, and is told what is wrong with it."""

    request: HtmxRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.request.htmx:
            return self.check_field(self.get_form(), request.GET.get("field", ""))
        return super().post(request, *args, **kwargs)

    def check_field(self, form: BaseForm, name: str) -> HttpResponse:
        if name not in form.fields:
            raise Http404
        context = {"errors": form[name].errors}
        return render(self.request, "partials/errors.html", context)
