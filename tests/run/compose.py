"""A service whose containers Compose runs."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.run.docker import Container, Docker
from tests.run.services import Service

User = dict[str, str]

USER: User = {"email": "ada@example.com", "name": "Ada", "password": "Correct horse 2"}


@dataclass(frozen=True)
class Composed:
    """A service whose containers run, as its owner starts them."""

    docker: Docker
    service: Service
    port: int
    mail_port: int

    @property
    def settings(self) -> Path:
        return self.service.folder / ".env"

    def configure(self, **settings: str) -> None:
        """Write settings below those that are there."""
        with self.settings.open("a") as file:
            file.writelines(f"{name}={value}\n" for name, value in settings.items())

    def up(self) -> None:
        self.service.run("poe", "up", **self.docker.environment)

    def down(self) -> None:
        self.service.run("poe", "down", **self.docker.environment)

    def compose(self, *arguments: str) -> str:
        return self.docker.run("compose", *arguments, folder=self.service.folder)

    def run(self, script: str) -> str:
        return self.docker.run_script(script, self.service.folder)

    @property
    def app(self) -> Container:
        return Container(self.docker, self.compose("ps", "--all", "--quiet", "app"))

    def post(self, path: str, body: bytes, kind: str) -> int:
        url = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urlopen(
                Request(url, body, {"Content-Type": kind}), timeout=30
            ) as done:
                return int(done.status)
        except HTTPError as error:
            return error.code

    def register(self, user: User = USER) -> int:
        return self.post("/api/users", json.dumps(user).encode(), "application/json")

    def log_in(self, user: User = USER) -> int:
        form = {"username": user["email"], "password": user["password"]}
        kind = "application/x-www-form-urlencoded"
        return self.post("/api/auth/token", urlencode(form).encode(), kind)

    def has_mail_for(self, address: str, *, within: float) -> bool:
        """Wait for a mail: it is sent after the answer to a request."""
        deadline = time.monotonic() + within
        url = f"http://127.0.0.1:{self.mail_port}/api/v1/messages"
        while True:
            with urlopen(url, timeout=30) as response:
                messages = json.load(response)["messages"]
            if address in json.dumps([message["To"] for message in messages]):
                return True
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
