"""The pages that strangers see; every other one asks them to log in."""

PUBLIC = {
    "home",
    "posts.read_post",
    "users.ask_for_reset",
    "users.log_in",
    "users.log_out",
    "users.reset_password",
    "users.sign_up",
    "users.verify_email",
}
