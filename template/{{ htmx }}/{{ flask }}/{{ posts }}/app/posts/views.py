"""Pages of posts."""

from itertools import groupby
from math import ceil

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from app.database import db
from app.errors import NotFoundError
from app.forms import is_field_check
from app.pagination import MAX_INTEGER
from app.posts import queries, service
from app.posts.forms import PAGE_SIZE, PostForm, Search
from app.posts.models import Post
from app.posts.schemas import PostUpdate
from app.users.authentication import current_user, optional_user
from app.views import by_htmx, public

POST = f"/<int(max={MAX_INTEGER}):post_id>"

bp = Blueprint("posts", __name__, url_prefix="/posts")


@public
def list_posts() -> ResponseReturnValue:
    try:
        search = Search.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise NotFoundError from error
    posts, total = queries.list_page(db.session, search.filters, caller=optional_user())
    pages = ceil(total / PAGE_SIZE) or 1
    if search.page > pages:
        raise NotFoundError
    return render_template(
        "posts/partials/results.html" if by_htmx() else "posts/list.html",
        title="Posts",
        posts=posts,
        search=search,
        total=total,
        pages=pages,
    )


@bp.get(POST)
@public
def read_post(post_id: int) -> ResponseReturnValue:
    caller = optional_user()
    post = service.view(db.session, post_id=post_id, caller=caller)
    may_change = caller is not None and service.may_change(post, caller)
    return render_template("posts/post.html", post=post, may_change=may_change)


@bp.route("/new", methods=["GET", "POST"])
def create_post() -> ResponseReturnValue:
    form = PostForm()
    if is_field_check():
        return form.check_field()
    if form.validate_on_submit():
        post = service.create(
            db.session, author=current_user(), data=form.validated_data
        )
        flash("Post saved.")
        return redirect(url_for("posts.read_post", post_id=post.id))
    return render_template("posts/form.html", title="New post", form=form)


@bp.route(f"{POST}/edit", methods=["GET", "POST"])
def update_post(post_id: int) -> ResponseReturnValue:
    post = get_own_post(post_id)
    form = PostForm(
        title=post.title,
        body=post.body,
        tags=post.tag_names,
        published=post.published_at is not None,
    )
    if is_field_check():
        return form.check_field()
    if form.validate_on_submit():
        changes = PostUpdate.model_validate(form.validated_data.model_dump())
        service.update_own(db.session, post=post, data=changes)
        flash("Post saved.")
        return redirect(url_for("posts.read_post", post_id=post.id))
    return render_template("posts/form.html", title="Edit post", form=form, post=post)


@bp.route(f"{POST}/delete", methods=["GET", "POST"])
def delete_post(post_id: int) -> ResponseReturnValue:
    """Ask for confirmation, and delete the post after it."""
    post = get_own_post(post_id)
    if request.method == "POST":
        service.delete(db.session, post=post)
        flash("Post deleted.")
        return redirect(url_for("home"))
    part, page = "posts/partials/confirm_delete.html", "posts/confirm_delete.html"
    return render_template(part if by_htmx() else page, title="Delete post", post=post)


def get_own_post(post_id: int) -> Post:
    """Read the user's own post, and lock it before a change."""
    find = service.lock_own if request.method == "POST" else service.get_own
    return find(db.session, post_id=post_id, caller=current_user())


@bp.app_template_filter()
def paragraphs(text: str) -> list[list[str]]:
    """Split a text at blank lines into paragraphs, which are lists of lines."""
    parts = groupby(text.splitlines(), key=lambda line: bool(line.strip()))
    return [list(lines) for has_text, lines in parts if has_text]
