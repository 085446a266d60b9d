"""What the pages of the features share."""

from typing import Any, cast

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic.edit import FormMixin, ProcessFormView
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """What django-htmx makes of each request."""

    htmx: HtmxDetails


def by_htmx(request: HttpRequest) -> bool:
    """Whether a part of a page is asked for, rather than all of it."""
    return bool(cast(HtmxRequest, request).htmx)


class CheckedFieldsMixin(FormMixin, ProcessFormView):
    """HTMX sends a single field as one leaves it, and is told what is wrong with it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if by_htmx(request):
            return self.check_field(self.get_form(), request.GET.get("field", ""))
        return super().post(request, *args, **kwargs)

    def check_field(self, form: BaseForm, name: str) -> HttpResponse:
        if name not in form.fields:
            raise Http404
        context = {"errors": form[name].errors}
        return render(self.request, "partials/errors.html", context)
