#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
    command = sys.argv[1:2]
    if command == ["collectstatic"] and "SECRET_KEY" not in os.environ:
        # Static files need no secret, so an image can be built without one.
        os.environ["ENVIRONMENT"] = "development"
    if command == ["makemigrations"] and not sys.stdin.isatty():
        # Nobody could answer Django's questions.
        sys.argv.append("--no-input")
    execute_from_command_line(sys.argv)
