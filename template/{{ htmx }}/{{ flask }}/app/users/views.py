"""Pages of accounts: sign-up, log-in, log-out, passwords and e-mail verification."""

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
from app.forms import is_field_check
from app.users import queries, recovery, service, verification
from app.users.authentication import allow_unverified, current_user, optional_user
from app.users.forms import (
    LogInForm,
    PasswordChangeForm,
    PasswordResetForm,
    PasswordResetRequestForm,
    SignUpForm,
)
from app.users.limits import current_limits
from app.users.links import send_later
from app.users.sessions import is_local_path, login_user, logout_user
from app.views import public

bp = Blueprint("users", __name__)


@bp.route("/sign-up", methods=["GET", "POST"])
@public
def sign_up() -> ResponseReturnValue:
    if optional_user():
        return redirect(url_for("home"))
    if not current_settings().registration_open:
        raise RegistrationClosedError
    form = SignUpForm()
    if is_field_check():
        return form.check_field()
    if form.validate_on_submit():
        current_limits().count_registration()
        try:
            user = service.create(db.session, data=form.validated_data)
        except EmailTakenError as error:
            db.rollback()
            form.add_error("email", error.detail)
        else:
            send_later(verification.send_welcome, user, "/verify-email")
            login_user(user)
            flash(f"Welcome, {user.name}!")
            return redirect(url_for("home"))
    return render_template("users/sign_up.html", title="Sign up", form=form)


@bp.route("/log-in", methods=["GET", "POST"])
@public
def log_in() -> ResponseReturnValue:
    target = request.args.get("next", "")
    if not is_local_path(target):
        target = url_for("home")
    if optional_user():
        return redirect(target)
    form = LogInForm()
    if form.validate_on_submit():
        data = form.validated_data
        try:
            with current_limits().log_in_attempt(
                data.username, failure=InvalidCredentialsError
            ):
                user = service.authenticate(
                    db.session, email=data.username, password=data.password
                )
        except InvalidCredentialsError as error:
            form.form_errors.append(error.detail)
        else:
            login_user(user)
            return redirect(target)
    return render_template("users/log_in.html", title="Log in", form=form)


@bp.post("/log-out")
@public
def log_out() -> ResponseReturnValue:
    """Log the user out everywhere, so that copies of the cookie are worthless."""
    if user := optional_user():
        queries.revoke_tokens(db.session, user)
    logout_user()
    flash("You are logged out.")
    return redirect(url_for("home"))


@bp.route("/password", methods=["GET", "POST"])
@allow_unverified
def change_password() -> ResponseReturnValue:
    form = PasswordChangeForm()
    if form.validate_on_submit():
        user = current_user()
        try:
            with current_limits().log_in_attempt(user.email, failure=InvalidInputError):
                user = service.update_self(
                    db.session, user=user, data=form.validated_data
                )
        except InvalidInputError as error:
            form.add_error("current_password", f"{error.message}.")
        else:
            login_user(user)
            flash("Password changed. You are logged out everywhere else.")
            return redirect(url_for("home"))
    return render_template(
        "users/password.html", title="Change your password", form=form
    )


@bp.route("/password/reset", methods=["GET", "POST"])
@public
def request_password_reset() -> ResponseReturnValue:
    """Send a reset link. The response is the same for unknown addresses."""
    form = PasswordResetRequestForm()
    if form.validate_on_submit():
        current_limits().count_mail()
        user = recovery.find_user(db.session, email=form.validated_data.email)
        send_later(recovery.send_link, user, "/password-reset")
        flash("If this account exists, we have sent a reset link to its address.")
        return redirect(url_for("users.log_in"))
    return render_template(
        "users/password_reset.html", title="Reset your password", form=form
    )


# The token is in the query string, because the path is logged.
@bp.route("/password-reset", methods=["GET", "POST"])
@public
def reset_password() -> ResponseReturnValue:
    title, token = "Choose a new password", request.args.get("token", "")
    form = PasswordResetForm()
    try:
        recipient = recovery.read_link(db.session, current_settings(), token)
        if form.validate_on_submit():
            recovery.reset_password(
                db.session, recipient=recipient, password=form.validated_data.password
            )
            flash("Password changed. Log in with the new one.")
            return redirect(url_for("users.log_in"))
    except InvalidTokenError:
        return render_template("users/password_reset_refused.html", title=title)
    return render_template("users/password.html", title=title, form=form)


@bp.route("/verify-email", methods=["GET", "POST"])
@public
def verify_email() -> ResponseReturnValue:
    """Verify an address after a click on a button, since mail scanners open links."""
    is_invalid = False
    if request.method == "POST":
        token = request.form.get("token", "")
        try:
            verification.verify_email(db.session, current_settings(), token)
        except InvalidTokenError:
            is_invalid = True
        else:
            flash("E-mail address verified.")
            return redirect(url_for("home"))
    return render_template(
        "users/verify_email.html",
        title="Verify your e-mail address",
        is_invalid=is_invalid,
    )


@bp.post("/verify-email/resend")
@allow_unverified
def resend_verification() -> ResponseReturnValue:
    current_limits().count_mail()
    user = current_user()
    if not user.email_verified:
        send_later(verification.send_link, user, "/verify-email")
        flash(f"We sent a new link to {user.email}.")
    return redirect(url_for("users.verify_email"))
