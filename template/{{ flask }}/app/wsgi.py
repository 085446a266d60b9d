"""The application as WSGI, which the production server and `flask` run."""

from app.config import get_settings
from app.main import create_app

application = create_app(get_settings())
