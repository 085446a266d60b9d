"""The features' routers; each is served below /api."""

from app.posts import router as posts
from app.users import router as users

ROUTERS = (users.auth, users.router, posts.router)
