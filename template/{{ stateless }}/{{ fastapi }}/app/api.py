"""The features' routers, below /api."""

from fastapi import APIRouter

from app.slugs import router as slugs

router = APIRouter(prefix="/api")
router.include_router(slugs.router)
