"""Run all tests on all cores with coverage, or pytest with the given arguments."""

import subprocess
import sys

ALL = ["--cov", "--numprocesses", "auto"]

if __name__ == "__main__":
    command = [sys.executable, "-m", "pytest", *(sys.argv[1:] or ALL)]
    sys.exit(subprocess.run(command, check=False).returncode)
