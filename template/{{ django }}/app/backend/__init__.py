"""The database backend: Django's own, within the limits of this service."""
