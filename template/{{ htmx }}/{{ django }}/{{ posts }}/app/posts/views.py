"""The pages of posts."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.forms import Form, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.vary import vary_on_headers
from django.views.generic import (
    CreateView,
    DeleteView,
    DetailView,
    ListView,
    UpdateView,
)
from django.views.generic.base import TemplateResponseMixin, View
from django.views.generic.detail import SingleObjectMixin

from app.posts import service
from app.posts.forms import PostForm, SearchForm
from app.posts.models import Post
from app.users.models import User
from app.views import CheckedFieldsMixin, by_htmx


@method_decorator(vary_on_headers("HX-Request"), name="dispatch")
class PartialMixin(TemplateResponseMixin, View):
    """Answers HTMX with a part of the page."""

    partial_template_name: str

    def get_template_names(self) -> list[str]:
        if by_htmx(self.request):
            return [self.partial_template_name]
        return super().get_template_names()


@method_decorator(login_not_required, name="dispatch")
class PostList(PartialMixin, ListView):
    model = Post
    paginate_by = 20
    partial_template_name = "posts/partials/results.html"
    extra_context = {"title": "Posts"}

    def get_queryset(self) -> QuerySet[Post]:
        self.search = SearchForm(self.request.GET)
        if not self.search.is_valid():
            return Post.objects.none()
        posts = Post.objects.listed_for(caller_of(self.request)).with_relations()
        if text := self.search.cleaned_data["q"]:
            posts = posts.search(text)
        if tag := self.search.cleaned_data["tag"]:
            posts = posts.tagged(tag)
        return posts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(search=self.search, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class PostDetail(DetailView):
    model = Post

    def get_object(self, queryset: QuerySet[Post] | None = None) -> Post:
        caller = caller_of(self.request)
        read = service.find if self.request.method == "HEAD" else service.view
        return read(post_id=self.kwargs["pk"], caller=caller)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        caller = caller_of(self.request)
        may_change = caller is not None and self.object.may_be_changed_by(caller)
        return super().get_context_data(may_change=may_change, **kwargs)


class PostCreate(CheckedFieldsMixin, CreateView):
    model = Post
    form_class = PostForm
    extra_context = {"title": "New post"}

    def form_valid(self, form: ModelForm) -> HttpResponse:
        post = service.create(author=member(self.request), data=form.cleaned_data)
        messages.success(self.request, "The post is stored.")
        return redirect("post", pk=post.pk)


class OwnPostMixin(SingleObjectMixin, View):
    """The post is one that the visitor may change."""

    def get_object(self, queryset: QuerySet[Post] | None = None) -> Post:
        return service.get_own(post_id=self.kwargs["pk"], caller=member(self.request))


class PostUpdate(OwnPostMixin, CheckedFieldsMixin, UpdateView):
    model = Post
    form_class = PostForm
    extra_context = {"title": "Edit post"}

    def form_valid(self, form: ModelForm) -> HttpResponse:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        service.update(self.object, changes=changes)
        messages.success(self.request, "The post is stored.")
        return redirect("post", pk=self.object.pk)


class PostDelete(OwnPostMixin, PartialMixin, DeleteView):
    model = Post
    partial_template_name = "posts/partials/confirm_delete.html"
    extra_context = {"title": "Delete post"}

    def form_valid(self, form: Form) -> HttpResponse:
        service.delete(self.object)
        messages.success(self.request, "The post is deleted.")
        return redirect("home")


def caller_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def member(request: HttpRequest) -> User:
    """Who has come past the log-in."""
    return cast(User, request.user)


urlpatterns = [
    path("", PostList.as_view(), name="home"),
    path("posts/new", PostCreate.as_view(), name="post-create"),
    path("posts/<int:pk>", PostDetail.as_view(), name="post"),
    path("posts/<int:pk>/edit", PostUpdate.as_view(), name="post-edit"),
    path("posts/<int:pk>/delete", PostDelete.as_view(), name="post-delete"),
]
