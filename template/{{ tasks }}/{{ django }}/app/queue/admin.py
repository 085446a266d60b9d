"""Jobs in the admin site, where dead ones can be run again."""

from django.contrib import admin, messages
from django.http import HttpRequest

from app.admin import ModelAdmin
from app.queue.models import Job, JobQuerySet


@admin.register(Job)
class JobAdmin(ModelAdmin):
    list_display = ["id", "task", "status", "attempts", "enqueued_at", "due_at"]
    list_filter = ["status", "task", "enqueued_at"]
    search_fields = ["task", "request_id"]
    ordering = ["-pk"]
    readonly_fields = [field.name for field in Job._meta.fields]
    actions = ["run_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description="Run dead jobs again", permissions=["change"])
    def run_again(self, request: HttpRequest, queryset: JobQuerySet) -> None:
        messages.success(request, f"{queryset.run_again()} jobs will run again.")
