#!/usr/bin/env python
"""Django's command line, for this project."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
    if sys.argv[1:2] == ["collectstatic"] and "SECRET_KEY" not in os.environ:
        # It serves nothing, so that an image can be built without any secret.
        os.environ["ENVIRONMENT"] = "development"
    execute_from_command_line(sys.argv)
