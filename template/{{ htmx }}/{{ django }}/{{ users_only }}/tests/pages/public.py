"""The pages that strangers see; every other one asks them to log in."""

PUBLIC = {
    "home",
    "log-in",
    "password-reset",
    "password-reset-confirm",
    "password-reset-link",
    "sign-up",
    "verify-email",
}
