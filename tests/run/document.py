"""What a service answers, compared with its OpenAPI document."""

import re
import subprocess
import sys
from pathlib import Path

from tests.run.servers import Server
from tests.run.services import ADMIN, SECONDS, Service
from tests.timing import step

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
# How a log reports an answer 500: our own word, and Django's.
FAILED = r"request\.failed|Internal Server Error"

LOG_IN = """
import os, sys, httpx2
form = {"username": os.environ["ADMIN_EMAIL"], "password": os.environ["ADMIN_PASSWORD"]}
response = httpx2.post(f"{sys.argv[1]}/api/auth/token", data=form)
print(response.json()["access_token"])
"""


def assert_answers_as_documented(administered: Service, server: Server) -> None:
    """Assert that the server of a service that has an administrator does so."""
    schemathesis = Path(sys.executable).with_name("schemathesis")
    as_admin = []
    if "users" in administered.combination.layers:
        token = administered.run("python", "-c", LOG_IN, server.url, **ADMIN).strip()
        as_admin = [
            # It would end the session that the other requests need.
            "--exclude-operation-id=log_out",
            f"--header=Authorization: Bearer {token}",
        ]
    without_offers = []
    if {"outbound", "stateless"} <= administered.combination.layers:
        # It is 503 here, since the services that it asks are not there.
        without_offers = ["--exclude-operation-id=read_offer"]
    with step("schemathesis"):
        done = subprocess.run(
            [
                str(schemathesis),
                *("run", f"{server.url}/api/openapi.json", "--no-color", "--seed=1"),
                *("--phases=coverage,fuzzing", "--max-examples=5"),
                f"--checks={','.join(CHECKS)}",
                *as_admin,
                *without_offers,
            ],
            cwd=administered.folder.parent,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(FAILED, server.log.read_text())
