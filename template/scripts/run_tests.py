"""Run all tests on all cores with coverage, or pytest with the given arguments."""

import sys

import pytest

ALL = ["--cov", "--numprocesses", "auto"]

if __name__ == "__main__":
    sys.exit(pytest.main(sys.argv[1:] or ALL))
