"""Pages of posts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.views import SuccessMessageMixin
from django.db.models import QuerySet
from django.forms import Form, ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.generic import (
    CreateView,
    DeleteView,
    DetailView,
    ListView,
    UpdateView,
)
from django.views.generic.base import View
from django.views.generic.detail import SingleObjectMixin

from app.posts import service
from app.posts.forms import PostForm, SearchForm
from app.posts.models import Post
from app.views import CheckedFieldsMixin, PartialMixin


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
        posts = Post.objects.listed_for(self.request.user).with_relations()
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
        read = service.find if self.request.method == "HEAD" else service.view
        return read(post_id=self.kwargs["pk"], caller=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.object.may_be_changed_by(self.request.user)
        return super().get_context_data(may_change=may_change, **kwargs)


class PostCreate(SuccessMessageMixin, CheckedFieldsMixin, CreateView):
    model = Post
    form_class = PostForm
    success_message = "Post saved."
    extra_context = {"title": "New post"}

    def form_valid(self, form: ModelForm) -> HttpResponse:
        form.instance.author = self.request.user
        return super().form_valid(form)


class OwnPostMixin(SingleObjectMixin, View):
    """Find the post, and check that the user may change it."""

    def get_object(self, queryset: QuerySet[Post] | None = None) -> Post:
        return service.get_own(post_id=self.kwargs["pk"], caller=self.request.user)


class PostUpdate(OwnPostMixin, SuccessMessageMixin, CheckedFieldsMixin, UpdateView):
    model = Post
    form_class = PostForm
    success_message = "Post saved."
    extra_context = {"title": "Edit post"}


class PostDelete(OwnPostMixin, PartialMixin, DeleteView):
    model = Post
    partial_template_name = "posts/partials/confirm_delete.html"
    extra_context = {"title": "Delete post"}

    def form_valid(self, form: Form) -> HttpResponse:
        service.delete(self.object)
        messages.success(self.request, "Post deleted.")
        return redirect("home")
