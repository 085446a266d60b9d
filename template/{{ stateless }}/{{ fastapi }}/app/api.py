"""The router of the API: the routers of all features under /api."""

from fastapi import APIRouter

from app.slugs import router as slugs

router = APIRouter(prefix="/api")
router.include_router(slugs.router)
