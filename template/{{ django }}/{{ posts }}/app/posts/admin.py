"""Posts and tags in the admin site."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from app.admin import ModelAdmin
from app.posts import service
from app.posts.models import Post, Tag
from app.posts.signals import post_published


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    search_fields = ["name"]


@admin.register(Post)
class PostAdmin(ModelAdmin):
    list_display = ["title", "author", "is_published", "views", "created_at"]
    list_filter = [
        ("is_published", admin.BooleanFieldListFilter),
        "created_at",
        "published_at",
    ]
    list_select_related = ["author"]
    search_fields = ["title", "body", "author__email", "author__name"]
    autocomplete_fields = ["author", "tags"]
    readonly_fields = ["views", "created_at", "updated_at"]

    def save_model(
        self, request: HttpRequest, obj: Post, form: ModelForm, change: bool
    ) -> None:
        stored = Post.objects.select_for_update().filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        was_draft = stored is None or not stored.is_published
        if was_draft and obj.published_at and "published_at" in form.changed_data:
            post_published.send(sender=Post, posts=[obj])

    def delete_model(self, request: HttpRequest, obj: Post) -> None:
        service.delete(obj)
