"""Run all tests on all cores with coverage, or pytest with the given arguments."""

import subprocess
import sys

# Tests of a file run in one process, in their order.
ALL = ["--cov", "--numprocesses", "auto", "--dist", "loadfile"]

if __name__ == "__main__":
    command = [sys.executable, "-m", "pytest", *(sys.argv[1:] or ALL)]
    sys.exit(subprocess.run(command, check=False).returncode)
