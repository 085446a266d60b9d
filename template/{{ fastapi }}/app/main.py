"""The application factory: lifespan, middleware and routes."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from app import api, docs, health, log
from app.config import Settings, get_settings
from app.handlers import EXCEPTION_HANDLERS
from app.middleware import (
    AllowedHostsMiddleware,
    ConditionalMiddleware,
    HeadMiddleware,
    ProblemDetailsMiddleware,
    RequestContextMiddleware,
    RootPathMiddleware,
)
from app.openapi import Application
from app.resources import MIDDLEWARE, RESOURCES


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for resource in RESOURCES:
            await stack.enter_async_context(resource(app))
        yield


def create_app(settings: Settings) -> FastAPI:
    log.configure(settings)
    logging.getLogger("uvicorn").handlers.clear()  # use the handler of the root logger
    logging.getLogger("uvicorn").propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # the service logs requests
    app = Application(
        title=settings.app_name,
        debug=is_debug(settings),
        lifespan=lifespan,
        middleware=middleware(settings),
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_url="/api/openapi.json" if settings.docs_enabled else None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.settings = settings
    health.add_routes(app)
    app.include_router(api.router)
    if settings.docs_enabled:
        docs.add_routes(app)
    return app


def is_debug(settings: Settings) -> bool:
    """Show tracebacks in responses only if ENVIRONMENT is set to `development`.

    The default is not enough: a server may run without ENVIRONMENT by mistake.
    """
    is_set = "environment" in settings.model_fields_set
    return is_set and settings.environment == "development"


def middleware(settings: Settings) -> list[Middleware]:
    """Return the middleware, outermost first."""
    prefix = [Middleware(RootPathMiddleware, settings.root_path)]
    return [
        *(prefix if settings.root_path else ()),
        Middleware(RequestContextMiddleware),
        *MIDDLEWARE,
        Middleware(ProblemDetailsMiddleware),
        Middleware(HeadMiddleware),
        Middleware(AllowedHostsMiddleware, allowed_hosts=list(settings.allowed_hosts)),
        Middleware(
            ConditionalMiddleware,
            {b"origin", b"accept-encoding", b"content-length", b"transfer-encoding"},
            [
                Middleware(
                    CORSMiddleware,
                    allow_origins=settings.cors_origins,
                    allow_methods=["*"],
                    allow_headers=["*"],
                    allow_credentials=True,
                    expose_headers=["Location", "X-Request-ID"],
                ),
                Middleware(GZipMiddleware, compresslevel=5),
                Middleware(
                    RequestBodyLimitMiddleware, max_body_size=settings.max_body_bytes
                ),
            ],
        ),
    ]


app = create_app(get_settings())
