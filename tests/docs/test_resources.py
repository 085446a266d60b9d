"""The page about resources leads to a shop that runs, and its examples are accepted."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.docs.commands import follow
from tests.docs.pages import console_blocks
from tests.git import git
from tests.questionnaire import ROOT
from tests.questions.resources import refuse
from tests.run.servers import wait_for
from tests.run.services import FOREIGN, UV
from tests.timing import step

PAGE = (ROOT / "docs" / "resources.md").read_text("utf-8")
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.yml"))
each_example = pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)


@each_example
def test_example_is_accepted_and_named(file: Path) -> None:
    resources = yaml.safe_load(file.read_text("utf-8"))["resources"]

    assert refuse(resources) == ""
    assert 8 <= len(resources) <= 12
    assert f"(examples/{file.name})" in PAGE


def test_examples_use_each_type_and_key() -> None:
    entities = [
        table
        for file in EXAMPLES
        for table in yaml.safe_load(file.read_text("utf-8"))["resources"]
    ]
    fields = [field for entity in entities for field in entity["fields"]]

    known = re.findall(r"^\| `(\w+)` \|", PAGE.partition("## Fields")[2], re.MULTILINE)
    used = {field["type"] for field in fields} | {key for f in fields for key in f}
    # Filtered, unique and sorted fields have an index without this key.
    assert {*known} - used - {"index"} == set()
    assert {key for entity in entities for key in entity} == {
        *("name", "plural", "owner", "unique", "order", "fields")
    }


@pytest.mark.full
@pytest.mark.slow
def test_commands_lead_to_a_shop_that_runs(checkout: Path, port_8000: int) -> None:
    section = PAGE.partition("\n## Five minutes\n")[2].partition("\n## ")[0]
    new, start, use = console_blocks(section)
    environment = {
        **{name: value for name, value in os.environ.items() if name not in FOREIGN},
        "PATH": f"{Path(UV).parent}{os.pathsep}{os.environ['PATH']}",
    }

    def run(commands: str, folder: Path) -> str:
        return follow(["sh", "-ec", commands], folder, environment)

    with step("scripts/new"):
        assert re.search(r"\d{3} passed", run(new, checkout))
    shop = checkout.parent / "shop"
    assert len(git(shop, "log", "--oneline").splitlines()) == 2
    *prepare, serve = start.splitlines()
    run("\n".join(prepare), checkout)
    process = subprocess.Popen(
        serve.split(),
        cwd=shop,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port_8000}/health/ready", process)
        *_, last = re.split(r"(?<=})(?={)", run(use, shop))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
    found = json.loads(last)
    assert [item["sku"] for item in found["items"]] == ["LOOM-1"]
    assert found["items"][0]["supplier"] == {"id": 1, "name": "Looms & Co"}
