"""What `manage.py` does for the project."""
