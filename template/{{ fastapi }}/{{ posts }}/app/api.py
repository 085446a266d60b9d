"""The router of the API: the routers of all features under /api."""

from fastapi import APIRouter

from app.posts import router as posts
from app.users import recovery_router as recovery
from app.users import router as users

router = APIRouter(prefix="/api")
router.include_router(users.auth)
router.include_router(recovery.router)
router.include_router(users.router)
router.include_router(posts.router)
