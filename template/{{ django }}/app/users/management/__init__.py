"""What `manage.py` does for users."""
