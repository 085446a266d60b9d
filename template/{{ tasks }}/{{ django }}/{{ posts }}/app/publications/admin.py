"""Scheduled publications in the admin site."""

from django.contrib import admin
from django.http import HttpRequest

from app.admin import ModelAdmin
from app.publications.models import Publication


@admin.register(Publication)
class PublicationAdmin(ModelAdmin):
    list_display = ["post", "publish_at"]
    list_filter = ["publish_at"]
    list_select_related = ["post"]
    autocomplete_fields = ["post"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Publication | None = None
    ) -> list[str]:
        return [] if obj is None else ["post"]
