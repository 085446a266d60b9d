"""Pages that don't require a log-in."""

PUBLIC = {
    "home",
    "users.log_in",
    "users.log_out",
    "users.request_password_reset",
    "users.reset_password",
    "users.sign_up",
    "users.verify_email",
}
