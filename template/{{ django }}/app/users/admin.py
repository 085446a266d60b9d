"""Users in the admin site, under the rules of the service."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator

from app.errors import AppError
from app.users import service
from app.users.models import User

View = Callable[..., HttpResponseBase]

# Users have a role, rather than permissions by group.
admin.site.unregister(Group)


def tell_refusal(view: View) -> View:
    """Lead back to the page, with a message, where the rules refuse what it asks."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **options)
        except AppError as error:
            messages.error(request, error.detail)
            return HttpResponseRedirect(request.get_full_path())

    return run


@admin.register(User)
@method_decorator(tell_refusal, name="changeform_view")
@method_decorator(tell_refusal, name="changelist_view")
@method_decorator(tell_refusal, name="delete_view")
# Django logs what an action deletes before that is done.
@method_decorator(transaction.atomic, name="response_action")
class UserAdmin(DjangoUserAdmin):
    show_facets = admin.ShowFacets.ALWAYS
    list_display = ["email", "name", "role", "is_active", "created_at"]
    list_filter = ["role", "is_active", "created_at"]
    search_fields = ["email", "name"]
    ordering = ["-pk"]
    filter_horizontal = []
    readonly_fields = ["last_login", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name"]}),
        ("Access", {"fields": ["role", "is_active"]}),
        ("Dates", {"fields": ["last_login", "created_at", "updated_at"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    "email",
                    "name",
                    "role",
                    "usable_password",
                    "password1",
                    "password2",
                ],
            },
        ),
    ]

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm, change: bool
    ) -> None:
        service.update(obj)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        service.delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        service.delete(*queryset)
