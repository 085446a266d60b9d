"""A changed file of resources is merged into code that the owner has edited."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from copier import run_update

from tests.git import commit_all, git
from tests.questions.resources import ACCEPTED, macros
from tests.run.servers import serve
from tests.run.services import ADMIN, SECONDS, Service, install
from tests.space import Combination
from tests.stacks import ORMS, SERVERS
from tests.tiers import Tier, core
from tests.timing import step
from tests.update.origins import MARKS
from tests.update.releases import NOW
from tests.update.resources import (
    CHANGES,
    FIELDS,
    RESOURCES,
    Generated,
    Resources,
    changed_at_once,
    edit_entity,
    supported,
    with_field_changed,
    with_fields,
    with_references,
    without_entity,
    without_invoices,
    without_referred,
)
from tests.update.rows import lost_rows, rows_of
from tests.update.trees import conflicts, differing, tree
from tests.update.updates import update

FIRST, *OTHERS = supported()


def with_tiers(first: Tier = Tier.DEFAULT, others: Tier = Tier.NIGHTLY) -> list[object]:
    """The tiers of the first stack and of the others."""
    return [
        pytest.param(
            stack,
            id=str(stack),
            marks=MARKS[first if stack == FIRST else others],
        )
        for stack in supported()
    ]


# --- Edited code ---


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("stack", with_tiers())
def test_changed_file_merges_with_edits(
    generated: Generated, tmp_path: Path, stack: Combination, change: str
) -> None:
    """The result is what the same edits make of a new service."""
    folder = generated(tmp_path / "service", stack, RESOURCES)
    expected = generated(tmp_path / "expected", stack, CHANGES[change])
    for each in (folder, expected):
        edit_entity(each)
    commit_all(folder)

    update(folder, resources=CHANGES[change])

    assert conflicts(folder) == []
    assert tree(folder) == tree(expected)


@pytest.mark.parametrize("stack", with_tiers(Tier.FULL, Tier.FULL))
def test_all_changes_at_once_merge_with_edits(
    generated: Generated, tmp_path: Path, stack: Combination
) -> None:
    folder = generated(tmp_path / "service", stack, RESOURCES)
    expected = generated(tmp_path / "expected", stack, changed_at_once())
    for each in (folder, expected):
        edit_entity(each)
    commit_all(folder)

    update(folder, resources=changed_at_once())

    assert conflicts(folder) == []
    assert tree(folder) == tree(expected)


@pytest.mark.nightly
@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_field_of_each_type_merges_with_edits(
    generated: Generated, tmp_path: Path, field: dict[str, Any]
) -> None:
    folder = generated(tmp_path / "service", FIRST, RESOURCES)
    expected = generated(tmp_path / "expected", FIRST, with_fields(field))
    for each in (folder, expected):
        edit_entity(each)
    commit_all(folder)

    update(folder, resources=with_fields(field))

    assert conflicts(folder) == []
    assert tree(folder) == tree(expected)


def comment_on(folder: Path, pattern: str) -> str:
    """Add a comment to the first line of an entity's models that is found."""
    models = folder / "app" / "invoices" / "models.py"
    text, count = re.subn(
        pattern,
        r"\g<0>  # Ours.",
        models.read_text("utf-8"),
        count=1,
        flags=re.MULTILINE,
    )
    assert count == 1
    models.write_text(text, "utf-8")
    commit_all(folder)
    return models.relative_to(folder).as_posix()


# A line of the models that the owner edits, and a changed file that touches it.
SAME_LINE = {
    "bound": (r"^    number\b.*20.*$", with_field_changed("number", max=30)),
    "field": (r"^    remark\b.*$", with_fields(FIELDS["date"])),
    "removed field": (r"^    remark\b.*$", CHANGES["remove a field"]),
}


@pytest.mark.parametrize(("pattern", "resources"), SAME_LINE.values(), ids=SAME_LINE)
@pytest.mark.parametrize("stack", with_tiers())
def test_only_the_same_lines_are_in_conflict(
    generated: Generated,
    tmp_path: Path,
    stack: Combination,
    pattern: str,
    resources: Resources,
) -> None:
    folder = generated(tmp_path / "service", stack, RESOURCES)
    fresh = tree(generated(tmp_path / "fresh", stack, resources))
    edited = comment_on(folder, pattern)
    (ours,) = re.findall(
        r"^.*# Ours\.$", (folder / edited).read_text("utf-8"), re.MULTILINE
    )

    update(folder, resources=resources)

    assert conflicts(folder) == [edited]
    assert differing(tree(folder), fresh) == {edited}
    lines = (folder / edited).read_text("utf-8").splitlines()
    assert ours in lines
    assert {*fresh[edited].decode().splitlines()} <= {*lines}


