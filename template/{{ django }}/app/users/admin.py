"""Users in the admin site, under the rules of the service."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.decorators import method_decorator

from app.admin import ModelAdmin, changed_fields, tell_refusal
from app.users import service
from app.users.models import User


class PasswordForm(AdminPasswordChangeForm):
    """Stores the password alone, and by the service."""

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)
        return service.update(user, changes={"password": user.password})


@admin.register(User)
@method_decorator(tell_refusal, name="user_change_password")
class UserAdmin(ModelAdmin, DjangoUserAdmin):
    change_password_form = PasswordForm
    list_display = ["email", "name", "role", "is_active", "created_at"]
    list_filter = ["role", "is_active", "created_at"]
    search_fields = ["email", "name"]
    ordering = ["-pk"]
    readonly_fields = ["last_login", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name"]}),
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

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm, change: bool
    ) -> None:
        if change:
            names = changed_fields(obj, form)
            service.update(obj, changes={name: getattr(obj, name) for name in names})
        else:
            service.save(obj)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        service.delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        service.delete(*queryset)
