"""Posts and tags in the admin site."""

from django.contrib import admin

from app.posts.models import Post, Tag


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    search_fields = ["name"]


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    show_facets = admin.ShowFacets.ALWAYS
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
