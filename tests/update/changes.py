"""The files that an update may change, by the release it starts from."""

# Changed in 0.5.0 with every framework: services update themselves.
SELF_UPDATE = {"README.md", "pyproject.toml"}
# Changed in 0.4.0 with FastAPI and Flask: queries have modules of their own.
SEPARATE_QUERIES = {
    "AGENTS.md",
    "app/columns.py",
    "app/database.py",
    "app/models.py",
    "app/posts/queries.py",
    "app/posts/service.py",
    "app/queries.py",
    "app/sessions.py",
    "app/users/queries.py",
    "app/users/service.py",
    "migrations/env.py",
    "pyproject.toml",
    "tests/conftest.py",
    "tests/test_failures.py",
    "tests/test_models.py",
}
# The files of services whose answers stay. A release that is not listed has the same
# output as the template now.
CHANGED_SINCE: dict[tuple[str, str], set[str]] = {
    ("v0.1.0", "fastapi"): {*SELF_UPDATE, *SEPARATE_QUERIES, "tests/test_queries.py"},
    ("v0.2.0", "fastapi"): {*SELF_UPDATE, *SEPARATE_QUERIES, "tests/test_queries.py"},
    ("v0.2.0", "django"): {
        *SELF_UPDATE,
        "app/static/app/fields.js",
        "app/templates/users/password_reset_mail.txt",
        "app/users/views.py",
        "pyproject.toml",
        "tests/pages/public.py",
        "tests/pages/test_accounts.py",
        "tests/pages/test_safety.py",
        "tests/test_cli.py",
        "tests/test_server.py",
    },
    ("v0.3.0", "fastapi"): {*SELF_UPDATE, *SEPARATE_QUERIES},
    ("v0.3.0", "django"): {*SELF_UPDATE, "app/static/app/fields.js"},
    ("v0.3.0", "flask"): {
        *SELF_UPDATE,
        *SEPARATE_QUERIES,
        "app/background.py",
        "app/cli.py",
        "app/health.py",
        "app/main.py",
        "app/static/app/fields.js",
        "app/templates/posts/partials/list.html",
        "app/templates/posts/post.html",
        "app/users/resets.py",
        "app/users/sessions.py",
        "app/users/views.py",
        "tests/pages/conftest.py",
        "tests/pages/test_accounts.py",
        "tests/pages/test_posts.py",
        "tests/pages/test_safety.py",
        "tests/test_cli.py",
        "tests/test_database.py",
    },
    ("v0.4.0", "fastapi"): SELF_UPDATE,
    ("v0.4.0", "django"): SELF_UPDATE,
    ("v0.4.0", "flask"): SELF_UPDATE,
}


def changed_since(version: str, framework: str) -> set[str]:
    """Return the files that an update from a release may change."""
    return CHANGED_SINCE.get((version, framework), set())
