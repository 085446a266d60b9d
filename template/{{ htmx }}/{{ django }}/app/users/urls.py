"""URLs of the pages of accounts."""

from django.urls import path

from app.users import views

app_name = "users"
urlpatterns = [
    path("sign-up", views.SignUp.as_view(), name="sign-up"),
    path("log-in", views.LogIn.as_view(), name="log-in"),
    path("log-out", views.LogOut.as_view(), name="log-out"),
    path("password", views.PasswordChange.as_view(), name="password-change"),
    path("password/reset", views.PasswordReset.as_view(), name="password-reset"),
    path(
        "password/reset/link",
        views.PasswordResetLink.as_view(),
        name="password-reset-link",
    ),
    path(
        "password/reset/<uidb64>/<token>",
        views.PasswordResetConfirm.as_view(),
        name="password-reset-confirm",
    ),
    path("verify-email", views.VerifyEmail.as_view(), name="verify-email"),
    path(
        "verify-email/resend",
        views.VerifyEmailResend.as_view(),
        name="verify-email-resend",
    ),
]
