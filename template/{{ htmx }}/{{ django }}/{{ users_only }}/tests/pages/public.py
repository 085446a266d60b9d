"""URL names of the pages that need no log-in."""

PUBLIC = {
    "home",
    "users:log-in",
    "users:password-reset",
    "users:password-reset-confirm",
    "users:password-reset-link",
    "users:sign-up",
    "users:verify-email",
}
