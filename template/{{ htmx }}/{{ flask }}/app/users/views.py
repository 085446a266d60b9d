"""The pages of accounts: sign-up, log-in, log-out and passwords."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.background import after_commit
from app.context import current_settings
from app.database import db
from app.errors import (
    EmailTakenError,
    InvalidCredentialsError,
    InvalidInputError,
    InvalidTokenError,
    RegistrationClosedError,
)
from app.forms import Form, checked_field
from app.users import resets, service, sessions, verification
from app.users.authentication import current_user
from app.users.forms import NewPassword, PasswordChange, ResetRequest
from app.users.links import send_later
from app.users.schemas import Credentials, UserCreate, UserSelfUpdate
from app.views import public

users = Blueprint("users", __name__)


@users.route("/sign-up", methods=["GET", "POST"])
@public
def sign_up() -> ResponseReturnValue:
    if not current_settings().registration_open:
        raise RegistrationClosedError
    form = Form(UserCreate)
    if (field := checked_field()) is not None:
        return form.check(field)
    if data := form.read():
        try:
            user = service.create(db.session, data=data)
        except EmailTakenError as error:
            db.rollback()
            form.refuse("email", error.detail)
        else:
            send_later(verification.send_welcome, user, "/verify-email")
            sessions.start(user)
            flash(f"Welcome, {user.name}!")
            return redirect(url_for("home"))
    return render_template("users/sign_up.html", title="Sign up", form=form)


@users.route("/log-in", methods=["GET", "POST"])
@public
def log_in() -> ResponseReturnValue:
    target = request.values.get("next", "")
    if not sessions.is_own_path(target):
        target = ""
    form = Form(Credentials)
    if data := form.read():
        try:
            user = service.authenticate(
                db.session, email=data.username, password=data.password
            )
        except InvalidCredentialsError as error:
            form.refuse("form", error.detail)
        else:
            sessions.start(user)
            return redirect(target or url_for("home"))
    return render_template("users/log_in.html", title="Log in", form=form, next=target)


@users.post("/log-out")
@public
def log_out() -> ResponseReturnValue:
    """End all sessions of the user: a copy of the cookie is worth nothing then."""
    if user := sessions.visitor():
        service.revoke_tokens(db.session, user=user)
    sessions.end()
    flash("You are logged out.")
    return redirect(url_for("home"))


@users.route("/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    form = Form(PasswordChange)
    if data := form.read():
        user = current_user()
        changes = UserSelfUpdate(
            password=data.password, current_password=data.current_password
        )
        try:
            changed = service.update_self(db.session, user=user, data=changes)
        except InvalidInputError as error:
            form.refuse("current_password", f"{error.message}.")
        else:
            sessions.start(changed)
            flash("Your password is changed; you are logged out everywhere else.")
            return redirect(url_for("home"))
    return render_template(
        "users/password.html", title="Change your password", form=form
    )


@users.route("/password/reset", methods=["GET", "POST"])
@public
def ask_for_reset() -> ResponseReturnValue:
    """Send a link; the answer is the same, and as quick, for every address."""
    form = Form(ResetRequest)
    if data := form.read():
        if user := resets.find_user(db.session, email=data.email):
            settings = current_settings()
            token = resets.issue_token(settings, user=user)
            link = url_for("users.reset_password", token=token, _external=True)
            after_commit(
                db.session,
                resets.send_link,
                settings,
                to=user.email,
                name=user.name,
                link=link,
            )
        flash("If there is such an account, a mail with a link is on its way.")
        return redirect(url_for("users.log_in"))
    return render_template(
        "users/password_reset.html", title="Reset your password", form=form
    )


# The token stands in the query: the log has a line a request, with its path.
@users.route("/password/reset/confirm", methods=["GET", "POST"])
@public
def reset_password() -> ResponseReturnValue:
    token = request.args.get("token", "")
    title = "Choose a new password"
    try:
        user = resets.read_token(db.session, current_settings(), token)
    except InvalidTokenError:
        return render_template("users/password_reset_refused.html", title=title)
    form = Form(NewPassword)
    if data := form.read():
        resets.reset_password(db.session, user=user, password=data.password)
        flash("Your password is changed. Log in with it.")
        return redirect(url_for("users.log_in"))
    return render_template("users/password.html", title=title, form=form)