@pytest.mark.parametrize("stack", with_tiers())
def test_removed_entity_takes_its_files(
    generated: Generated, tmp_path: Path, stack: Combination
) -> None:
    folder = generated(tmp_path / "service", stack, RESOURCES)
    fresh = tree(generated(tmp_path / "fresh", stack, without_entity("payment")))
    edit_entity(folder, "payments")
    ours = "app/payments/ours.py"
    (folder / ours).write_text('"""Ours."""\n')
    commit_all(folder)

    update(folder, resources=without_entity("payment"))

    assert conflicts(folder) == []
    assert differing(tree(folder), fresh) == {ours}


# --- Unedited code ---


@pytest.mark.parametrize("file", ACCEPTED, ids=[path.stem for path in ACCEPTED])
@pytest.mark.parametrize("stack", with_tiers())
def test_next_update_changes_nothing(
    generated: Generated, tmp_path: Path, stack: Combination, file: Path
) -> None:
    resources = yaml.safe_load(file.read_text("utf-8"))["resources"]
    folder = generated(tmp_path / "service", stack, resources)

    update(folder)

    assert git(folder, "status", "--porcelain") == ""


def pairs() -> list[object]:
    """Each other stack from the first one, and back."""
    return [
        pytest.param(*pair, id=f"{pair[0]}-to-{pair[1]}", marks=MARKS[tier])
        for number, other in enumerate(OTHERS)
        for pair, tier in (
            ((FIRST, other), Tier.FULL if number else Tier.DEFAULT),
            ((other, FIRST), Tier.NIGHTLY),
        )
    ]


@pytest.mark.parametrize(("before", "after"), pairs())
def test_another_stack_generates_each_entity_anew(
    generated: Generated, tmp_path: Path, before: Combination, after: Combination
) -> None:
    folder = generated(tmp_path / "service", before, RESOURCES)
    fresh = generated(tmp_path / "fresh", after, RESOURCES)
    stack = {
        name: value
        for name, value in after.data.items()
        if name in ("framework", "api", "orm", "django_version")
    }

    update(folder, **stack)

    assert tree(folder) == tree(fresh)


# --- What is said ---

FIELD = {"name": "a", "type": "text"}
NOTE = {"name": "note", "fields": [FIELD]}
OTHER = {"name": "memo", "fields": [FIELD]}
REMOVED = """\
Their tables and columns stay until a migration drops them. Read it first.
A new name counts as removed and added. To keep the data, let the migration rename."""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([], [], ""),
        ([NOTE], [NOTE], ""),
        ([NOTE, OTHER], [OTHER, NOTE], ""),
        ([], [NOTE, OTHER], "  added: note, memo"),
        ([NOTE], [{**NOTE, "owner": True}], "  changed: note (owner)"),
        (
            [NOTE],
            [{**NOTE, "fields": [FIELD, {**FIELD, "name": "b"}]}],
            "  added: note.b",
        ),
        (
            [{**NOTE, "fields": [{**FIELD, "max": 9, "required": False}]}],
            [{**NOTE, "fields": [{**FIELD, "max": 8}]}],
            "  changed: note.a (max, required)",
        ),
        ([NOTE, OTHER], [NOTE], f"  removed: memo\n{REMOVED}"),
        (
            [NOTE],
            [{**NOTE, "fields": [{**FIELD, "name": "b"}]}],
            f"  added: note.b\n  removed: note.a\n{REMOVED}",
        ),
        ([NOTE], [OTHER], f"  added: memo\n  removed: note\n{REMOVED}"),
    ],
)
def test_message_names_what_has_changed(
    before: Resources, after: Resources, said: str
) -> None:
    described = str(macros("changes").describe(before, after))

    assert described == (f"Resources:\n{said}" if said else "")


