"""Run the jobs of a GitHub workflow on this machine, step by step.

`run:` is executed as it is written. What `uses:`, `services:` and `if:` stand for is
listed here; anything else fails.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from tests.interpreters import installed
from tests.run.services import create_database, server_url, skip
from tests.run.stand_ins import attempt

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
COMPARISON = re.compile(r"([\w.]+) == '([^']*)'")
# The image of a server, and where tests reach such a server.
SERVERS = {
    "postgres:17": ("postgresql", "127.0.0.1", "POSTGRES_DB", "5432:5432"),
    "mariadb:11.8": ("mysql", "127.0.0.1", "MARIADB_DATABASE", "3306:3306"),
}
# Keys that change nothing here: limits, rights, and names.
PLAIN = {"name", "needs", "runs-on", "timeout-minutes", "permissions"}


@dataclass
class Job:
    """A job with one choice of its matrix, in a folder that is checked out."""

    name: str
    definition: dict[str, Any]
    folder: Path
    environment: dict[str, str]
    context: dict[str, str]
    matrix: dict[str, str]
    output: list[str] = field(default_factory=list)

    @property
    def log(self) -> str:
        return "".join(self.output)

    def run(self) -> bool:
        """Run each step as GitHub does; return whether the job succeeded."""
        known = {*PLAIN, "strategy", "services", "env", "steps"}
        assert self.definition.keys() <= known, self.definition.keys() - known
        self.environment |= self.filled(self.definition.get("env", {}))
        for service in self.definition.get("services", {}).values():
            self.reach(service)
        succeeds = True
        for step in self.definition["steps"]:
            if self.holds(step.pop("if", None), succeeds=succeeds):
                succeeds &= self.step(**step)
        return succeeds

    def step(self, **step: Any) -> bool:
        step.pop("name")
        is_optional = step.pop("continue-on-error", False)
        name = step.pop("id", None)
        if "uses" in step:
            self.use(**step)
            return True
        succeeds = self.execute(step.pop("run"), **step)
        if name:
            outcome = "success" if succeeds else "failure"
            self.context[f"steps.{name}.outcome"] = outcome
        return succeeds or is_optional

    def execute(self, run: str, *, env: dict[str, Any] | None = None) -> bool:
        self.output.append(f"$ {run}\n")
        # By this shell, as GitHub does where a step names none.
        command = ["bash", "-e", "-c", self.fill(run)]
        environment = {**self.environment, **self.filled(env or {})}
        succeeds, output = attempt(command, self.folder, environment)
        self.output.append(output)
        return succeeds

    def use(self, uses: str, **options: Any) -> None:
        """Do what the action stands for, at whichever commit it is."""
        action, _, commit = uses.partition("@")
        assert re.fullmatch("[0-9a-f]{40}", commit), uses
        match action, options:
            case "actions/checkout", {"with": {"persist-credentials": False}}:
                assert (self.folder / ".git").is_dir()
            case "astral-sh/setup-uv", {"with": {"version": _, "python-version": text}}:
                self.environment["UV_PYTHON"] = python(self.fill(text))
            case _:
                raise ValueError(f"What does {uses} with {options} stand for?")

    def reach(self, service: dict[str, Any]) -> None:
        """Let `DATABASE_URL` lead to a server of the tests, with an empty database."""
        scheme, host, variable, ports = SERVERS[service["image"]]
        assert service["ports"] == [ports]
        name = service["env"][variable]
        user = self.environment["DATABASE_URL"].split("@")[0]
        assert self.environment["DATABASE_URL"] == f"{user}@{host}/{name}"
        url = f"{server_url(scheme, self.name)}/{name}"
        create_database(url)
        self.environment["DATABASE_URL"] = url

    def holds(self, condition: str | None, *, succeeds: bool) -> bool:
        if condition == "failure()":
            return not succeeds
        if condition is None:
            return succeeds
        found = COMPARISON.fullmatch(condition)
        assert found, f"What does `if: {condition}` stand for?"
        return succeeds and self.context[found[1]] == found[2]

    def fill(self, text: object) -> str:
        """Replace `${{ NAME }}`; a name that is not in the context fails."""
        return EXPRESSION.sub(lambda found: self.context[found[1]], str(text))

    def filled(self, values: dict[str, Any]) -> dict[str, str]:
        return {name: self.fill(value) for name, value in values.items()}


def python(version: str) -> str:
    """The interpreter of this version; the test is skipped where there is none."""
    major, minor = version.split(".")
    found = installed().get((int(major), int(minor)))
    if found is None:
        skip(f"no Python {version} is installed", "PYTHONS")
    return str(found)


def jobs_of(
    folder: Path, workflow: str, environment: dict[str, str], **context: str
) -> Iterator[Job]:
    """Yield the jobs of a workflow in their order, once for each choice of a matrix."""
    file = folder / ".github" / "workflows" / f"{workflow}.yml"
    parsed = yaml.safe_load(file.read_text(encoding="utf-8"))
    seen = set[str]()
    for name, definition in parsed["jobs"].items():
        assert {definition.get("needs", name)} <= {*seen, name}
        seen.add(name)
        matrix = definition.get("strategy", {}).get("matrix", {})
        for values in product(*matrix.values()):
            chosen = dict(zip(matrix, values, strict=True))
            named = {f"matrix.{key}": value for key, value in chosen.items()}
            copy = deepcopy(definition)
            yield Job(
                name, copy, folder, dict(environment), {**context, **named}, chosen
            )
