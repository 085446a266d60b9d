"""What a rendered service holds of the answers that it was given."""

import ast
import tomllib
from pathlib import Path

import yaml

from tests.questionnaire import Answers


def answers_of(service: Path) -> Answers:
    answers: Answers = yaml.safe_load((service / ".copier-answers.yml").read_bytes())
    return answers


def app_name_of(service: Path) -> str:
    """Return the default of `app_name` in app/config.py, without importing it."""
    tree = ast.parse((service / "app" / "config.py").read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "app_name":
            assert node.value is not None
            return str(ast.literal_eval(node.value))
    raise AssertionError("app/config.py sets no app_name")


def assert_holds(service: Path, typed: dict[str, str]) -> None:
    """Assert that every file is valid and holds the answers exactly as typed."""
    answers = answers_of(service)
    assert {name: answers[name] for name in typed} == typed

    for path in service.rglob("*.toml"):
        tomllib.loads(path.read_text("utf-8"))
    for path in service.rglob("*.py"):
        compile(path.read_bytes(), path, "exec")

    project = tomllib.loads((service / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["name"] == answers["project_slug"]
    assert project["description"] == answers["project_description"]
    author = {"name": answers["user_name"], "email": answers["user_email"]}
    author = {key: value for key, value in author.items() if value}
    assert project.get("authors", []) == ([author] if author else [])
    assert app_name_of(service) == answers["project_name"]
