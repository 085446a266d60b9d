"""The features' routers; each is served below /api."""

from app.slugs import router as slugs

ROUTERS = (slugs.router,)
