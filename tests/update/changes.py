"""The files that each release changed in services whose answers stay the same."""

Files = frozenset[str]

# Services update themselves.
UPDATE_COMMAND = frozenset({"README.md", "pyproject.toml"})
# With FastAPI and Flask, queries have modules of their own.
SEPARATE_QUERIES = frozenset(
    {
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
)
# Services have extension points, and one file with and without users.
EXTENSION_POINTS_OF_FASTAPI = frozenset(
    {
        "AGENTS.md",
        "app/api.py",
        "app/handlers.py",
        "app/health.py",
        "app/main.py",
        "app/media_types.py",
        "app/openapi.py",
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
        "tests/test_cli.py",
        "tests/test_create_admin.py",
        "tests/test_failures.py",
        "tests/test_health.py",
        "tests/test_openapi.py",
        "tests/test_resources.py",
        "tests/test_transactions.py",
    }
)
EXTENSION_POINTS_OF_DJANGO = frozenset(
    {
        "AGENTS.md",
        "app/apps.py",
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
)
EXTENSION_POINTS_OF_FLASK = frozenset(
    {
        "AGENTS.md",
        "app/application.py",
        "app/database.py",
        "app/handlers.py",
        "app/health.py",
        "app/main.py",
        "app/openapi.py",
        "app/operations.py",
        "app/problems.py",
        "app/resources.py",
        "app/statuses.py",
        "app/validation.py",
        "pyproject.toml",
        "tests/api/example.py",
        "tests/api/test_documents.py",
        "tests/api/test_health.py",
        "tests/api/test_http.py",
        "tests/api/test_public.py",
        "tests/api/test_users_http.py",
        "tests/test_authentication.py",
        "tests/test_cli.py",
        "tests/test_create_admin.py",
        "tests/test_database.py",
        "tests/test_failures.py",
        "tests/test_health.py",
        "tests/test_openapi.py",
        "tests/test_requests.py",
        "tests/test_resources.py",
        "tests/test_transactions.py",
    }
)
# What had near-copies by ORM or database, code and tests, is one file.
ONE_FILE = frozenset(
    {
        "app/users/service.py",
        "tests/conftest.py",
        "tests/database.py",
        "tests/isolation.py",
        "tests/server.py",
        "tests/sql.py",
        "tests/statements.py",
        "tests/test_queries.py",
    }
)
# By the release, and by the framework of the services.
CHANGED: dict[str, dict[str, Files]] = {
    "v0.3.0": {
        "fastapi": frozenset({"tests/test_queries.py"}),
        "django": frozenset(
            {
                "app/templates/users/password_reset_mail.txt",
                "app/users/views.py",
                "pyproject.toml",
                "tests/pages/public.py",
                "tests/pages/test_accounts.py",
                "tests/pages/test_safety.py",
                "tests/test_cli.py",
                "tests/test_server.py",
            }
        ),
    },
    "v0.4.0": {
        "fastapi": SEPARATE_QUERIES,
        "django": frozenset({"app/static/app/fields.js"}),
        "flask": SEPARATE_QUERIES
        | {
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
    },
    "v0.5.0": {
        "fastapi": UPDATE_COMMAND,
        "django": UPDATE_COMMAND,
        "flask": UPDATE_COMMAND,
    },
    "v0.6.0": {
        "fastapi": EXTENSION_POINTS_OF_FASTAPI
        | ONE_FILE
        | {"README.md", "app/database.py", "app/posts/service.py"},
        "django": EXTENSION_POINTS_OF_DJANGO,
        "flask": EXTENSION_POINTS_OF_FLASK
        | ONE_FILE
        | {
            "README.md",
            "app/users/resets.py",
            "app/users/views.py",
            "migrations/env.py",
            "tests/pages/test_posts.py",
            "tests/test_pool.py",
        },
    },
}


def changed_since(version: str, framework: str) -> Files:
    """Return the files that an update from a version may change."""
    later = [
        files.get(framework, frozenset())
        for release, files in CHANGED.items()
        if numbers(release) > numbers(version)
    ]
    return frozenset[str]().union(*later)


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.removeprefix("v").split(".")]
