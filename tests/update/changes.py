"""The files that each release changed in services whose answers stay the same."""

Files = frozenset[str]

# `poe smoke` skips what a server in production has turned off.
SMOKE_IN_PRODUCTION = frozenset(
    {
        "tests/api/conftest.py",
        "tests/api/test_documents.py",
        "tests/api/test_http.py",
        "tests/api/test_limits.py",
        "tests/api/test_public.py",
    }
)

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
# Services stand concurrency, load and failure.
RIGHT_UNDER_LOAD = frozenset(
    {
        ".env.example",
        "AGENTS.md",
        "README.md",
        "app/__main__.py",
        "app/api.py",
        "app/client.py",
        "app/config.py",
        "app/conflicts.py",
        "app/database.py",
        "app/database_url.py",
        "app/driver.py",
        "app/errors.py",
        "app/handlers.py",
        "app/limits.py",
        "app/log.py",
        "app/mail.py",
        "app/middleware.py",
        "app/models.py",
        "app/openapi.py",
        "app/outages.py",
        "app/posts/schemas.py",
        "app/posts/service.py",
        "app/problems.py",
        "app/schemas.py",
        "app/server.py",
        "app/statuses.py",
        "app/timeouts.py",
        "app/users/hashing.py",
        "app/users/links.py",
        "app/users/mails.py",
        "app/users/models.py",
        "app/users/recovery.py",
        "app/users/schemas.py",
        "app/users/service.py",
        "app/users/tokens.py",
        "app/users/verification.py",
        "pyproject.toml",
        "tests/api/at_once.py",
        "tests/api/conftest.py",
        "tests/api/mails.py",
        "tests/api/public.py",
        "tests/api/test_documents.py",
        "tests/api/test_http.py",
        "tests/api/test_limits.py",
        "tests/api/test_password_reset.py",
        "tests/api/test_posts.py",
        "tests/api/test_posts_at_once.py",
        "tests/api/test_posts_verification.py",
        "tests/api/test_root_path.py",
        "tests/api/test_users.py",
        "tests/api/test_users_at_once.py",
        "tests/api/test_users_http.py",
        "tests/api/test_verification.py",
        "tests/conftest.py",
        "tests/test_config.py",
        "tests/test_database_url.py",
        "tests/test_driver.py",
        "tests/test_failures.py",
        "tests/test_hashing.py",
        "tests/test_limits.py",
        "tests/test_mail.py",
        "tests/test_models.py",
        "tests/test_request_log.py",
        "tests/test_request_log_user.py",
        "tests/test_requests.py",
        "tests/test_timeouts.py",
        "tests/test_tokens.py",
    }
)
# The same with FastAPI and Flask.
RIGHT_UNDER_LOAD_OF_BOTH = frozenset(
    {
        "app/checkout.py",
        "app/cli.py",
        "app/dialect.py",
        "app/docs.py",
        "app/driver_errors.py",
        "app/engine.py",
        "app/main.py",
        "app/pool.py",
        "app/posts/queries.py",
        "app/queries.py",
        "app/resources.py",
        "app/sessions.py",
        "app/users/limits.py",
        "app/users/passwords.py",
        "app/users/queries.py",
        "migrations/0001_users.py",
        "migrations/__init__.py",
        "migrations/env.py",
        "migrations/versions/0001_users.py",
        "tests/database.py",
        "tests/isolation.py",
        "tests/sql.py",
        "tests/test_outages.py",
        "tests/test_passwords.py",
        "tests/test_server_limits.py",
        "tests/test_transactions.py",
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
    "v0.7.0": {
        "fastapi": RIGHT_UNDER_LOAD
        | RIGHT_UNDER_LOAD_OF_BOTH
        | {
            "app/asyncpg_client.py",
            "app/migrate.py",
            "app/mysql_client.py",
            "app/posts/router.py",
            "app/protocol.py",
            "app/users/dependencies.py",
            "app/users/recovery_router.py",
            "app/users/router.py",
            "migrations/0001_users.sql",
            "tests/server.py",
            "tests/test_cli.py",
            "tests/test_middleware.py",
            "tests/test_protocol.py",
        },
        "django": RIGHT_UNDER_LOAD
        | {
            ".gitignore",
            "app/admin.py",
            "app/admin_errors.py",
            "app/asgi.py",
            "app/backend/__init__.py",
            "app/backend/base.py",
            "app/backend/outages.py",
            "app/backend/pool.py",
            "app/background.py",
            "app/checks.py",
            "app/constraints.py",
            "app/environment.py",
            "app/failures.py",
            "app/limiter.py",
            "app/links.py",
            "app/mailer.py",
            "app/management/__init__.py",
            "app/management/commands/__init__.py",
            "app/management/commands/migrate.py",
            "app/parsers.py",
            "app/posts/admin.py",
            "app/posts/api.py",
            "app/posts/bulk.py",
            "app/posts/forms.py",
            "app/posts/migrations/0001_initial.py",
            "app/posts/serializers.py",
            "app/posts/views.py",
            "app/refusals.py",
            "app/rest.py",
            "app/root_path.py",
            "app/settings.py",
            "app/templates/403.html",
            "app/templates/500.html",
            "app/templates/503.html",
            "app/templates/admin/error.html",
            "app/templates/base.html",
            "app/templates/posts/partials/count.html",
            "app/templates/refused.html",
            "app/templates/users/password_reset_mail.txt",
            "app/templates/users/password_reset_subject.txt",
            "app/templates/users/verify_email.html",
            "app/turns.py",
            "app/unparsed.py",
            "app/urls.py",
            "app/users/accounts.py",
            "app/users/admin.py",
            "app/users/api.py",
            "app/users/apps.py",
            "app/users/authentication.py",
            "app/users/backends.py",
            "app/users/forms.py",
            "app/users/management/commands/create_admin.py",
            "app/users/middleware.py",
            "app/users/migrations/0001_initial.py",
            "app/users/permissions.py",
            "app/users/recovery_api.py",
            "app/users/serializers.py",
            "app/users/views.py",
            "app/worker.py",
            "app/wsgi.py",
            "manage.py",
            "tests/factories.py",
            "tests/pages/public.py",
            "tests/pages/test_accounts.py",
            "tests/pages/test_limits.py",
            "tests/pages/test_mails_of_the_api.py",
            "tests/pages/test_posts.py",
            "tests/pages/test_safety.py",
            "tests/pages/test_verification.py",
            "tests/settings.py",
            "tests/test_admin.py",
            "tests/test_admin_access.py",
            "tests/test_admin_posts.py",
            "tests/test_admin_users.py",
            "tests/test_background.py",
            "tests/test_cli.py",
            "tests/test_client.py",
            "tests/test_environment.py",
            "tests/test_links.py",
            "tests/test_lost_updates.py",
            "tests/test_mailer.py",
            "tests/test_model_permissions.py",
            "tests/test_own_errors.py",
            "tests/test_pool.py",
            "tests/test_protocols.py",
            "tests/test_rest.py",
            "tests/test_revocation.py",
            "tests/test_root_path.py",
            "tests/test_server.py",
            "tests/test_settings.py",
            "tests/test_static_files.py",
            "tests/test_turns.py",
            "tests/test_worker.py",
            "tests/wsgi.py",
        },
        "flask": RIGHT_UNDER_LOAD
        | RIGHT_UNDER_LOAD_OF_BOTH
        | {
            "app/application.py",
            "app/background.py",
            "app/callbacks.py",
            "app/environment.py",
            "app/health.py",
            "app/lazy.py",
            "app/pages.py",
            "app/pooling.py",
            "app/posts/api.py",
            "app/posts/forms.py",
            "app/posts/views.py",
            "app/refusals.py",
            "app/root_path.py",
            "app/templates/500.html",
            "app/templates/base.html",
            "app/templates/docs.html",
            "app/templates/error.html",
            "app/templates/posts/list.html",
            "app/templates/users/verify_email.html",
            "app/turns.py",
            "app/unparsed.py",
            "app/users/api.py",
            "app/users/authentication.py",
            "app/users/recovery_api.py",
            "app/users/resets.py",
            "app/users/sessions.py",
            "app/users/views.py",
            "app/validation.py",
            "app/views.py",
            "app/worker.py",
            "app/wsgi.py",
            "tests/pages/conftest.py",
            "tests/pages/public.py",
            "tests/pages/test_hashing.py",
            "tests/pages/test_limits.py",
            "tests/pages/test_passwords.py",
            "tests/pages/test_posts.py",
            "tests/pages/test_refusals.py",
            "tests/pages/test_safety.py",
            "tests/pages/test_verification.py",
            "tests/test_background.py",
            "tests/test_callbacks.py",
            "tests/test_client.py",
            "tests/test_environment.py",
            "tests/test_health.py",
            "tests/test_openapi.py",
            "tests/test_root_path.py",
            "tests/test_server.py",
            "tests/test_turns.py",
            "tests/test_views.py",
            "tests/test_worker.py",
            "tests/wsgi.py",
        },
    },
    "v0.8.0": {
        "fastapi": SMOKE_IN_PRODUCTION
        | {"app/__main__.py", "app/timeouts.py", "tests/test_timeouts.py"},
        "django": SMOKE_IN_PRODUCTION,
        "flask": SMOKE_IN_PRODUCTION,
    },
}

# Files that a release removes, edits of their owners included: its changelog says so.
REMOVED: dict[str, Files] = {
    "v0.7.0": frozenset(
        {"app/mailer.py", "app/users/resets.py", "tests/test_mailer.py"}
    ),
}


def changed_since(version: str, framework: str) -> Files:
    """Return the files that an update from a version may change."""
    later = [
        files.get(framework, frozenset())
        for release, files in CHANGED.items()
        if numbers(release) > numbers(version)
    ]
    return frozenset[str]().union(*later)


def removed_since(version: str) -> Files:
    """Return the files that an update from a version removes."""
    later = [
        files
        for release, files in REMOVED.items()
        if numbers(release) > numbers(version)
    ]
    return frozenset[str]().union(*later)


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.removeprefix("v").split(".")]
