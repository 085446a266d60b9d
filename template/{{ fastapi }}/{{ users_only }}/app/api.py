"""The features' routers; each is served below /api."""

from app.users import router as users

ROUTERS = (users.auth, users.router)
