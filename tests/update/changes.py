"""What a release changed in the services of those before it."""

# What 0.5.0 changed with every framework, to let services update themselves.
UPDATING = {"README.md", "pyproject.toml"}
# What 0.4.0 changed with FastAPI and Flask, to take rules and queries apart.
APART = {
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
# What 0.6.0 changed to give services their extension points, and to have one file with
# and without users where there were two.
POINTS = {
    "AGENTS.md",
    "app/handlers.py",
    "app/health.py",
    "app/problems.py",
    "app/resources.py",
    "app/statuses.py",
    "pyproject.toml",
    "tests/api/example.py",
    "tests/api/test_documents.py",
    "tests/api/test_health.py",
    "tests/api/test_http.py",
    "tests/api/test_public.py",
    "tests/api/test_users_http.py",
    "tests/test_failures.py",
    "tests/test_health.py",
    "tests/test_resources.py",
}
POINTS_OF_MICRO = {
    *POINTS,
    "app/main.py",
    "app/openapi.py",
    "tests/test_cli.py",
    "tests/test_create_admin.py",
    "tests/test_openapi.py",
    "tests/test_transactions.py",
}
POINTS_OF_FASTAPI = {*POINTS_OF_MICRO, "app/api.py", "app/media_types.py"}
POINTS_OF_DJANGO = {*POINTS, "app/apps.py"}
POINTS_OF_FLASK = {
    *POINTS_OF_MICRO,
    "app/application.py",
    "app/database.py",
    "app/operations.py",
    "app/validation.py",
    "tests/test_authentication.py",
    "tests/test_database.py",
    "tests/test_requests.py",
}
# What an update from a release may change in a service of a framework whose answers
# stay: its files. Of what is not named here, nothing has changed since.
CHANGED_SINCE: dict[tuple[str, str], set[str]] = {
    ("v0.1.0", "fastapi"): {
        *UPDATING,
        *POINTS_OF_FASTAPI,
        *APART,
        "tests/test_queries.py",
    },
    ("v0.2.0", "fastapi"): {
        *UPDATING,
        *POINTS_OF_FASTAPI,
        *APART,
        "tests/test_queries.py",
    },
    ("v0.2.0", "django"): {
        *UPDATING,
        *POINTS_OF_DJANGO,
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
    ("v0.3.0", "fastapi"): {*UPDATING, *POINTS_OF_FASTAPI, *APART},
    ("v0.3.0", "django"): {*UPDATING, *POINTS_OF_DJANGO, "app/static/app/fields.js"},
    ("v0.3.0", "flask"): {
        *UPDATING,
        *POINTS_OF_FLASK,
        *APART,
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
    ("v0.4.0", "fastapi"): {*UPDATING, *POINTS_OF_FASTAPI},
    ("v0.4.0", "django"): {*UPDATING, *POINTS_OF_DJANGO},
    ("v0.4.0", "flask"): {*UPDATING, *POINTS_OF_FLASK},
    ("v0.5.0", "fastapi"): {"README.md", *POINTS_OF_FASTAPI},
    ("v0.5.0", "django"): POINTS_OF_DJANGO,
    ("v0.5.0", "flask"): {"README.md", *POINTS_OF_FLASK},
}


def changed_since(version: str, framework: str) -> set[str]:
    """What an update may change in a service of a release; nothing else has."""
    return CHANGED_SINCE.get((version, framework), set())
