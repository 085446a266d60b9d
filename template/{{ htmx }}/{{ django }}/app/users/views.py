"""Pages of accounts: sign-up, log-in, log-out, passwords and verification."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import login, views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.messages.views import SuccessMessageMixin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView, View
from django_htmx.http import HttpResponseClientRedirect

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
from app.users.middleware import allow_unverified
from app.users.models import User
from app.views import CheckedFieldsMixin


@method_decorator([login_not_required, sensitive_post_parameters()], name="dispatch")
class SignUp(CheckedFieldsMixin, FormView):
    form_class = SignUpForm
    template_name = "users/sign_up.html"
    success_url = reverse_lazy("home")
    extra_context = {"title": "Sign up"}

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if request.user.is_authenticated:
            home = reverse("home")
            return (
                HttpResponseClientRedirect(home)
                if self.request.htmx
                else redirect(home)
            )
        if not get_settings().registration_open:
            raise RegistrationClosedError
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        page = page_url(VERIFY_PAGE, self.request)
        return {**super().get_form_kwargs(), "page": page}

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        limits_of(self.request).count_registration()
        try:
            user = form.save()
        except EmailTakenError as error:
            form.add_error("email", error.detail)
            return self.form_invalid(form)
        login(self.request, user)
        messages.success(self.request, f"Welcome, {user.name}!")
        return super().form_valid(form)


class LogIn(views.LoginView):
    authentication_form = LogInForm
    redirect_authenticated_user = True
    template_name = "users/log_in.html"
    extra_context = {"title": "Log in"}


@method_decorator(allow_unverified, name="dispatch")
class LogOut(views.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        messages.success(request, "You are logged out.")
        return response


@method_decorator(allow_unverified, name="dispatch")
class PasswordChange(SuccessMessageMixin, views.PasswordChangeView):
    form_class = ChangePasswordForm
    template_name = "users/password_form.html"
    title = "Change your password"
    success_url = reverse_lazy("home")
    success_message = "Password changed. You are logged out everywhere else."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "limits": limits_of(self.request)}


class PasswordReset(SuccessMessageMixin, views.PasswordResetView):
    form_class = ResetForm
    token_generator = reset_tokens
    template_name = "users/password_reset.html"
    subject_template_name = "users/password_reset_subject.txt"
    email_template_name = "users/password_reset_mail.txt"
    title = "Reset your password"
    success_url = reverse_lazy("users:log-in")
    # The same for every address, so that nobody learns who has an account.
    success_message = (
        "If this account exists, we have sent a reset link to its address."
    )

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        limits_of(self.request).count_mail()
        self.extra_email_context = {
            "app_name": get_settings().app_name,
            "page": page_url(RESET_PAGE, self.request),
        }
        return super().form_valid(form)


@method_decorator([login_not_required, never_cache], name="dispatch")
class PasswordResetLink(View):
    """Move the token of the mail's link into the session, as Django does.

    The link has it in the query, since the log has the path of each request.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        request.session[views.INTERNAL_RESET_SESSION_TOKEN] = request.GET.get("token")
        return redirect(
            "users:password-reset-confirm",
            uidb64=request.GET.get("user", "").replace("/", "") or "-",
            token=PasswordResetConfirm.reset_url_token,
        )


class PasswordResetConfirm(SuccessMessageMixin, views.PasswordResetConfirmView):
    form_class = ResetPasswordForm
    token_generator = reset_tokens
    template_name = "users/password_reset_confirm.html"
    title = "Choose a new password"
    success_url = reverse_lazy("users:log-in")
    success_message = "Password changed. Log in with the new one."


@method_decorator([login_not_required, never_cache], name="dispatch")
class VerifyEmail(TemplateView):
    """The page of the mail's link, with a button, since mail scanners open links."""

    template_name = "users/verify_email.html"
    extra_context = {"title": "Verify your e-mail address"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        token = self.request.GET.get("token")
        return super().get_context_data(**{"token": token, **kwargs})

    def post(self, request: HttpRequest) -> HttpResponse:
        if not verification.verify_email(request.POST.get("token", "")):
            context = self.get_context_data(token=None, is_invalid=True)
            return self.render_to_response(context)
        messages.success(request, "E-mail address verified.")
        return redirect("home")


@method_decorator(allow_unverified, name="dispatch")
class VerifyEmailResend(View):
    def post(self, request: HttpRequest) -> HttpResponse:
        user = cast(User, request.user)
        verification.resend_link(request, user)
        messages.success(request, f"We sent a new link to {user.email}.")
        return redirect("users:verify-email")
