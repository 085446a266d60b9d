"""Users in the admin site, with the rules of the service."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator

from app.admin import ModelAdmin, changed_fields, show_app_errors
from app.users import service, verification
from app.users.models import User


class PasswordForm(AdminPasswordChangeForm):
    """Save only the password, with the service."""

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)
        return service.update(user, changes={"password": user.password})


class AddRequest(HttpRequest):
    """A request to add a user, with the password hashed by `add_view`."""

    password_hash: str


@admin.register(User)
@method_decorator(show_app_errors, name="add_view")
@method_decorator(show_app_errors, name="user_change_password")
class UserAdmin(ModelAdmin, DjangoUserAdmin):
    change_password_form = PasswordForm
    list_display = ["email", "name", "role", "is_active", "created_at"]
    list_filter = ["role", "is_active", "email_verified", "created_at"]
    search_fields = ["email", "name"]
    ordering = ["-pk"]
    readonly_fields = ["last_login", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["email", "email_verified", "password", "name"]}),
        ("Access", {"fields": ["role", "is_active", "groups", "user_permissions"]}),
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

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Hash the password before Django starts the form's transaction."""
        if request.method == "POST":
            is_usable = request.POST.get("usable_password") != "false"
            password = request.POST.get("password1") if is_usable else None
            cast(AddRequest, request).password_hash = make_password(password)
        return super().add_view(request, form_url, extra_context)

    def save_form(self, request: HttpRequest, form: ModelForm, change: bool) -> User:
        if change:
            return cast(User, super().save_form(request, form, change))
        user: User = ModelForm.save(form, commit=False)
        user.password = cast(AddRequest, request).password_hash
        return user

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm, change: bool
    ) -> None:
        if change:
            # Locks the acting administrator, too, whose row Django's log refers to.
            service.lock_admins(obj)
            names = changed_fields(obj, form)
            address_changed = "email" in names and obj.email != form.initial["email"]
            if address_changed and "email_verified" not in names:
                obj.email_verified = False
                names.append("email_verified")
                verification.send_link_later(request, obj)
            service.update(obj, changes={name: getattr(obj, name) for name in names})
        else:
            service.save(obj)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        service.delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        service.delete(*queryset)