@pytest.mark.slow
def test_update_says_what_has_changed(
    generated: Generated,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = generated(tmp_path / "service", FIRST, RESOURCES)
    monkeypatch.chdir(folder)
    capsys.readouterr()

    def printed(**data: Any) -> str:
        run_update(data=data, vcs_ref=NOW, defaults=True, overwrite=True)
        commit_all(folder)
        return capsys.readouterr().err

    assert "Resources:" not in printed(license="proprietary")
    message = printed(resources=without_entity("payment"))
    assert "\nResources:\n  removed: payment\nTheir tables" in message
    assert "\n  uv run poe update-resources --continue " in message


# --- Installed ---


def write_invoices(service: Service) -> None:
    """Let the administrator create two invoices."""
    with (
        serve(service) as server,
        httpx2.Client(base_url=f"{server.url}/api") as client,
    ):
        form = {
            "username": ADMIN["ADMIN_EMAIL"],
            "password": ADMIN["ADMIN_PASSWORD"],
        }
        tokens = client.post("/auth/token", data=form).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        customer = {"name": "Zoë", "email": "zoe@example.com"}
        made = client.post("/customers", json=customer).raise_for_status().json()
        for number in ("1", "2"):
            body = {
                "number": number,
                "sender": "shop@example.com",
                "customer_id": made["id"],
                "total": "1.50",
            }
            client.post("/invoices", json=body).raise_for_status()


@pytest.mark.full
def test_field_is_added_to_a_table_with_rows(
    generated: Generated, tmp_path: Path
) -> None:
    """Its migration, unedited, keeps the rows, and all tests pass."""
    folder = generated(tmp_path / "service", FIRST, RESOURCES)
    service = install(FIRST, folder)
    service.run("poe", "makemigration", "resources")
    service.migrate()
    service.create_admin()
    write_invoices(service)
    before = rows_of(service.database)
    edit_entity(folder)
    commit_all(folder)

    update(folder, resources=with_fields(*FIELDS.values()))
    service = install(FIRST, folder, keep_database=True)
    service.run("poe", "makemigration", "more")
    service.migrate()

    assert conflicts(folder) == []
    before.pop(ORMS[FIRST.data["orm"]].applied)
    after = rows_of(service.database)
    assert lost_rows(before, after) == {}
    assert [row["priority"] for row in after["invoices"]] == ["low", "low"]
    service.run(*ORMS[FIRST.data["orm"]].check_drift)
    with step("suite"):
        service.run("poe", "check")
        service.run("pytest", "-q")


def on_servers() -> list[object]:
    """Each stack on each server; on MariaDB, Tortoise alone would drop no reference."""
    return [
        pytest.param(
            one,
            id=str(one),
            marks=MARKS[
                Tier.FULL if str(one) == "fastapi-tortoise-mysql" else Tier.NIGHTLY
            ],
        )
        for one in core()
        if one.data.get("database") in SERVERS and one.layers >= {"users", "rest"}
    ]


@pytest.mark.parametrize("stack", [*with_tiers(first=Tier.FULL), *on_servers()])
def test_tables_of_removed_entities_are_dropped(
    generated: Generated, tmp_path: Path, stack: Combination
) -> None:
    """Those that others refer to, with migrations that go down and up."""
    orm = ORMS[stack.data["orm"]]
    folder = generated(tmp_path / "service", stack, with_references())
    service = install(stack, folder)
    service.run("poe", "makemigration", "entities")
    service.migrate()
    service.create_admin()
    write_invoices(service)
    commit_all(folder)
    assert {"customers", "invoice_watchers"} <= {*rows_of(service.database)}

    update(folder, resources=without_referred())
    go_on(service)

    service.migrate()
    service.run(*orm.check_drift)
    after = rows_of(service.database)
    assert len(after["invoices"]) == 2
    assert "customer_id" not in after["invoices"][0]
    # Peewee's owners drop tables themselves.
    if stack.data["orm"] != "peewee":
        assert {"customers", "invoice_watchers"}.isdisjoint(after)
    # Django's migrations go with their entities, and others depend on them.
    if stack.data["orm"] == "tortoise":
        commit_all(folder)
        update(folder, resources=without_invoices())
        service.run("poe", "makemigration", "fewer")
        service.migrate()
        assert {"invoices", "payments"}.isdisjoint(rows_of(service.database))
    service = service.with_database("empty")
    service.migrate()
    service.run(*orm.migrate_down)
    service.migrate()
    service.run(*orm.check_drift)


def go_on(service: Service) -> None:
    """Write the migration, check and test by `poe update-resources --continue`."""
    script = service.folder / "scripts" / "update_resources.py"
    with step("suite"):
        done = subprocess.run(
            [sys.executable, script, "--continue"],
            env=service.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    assert done.returncode == 0, done.stdout
