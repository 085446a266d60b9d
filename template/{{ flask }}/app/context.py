"""Settings of the current application."""

from flask import current_app

from app.config import Settings


def current_settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
