"""The pages of accounts: sign-up, log-in, log-out, passwords and verification."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

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
from app.users import queries, recovery, service, sessions, verification
from app.users.authentication import current_user, for_unverified
from app.users.forms import NewPassword, PasswordChange, ResetRequest
from app.users.limits import current_limits
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
        current_limits().count_registration()
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
        email, password = data.username, data.password
        try:
            with current_limits().log_in_attempt(
                email, failure=InvalidCredentialsError
            ):
                user = service.authenticate(db.session, email=email, password=password)
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
        queries.revoke_tokens(db.session, user)
    sessions.end()
    flash("You are logged out.")
    return redirect(url_for("home"))


@users.route("/password", methods=["GET", "POST"])
@for_unverified
def change_password() -> ResponseReturnValue:
    form = Form(PasswordChange)
    if data := form.read():
        user = current_user()
        changes = UserSelfUpdate(
            password=data.password, current_password=data.current_password
        )
        try:
            with current_limits().log_in_attempt(user.email, failure=InvalidInputError):
                user = service.update_self(db.session, user=user, data=changes)
        except InvalidInputError as error:
            form.refuse("current_password", f"{error.message}.")
        else:
            sessions.start(user)
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
        current_limits().count_mail()
        if user := recovery.find_user(db.session, email=data.email):
            send_later(recovery.send_link, user, "/password-reset")
        flash("If there is such an account, a mail with a link is on its way.")
        return redirect(url_for("users.log_in"))
    return render_template(
        "users/password_reset.html", title="Reset your password", form=form
    )


# Links have their token in the query: the log has a line a request, with its path.
@users.route("/password-reset", methods=["GET", "POST"])
@public
def reset_password() -> ResponseReturnValue:
    title, token = "Choose a new password", request.args.get("token", "")
    try:
        recipient = recovery.read_link(db.session, current_settings(), token)
        form = Form(NewPassword)
        if data := form.read():
            recovery.reset_password(
                db.session, recipient=recipient, password=data.password
            )
            flash("Your password is changed. Log in with it.")
            return redirect(url_for("users.log_in"))
    except InvalidTokenError:
        return render_template("users/password_reset_refused.html", title=title)
    return render_template("users/password.html", title=title, form=form)


@users.route("/verify-email", methods=["GET", "POST"])
@public
def verify_email() -> ResponseReturnValue:
    """Verify an address by a button, since scanners of mails open every link."""
    is_void = False
    if request.method == "POST":
        token = request.form.get("token", "")
        try:
            verification.verify_email(db.session, current_settings(), token)
        except InvalidTokenError:
            is_void = True
        else:
            flash("Your e-mail address is verified.")
            return redirect(url_for("home"))
    return render_template(
        "users/verify_email.html", title="Verify your e-mail address", is_void=is_void
    )


@users.post("/verify-email/resend")
@for_unverified
def resend_verification() -> ResponseReturnValue:
    current_limits().count_mail()
    user = current_user()
    if not user.email_verified:
        send_later(verification.send_link, user, "/verify-email")
        flash(f"A mail to {user.email} is on its way.")
    return redirect(url_for("users.verify_email"))
