"""Certificates for servers of the tests."""

import subprocess
from pathlib import Path

from tests.run.services import SECONDS


def certify(folder: Path, host: str) -> Path:
    """Write a certificate for a host, and its key, into a folder."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"),
            *("-keyout", "privkey.pem", "-out", "fullchain.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return folder
