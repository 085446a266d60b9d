"""The pages of posts."""

from itertools import groupby
from math import ceil

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from app.database import db
from app.errors import NotFoundError
from app.forms import Form, checked_field
from app.pagination import MAX_INTEGER
from app.posts import queries, service
from app.posts.forms import PAGE_SIZE, PostForm, Search
from app.posts.models import Post
from app.posts.schemas import PostUpdate
from app.users.authentication import current_user
from app.users.sessions import visitor
from app.views import by_htmx, public

POST = f"/<int(max={MAX_INTEGER}):post_id>"

posts = Blueprint("posts", __name__, url_prefix="/posts")


@public
def list_posts() -> ResponseReturnValue:
    """A search that can't be one, or goes past the last page, finds nothing."""
    try:
        search = Search.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise NotFoundError from error
    found, total = queries.list_page(db.session, search.filters, caller=visitor())
    pages = ceil(total / PAGE_SIZE) or 1
    if search.page > pages:
        raise NotFoundError
    return render_template(
        "posts/partials/results.html" if by_htmx() else "posts/list.html",
        title="Posts",
        posts=found,
        search=search,
        total=total,
        pages=pages,
    )


@posts.get(POST)
@public
def read_post(post_id: int) -> ResponseReturnValue:
    caller = visitor()
    post = service.view(db.session, post_id=post_id, caller=caller)
    may_change = caller is not None and service.may_change(post, caller)
    return render_template("posts/post.html", post=post, may_change=may_change)


@posts.route("/new", methods=["GET", "POST"])
def create_post() -> ResponseReturnValue:
    form = Form(PostForm)
    if (field := checked_field()) is not None:
        return form.check(field)
    if data := form.read():
        post = service.create(db.session, author=current_user(), data=data)
        flash("The post is stored.")
        return redirect(url_for("posts.read_post", post_id=post.id))
    return render_template("posts/form.html", title="New post", form=form)


@posts.route(f"{POST}/edit", methods=["GET", "POST"])
def update_post(post_id: int) -> ResponseReturnValue:
    post = own_post(post_id)
    form = Form(
        PostForm,
        title=post.title,
        body=post.body,
        tags=", ".join(post.tag_names),
        published=post.published_at is not None,
    )
    if (field := checked_field()) is not None:
        return form.check(field)
    if data := form.read():
        changes = PostUpdate.model_validate(data.model_dump())
        service.update_own(db.session, post=post, data=changes)
        flash("The post is stored.")
        return redirect(url_for("posts.read_post", post_id=post.id))
    return render_template("posts/form.html", title="Edit post", form=form, post=post)


@posts.route(f"{POST}/delete", methods=["GET", "POST"])
def delete_post(post_id: int) -> ResponseReturnValue:
    """Ask whether it is meant, and delete the post when that is confirmed."""
    post = own_post(post_id)
    if request.method == "POST":
        queries.delete(db.session, post)
        flash("The post is deleted.")
        return redirect(url_for("home"))
    part, page = "posts/partials/confirm_delete.html", "posts/confirm_delete.html"
    return render_template(part if by_htmx() else page, title="Delete post", post=post)


def own_post(post_id: int) -> Post:
    """Find the post that a form is about; what changes it locks it first."""
    find = service.lock_own if request.method == "POST" else service.get_own
    return find(db.session, post_id=post_id, caller=current_user())


@posts.app_template_filter()
def paragraphs(text: str) -> list[list[str]]:
    """The lines of a text, by the paragraphs that blank lines separate."""
    parts = groupby(text.splitlines(), key=lambda line: bool(line.strip()))
    return [list(lines) for has_text, lines in parts if has_text]
