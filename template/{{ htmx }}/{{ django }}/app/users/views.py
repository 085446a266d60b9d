"""The pages of accounts: sign-up, log-in, log-out, passwords and verification."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import login, views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.messages.views import SuccessMessageMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView, View

from app.config import get_settings
from app.errors import EmailTakenError, RegistrationClosedError
from app.limiter import limits_of
from app.links import RESET_PAGE, VERIFY_PAGE, page_url
from app.users import verification
from app.users.forms import (
    ChangePasswordForm,
    LogInForm,
    ResetForm,
    ResetPasswordForm,
    SignUpForm,
)
from app.users.links import reset_tokens
from app.users.middleware import unverified_too
from app.users.models import User
from app.views import CheckedFieldsMixin


@method_decorator([login_not_required, sensitive_post_parameters()], name="dispatch")
class SignUp(CheckedFieldsMixin, FormView):
    form_class = SignUpForm
    template_name = "users/sign_up.html"
    success_url = reverse_lazy("home")
    extra_context = {"title": "Sign up"}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not get_settings().registration_open:
            raise RegistrationClosedError
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        limits_of(self.request).count_registration()
        try:
            user = form.register(page=page_url(VERIFY_PAGE, self.request))
        except EmailTakenError as error:
            form.add_error("email", error.detail)
            return self.form_invalid(form)
        login(self.request, user)
        messages.success(self.request, f"Welcome, {user.name}!")
        return super().form_valid(form)


class LogIn(views.LoginView):
    authentication_form = LogInForm
    template_name = "users/log_in.html"
    extra_context = {"title": "Log in"}


@method_decorator(unverified_too, name="dispatch")
class LogOut(views.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        messages.success(request, "You are logged out.")
        return response


@method_decorator(unverified_too, name="dispatch")
class PasswordChange(SuccessMessageMixin, views.PasswordChangeView):
    form_class = ChangePasswordForm
    template_name = "users/password_form.html"
    title = "Change your password"
    success_url = reverse_lazy("home")
    success_message = "Your password is changed; you are logged out everywhere else."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "limits": limits_of(self.request)}


class PasswordReset(SuccessMessageMixin, views.PasswordResetView):
    form_class = ResetForm
    token_generator = reset_tokens
    template_name = "users/password_reset.html"
    subject_template_name = "users/password_reset_subject.txt"
    email_template_name = "users/password_reset_mail.txt"
    title = "Reset your password"
    success_url = reverse_lazy("log-in")
    # The same for every address: it does not tell who has an account.
    success_message = "If there is such an account, a mail with a link is on its way."

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        limits_of(self.request).count_mail()
        self.extra_email_context = {
            "app_name": get_settings().app_name,
            "page": page_url(RESET_PAGE, self.request),
        }
        return super().form_valid(form)


@method_decorator([login_not_required, never_cache], name="dispatch")
class PasswordResetLink(View):
    """What the mail links to; the token goes on in the session, as Django has it.

    It came in the query: the log has a line a request, with its path.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        request.session[views.INTERNAL_RESET_SESSION_TOKEN] = request.GET.get("token")
        return redirect(
            "password-reset-confirm",
            uidb64=request.GET.get("user", "").replace("/", "") or "-",
            token=PasswordResetConfirm.reset_url_token,
        )


class PasswordResetConfirm(SuccessMessageMixin, views.PasswordResetConfirmView):
    form_class = ResetPasswordForm
    token_generator = reset_tokens
    template_name = "users/password_reset_confirm.html"
    title = "Choose a new password"
    success_url = reverse_lazy("log-in")
    success_message = "Your password is changed. Log in with it."


@method_decorator([login_not_required, never_cache], name="dispatch")
class VerifyEmail(TemplateView):
    """What the mail links to; it takes a button, since mail scanners open links."""

    template_name = "users/verify_email.html"
    extra_context = {"title": "Verify your e-mail address"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        token = self.request.GET.get("token")
        return super().get_context_data(**{"token": token, **kwargs})

    def post(self, request: HttpRequest) -> HttpResponse:
        if not verification.verify_email(request.POST.get("token", "")):
            context = self.get_context_data(token=None, is_void=True)
            return self.render_to_response(context)
        messages.success(request, "Your e-mail address is verified.")
        return redirect("home")


@method_decorator(unverified_too, name="dispatch")
class VerifyEmailResend(View):
    def post(self, request: HttpRequest) -> HttpResponse:
        user = cast(User, request.user)
        verification.resend_link(request, user)
        messages.success(request, f"A mail to {user.email} is on its way.")
        return redirect("verify-email")


urlpatterns = [
    path("sign-up", SignUp.as_view(), name="sign-up"),
    path("log-in", LogIn.as_view(), name="log-in"),
    path("log-out", LogOut.as_view(), name="log-out"),
    path("password", PasswordChange.as_view(), name="password-change"),
    path("password/reset", PasswordReset.as_view(), name="password-reset"),
    path(
        "password/reset/link", PasswordResetLink.as_view(), name="password-reset-link"
    ),
    path(
        "password/reset/<uidb64>/<token>",
        PasswordResetConfirm.as_view(),
        name="password-reset-confirm",
    ),
    path("verify-email", VerifyEmail.as_view(), name="verify-email"),
    path(
        "verify-email/resend", VerifyEmailResend.as_view(), name="verify-email-resend"
    ),
]
