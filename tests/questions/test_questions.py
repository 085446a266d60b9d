"""Every answer gives a valid service, or one sentence that says why it is refused."""

import ast
import io
import os
import random
import re
import string
import subprocess
import sys
import tomllib
from pathlib import Path
from shutil import copy, copytree
from typing import Any, NamedTuple

import jinja2
import pexpect
import pytest
import yaml
from tests.space import Combination
from tests.tiers import core, sample
from tests.questionnaire import ROOT, environment
from tests.TODO import configuration, every, is_asked, options, questions, refusal
from tests.conftest import Render
from copier import run_copy, run_update
from copier.errors import InvalidTypeError
from tests.interpreters import interpreter_for
from pytest_copier.plugin import CopierFixture
from tests.update.releases import Release, commit_all, git, releases
from tests.run.services import UV

COPIER = [sys.executable, "-m", "copier"]
RUFF = str(Path(sys.executable).with_name("ruff"))
RESERVED = (ROOT / "extensions" / "reserved.txt").read_text().split()
# Those that one choice reserves, beside those that each service does.
RESERVED_BY = {
    path.stem.removeprefix("reserved-"): path.read_text().split()
    for path in sorted((ROOT / "extensions").glob("reserved-*.txt"))
}
# Names that services of a release could have, and that became packages of theirs since:
# an update asks such a service for another. A release not named here has lost none.
LOST_SINCE: dict[str, set[str]] = {}

EMPTY = "It can't be empty."
QUOTES = "It can't hold double quotes or backslashes."
CONTROL = "It has to be one line without control characters."
EDGES = "It can't begin or end with a space."
LONG_NAME = (
    "It can be 60 characters long at most, "
    "of which emoji and wide letters count as two."
)
LONG_LINE = "It can be 200 characters long at most."
LONG_SLUG = "It can be 40 characters long at most."
WORDS = (
    "It has to be lower-case letters and digits in words joined by single dashes, "
    "beginning with a letter."
)
PACKAGE = "It can't be the name of a package that the service is built on."
SYSTEM = "It can't be a name that database servers or Windows keep for themselves."
EMAIL = "It has to look like name@example.com."
FINE = ""


class Outcome(NamedTuple):
    """The sentence that refuses a text as each free-text answer, or FINE."""

    text: str
    project_name: str = FINE
    line: str = FINE  # the description, and the writer's name
    project_slug: str = WORDS
    user_email: str = EMAIL


HOSTILE = {
    # What ends a string in Python, TOML, YAML or a shell.
    "single quotes": Outcome("O'Neill's '''shop'''"),
    "double quotes": Outcome('say "hi"', QUOTES),
    "triple quotes": Outcome('"""', QUOTES),
    "backslash": Outcome("C:\\new\\", QUOTES),
    "backquotes": Outcome("`id`"),
    # What a template, a shell or a configuration file would replace.
    "expression": Outcome("{{ project_slug }} {{ 7 * 7 }}"),
    "statement": Outcome("{% raw %}"),
    "open statement": Outcome("{% if x"),
    "comment": Outcome("{# gone #}"),
    "variable": Outcome("${HOME} $PATH %PATH% %(here)s"),
    "command": Outcome("$(id); rm -rf . && x | y > z"),
    "mark-up": Outcome("</title><script>x()</script> **b** [l](u) &amp;"),
    # More than the one line that is asked for.
    "newline": Outcome("two\nlines", CONTROL, CONTROL),
    "final newline": Outcome("line\n", CONTROL, CONTROL),
    "carriage return": Outcome("two\rlines", CONTROL, CONTROL),
    "line separator": Outcome("two\u2028lines", CONTROL, CONTROL),
    "next line": Outcome("two\x85lines", CONTROL, CONTROL),
    "tab": Outcome("two\tcolumns", CONTROL, CONTROL),
    "nul": Outcome("nul\0", CONTROL, CONTROL),
    "escape": Outcome("\x1b[31mred", CONTROL, CONTROL),
    "delete": Outcome("\x7f", CONTROL, CONTROL),
    # What looks like an option, or like something else than text to YAML.
    "option": Outcome("-rf"),
    "long option": Outcome("--help"),
    "null": Outcome("null", project_slug=FINE),
    "tilde": Outcome("~"),
    "yes": Outcome("yes", project_slug=FINE),
    "off": Outcome("Off"),
    "integer": Outcome("42"),
    "octal": Outcome("0o17"),
    "float": Outcome("1e3"),
    "date": Outcome("2024-01-01"),
    "list": Outcome("[a]"),
    "mapping": Outcome("{a: b}"),
    "item": Outcome("- a"),
    "colon": Outcome("a: b"),
    "hash": Outcome("# a # b"),
    "anchor": Outcome("&a"),
    "tag": Outcome("!!python/object/apply:os.getcwd []"),
    "document": Outcome("--- |"),
    # Letters of other scripts, and what hides among them.
    "typography": Outcome("Anna’s café – ‘½’ × 2"),  # noqa: RUF001
    "accents": Outcome("Žluťoučký kůň"),
    "cyrillic": Outcome("Каталог"),
    "hebrew": Outcome("שלום"),
    "arabic": Outcome("مرحبا بالعالم"),
    "devanagari": Outcome("नमस्ते"),
    "chinese": Outcome("字" * 30),
    "too much chinese": Outcome("字" * 31, LONG_NAME),
    "emoji": Outcome("🚀 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    "last code point": Outcome("\U0010ffff \ufffe"),
    "right-to-left override": Outcome("a\u202eb", CONTROL, CONTROL),
    "right-to-left isolate": Outcome("a\u2067b", CONTROL, CONTROL),
    "right-to-left mark": Outcome("a\u200fb", CONTROL, CONTROL),
    "arabic letter mark": Outcome("a\u061cb", CONTROL, CONTROL),
    "zero-width space": Outcome("a\u200bb", CONTROL, CONTROL),
    "byte order mark": Outcome("\ufeffa", CONTROL, CONTROL),
    "lone surrogate": Outcome("a\ud800", CONTROL, CONTROL),
    # Too little, too much.
    "nothing": Outcome("", EMPTY, user_email=FINE),
    "spaces": Outcome("   ", EMPTY, EDGES),
    "leading space": Outcome(" a", EDGES, EDGES),
    "trailing no-break space": Outcome("a\xa0", EDGES, EDGES),
    "40 letters": Outcome("x" * 40, project_slug=FINE),
    "41 letters": Outcome("x" * 41, project_slug=LONG_SLUG),
    "60 letters": Outcome("x" * 60, project_slug=LONG_SLUG),
    "61 letters": Outcome("x" * 61, LONG_NAME, project_slug=LONG_SLUG),
    "200 letters": Outcome("x y " * 49 + "x yz", LONG_NAME),
    "300 letters": Outcome("x" * 300, LONG_NAME, LONG_LINE, LONG_SLUG),
    # Names that mean something to Python, to the index, to Windows or to a server.
    "keyword": Outcome("class", project_slug=FINE),
    "capital keyword": Outcome("None"),
    "standard module": Outcome("json", project_slug=FINE),
    "our package": Outcome("app", project_slug=FINE),
    "dunder": Outcome("__init__"),
    "dependency": Outcome("fastapi", project_slug=PACKAGE),
    "transitive dependency": Outcome("typing-extensions", project_slug=PACKAGE),
    "device": Outcome("com1", project_slug=SYSTEM),
    "system database": Outcome("mysql", project_slug=SYSTEM),
    "path": Outcome("../../etc/passwd"),
    "two dashes": Outcome("a--b"),
    "dash at the end": Outcome("a-"),
    "underscore": Outcome("a_b"),
    # Addresses.
    "address": Outcome("jo.o'neill+x@mail.example.com", user_email=FINE),
    "odd address": Outcome("!#$%&*/=?^_`{|}~-@example.com", user_email=FINE),
    "templated address": Outcome("{{x}}@example.com", user_email=FINE),
    "quoted address": Outcome('"a b"@example.com', QUOTES),
    "address and name": Outcome("A <a@example.com>"),
    "address and line": Outcome("a@example.com\n", CONTROL, CONTROL),
    "two addresses": Outcome("a@example.com,b@example.com"),
    "address without domain": Outcome("root@localhost"),
    "long address": Outcome("a" * 200 + "@example.com", LONG_NAME, LONG_LINE),
}
HOSTILE["long address"] = HOSTILE["long address"]._replace(user_email=LONG_LINE)

# Each free-text question, with the column of the outcomes that tells about it.
COLUMNS = {
    "project_name": "project_name",
    "project_slug": "project_slug",
    "project_description": "line",
    "user_name": "line",
    "user_email": "user_email",
}


# Whom nobody is asked about: settings or --data tell.
WRITER = ("user_name", "user_email")


def free_text() -> list[str]:
    return [name for name in questions() if name not in options()]


def refused() -> list[Any]:
    """One text for each sentence of each question."""
    texts = {
        (name, sentence): (case, outcome.text)
        for case, outcome in HOSTILE.items()
        for name, column in COLUMNS.items()
        if (sentence := getattr(outcome, column))
    }
    return [
        pytest.param(name, text, sentence, id=f"{name}-{case}")
        for (name, sentence), (case, text) in texts.items()
    ]


def accepted() -> list[Any]:
    return [
        pytest.param(typed, id=case)
        for case, outcome in HOSTILE.items()
        if (
            typed := {
                name: outcome.text
                for name, column in COLUMNS.items()
                if not getattr(outcome, column)
            }
        )
    ]


def answers_of(service: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        (service / ".copier-answers.yml").read_bytes()
    )
    return loaded


def app_name_of(service: Path) -> str:
    """What app/config.py says, read as Python reads it, without running it."""
    tree = ast.parse((service / "app" / "config.py").read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "app_name":
            assert node.value is not None
            return str(ast.literal_eval(node.value))
    raise AssertionError("app/config.py sets no app_name")


def assert_holds(service: Path, typed: dict[str, str]) -> None:
    """Every file can be read, and holds the answers as they were typed."""
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


@pytest.fixture(scope="session")
def jinja() -> jinja2.Environment:
    return environment()


@pytest.fixture(scope="session")
def rendered_only(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template without the files that Copier copies byte by byte.

    No answer can get into those, and without them a copy is three times as fast.
    """
    folder = tmp_path_factory.mktemp("rendered-only")
    copy(template / "copier.yml", folder)
    copytree(template / "extensions", folder / "extensions")
    for source in (template / "template").rglob("*.jinja"):
        target = folder / source.relative_to(template)
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(source, target)
    return folder


FRAMEWORKS = [
    pytest.param(name, marks=[pytest.mark.slow] if number else [])
    for number, name in enumerate(options()["framework"])
]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("typed", accepted())
def test_hostile_text_gives_files_that_hold_it(
    typed: dict[str, str], framework: str, rendered_only: Path, tmp_path: Path
) -> None:
    service = tmp_path / "service"
    data = {**typed, "framework": framework}

    run_copy(str(rendered_only), service, data=data, defaults=True, quiet=True)

    assert_holds(service, typed)
    # The Python that holds an answer as it was typed passes the service's own checks.
    for check in (["format", "--check"], ["check"]):
        command = [RUFF, *check, "--quiet", "app/config.py"]
        subprocess.run(command, cwd=service, check=True)


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("case", HOSTILE)
def test_validator_tells_the_rule(
    name: str, case: str, jinja: jinja2.Environment
) -> None:
    outcome = HOSTILE[case]

    validator = jinja.from_string(questions()[name]["validator"])

    assert validator.render({name: outcome.text}) == getattr(outcome, COLUMNS[name])


@pytest.mark.parametrize(("name", "text", "sentence"), refused())
def test_hostile_text_is_refused_with_the_rule(
    name: str, text: str, sentence: str, render: Render, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"^Validation error") as refusal:
        render(tmp_path / "service", **{name: text})

    assert str(refusal.value) == f"Validation error for question '{name}': {sentence}"
    assert not (tmp_path / "service").exists()


def test_hostile_text_stays_through_an_update(
    copier: CopierFixture, tmp_path: Path
) -> None:
    typed = {
        "project_name": "{{ x }} 'null': # ~ 🚀",
        "project_slug": "null",
        "project_description": 'yes: "{% raw %}" \\ ' + "long " * 30 + "line",
        "user_name": "~",
        "user_email": "{{x}}'@example.com",
    }
    service = copier.copy(tmp_path, **typed).path
    commit_all(service)

    run_update(service, defaults=True, overwrite=True, quiet=True)

    assert git(service, "status", "--porcelain") == ""
    assert_holds(service, typed)


# --- What is asked ---


def asked(combination: Combination) -> list[str]:
    """What a person is asked in a terminal who answers with this combination."""
    return [
        name
        for name, question in questions().items()
        if question.get("ask", True)
        and (name not in options() or name in combination.data)
    ]


def test_questions_are_twelve_at_most_on_any_path() -> None:
    assert {
        str(combination): names
        for combination in every()
        if len(names := asked(combination)) > 12
    } == {}


def test_question_that_depends_on_others_has_choices() -> None:
    # So `asked` tells the truth: what is written as text is asked of everyone.
    assert [name for name in free_text() if "when" in questions()[name]] == []


@pytest.mark.parametrize("name", questions())
def test_question_has_a_sentence_of_help_and_a_default(name: str) -> None:
    question = questions()[name]

    assert re.fullmatch(r"[A-Z][^.?!\n]+\?", question["help"])
    assert "default" in question


@pytest.mark.parametrize("name", questions())
def test_question_asks_for_no_secret(name: str) -> None:
    text = f"{name} {questions()[name]['help']}".lower()

    assert "secret" not in questions()[name]
    assert not re.search(r"secret|password|passphrase|token|credential|key", text)


def test_free_text_is_validated_and_tried_with_hostile_text() -> None:
    assert set(free_text()) == set(COLUMNS)
    assert all("validator" in questions()[name] for name in free_text())


# --- How it is answered ---


def test_defaults_need_no_trust_and_are_all_that_is_kept(
    copier: CopierFixture, tmp_path: Path
) -> None:
    # Unlike the fixture's own copy, this one does not pass unsafe.
    run_copy(str(copier.template), tmp_path, defaults=True, quiet=True)

    plain = {
        "project_name": "My Service",
        "project_slug": "my-service",
        "project_description": "A web service.",
        "user_name": "",
        "user_email": "",
    }
    chosen = every()[0].data
    source = {"_src_path": str(copier.template), "_commit": "99.99.99"}
    assert answers_of(tmp_path) == source | plain | chosen
    assert_holds(tmp_path, plain)


def test_settings_of_a_person_answer_who_writes_it(
    render: Render, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.yml"
    settings.write_text("defaults: {user_name: Ada, user_email: ada@example.com}")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(settings))

    service = render(tmp_path / "service")

    assert_holds(service, {"user_name": "Ada", "user_email": "ada@example.com"})


@pytest.mark.slow
def test_writer_stays_when_somebody_else_updates(
    copier: CopierFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = {"user_name": "Ada", "user_email": "ada@example.com"}
    service = copier.copy(tmp_path / "service", **ada).path
    commit_all(service)
    settings = tmp_path / "settings.yml"
    settings.write_text("defaults: {user_name: Bob, user_email: bob@example.com}")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(settings))

    run_update(service, defaults=True, overwrite=True, quiet=True)

    assert git(service, "status", "--porcelain") == ""
    assert_holds(service, ada)


def copy_from_file(
    template: Path, folder: Path, text: str
) -> subprocess.CompletedProcess[str]:
    """Answer by a data file, on the command line."""
    folder.mkdir()
    data = folder / "answers.yml"
    data.write_text(text, "utf-8")
    paths = ["--data-file", str(data), str(template), str(folder / "service")]
    command = [*COPIER, "copy", "--defaults", "--quiet", *paths]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_data_file_answers(template: Path, tmp_path: Path) -> None:
    typed = {
        "project_name": "null",
        "project_slug": "yes",
        "project_description": "~",
        "user_name": "[a]: # b",
        "user_email": "yes@example.com",
        "database": "postgresql",
        "example": False,
    }

    done = copy_from_file(template, tmp_path / "a", yaml.safe_dump(typed))

    assert done.returncode == 0, done.stderr
    service = tmp_path / "a" / "service"
    assert_holds(service, {name: str(typed[name]) for name in COLUMNS})
    assert answers_of(service)["database"] == "postgresql"
    assert answers_of(service)["example"] is False


def test_data_file_refusal_is_the_last_line(template: Path, tmp_path: Path) -> None:
    done = copy_from_file(template, tmp_path / "a", "project_slug: My Shop")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(f"'project_slug': {WORDS}")
    assert not (tmp_path / "a" / "service").exists()


# YAML reads some words as null, a bool, a number, a date or a list, not as text.
@pytest.mark.parametrize(
    ("value", "text"), [("yes", "True"), ("Off", "False"), ("42", "42"), ("1.5", "1.5")]
)
def test_unquoted_word_of_yaml_becomes_text(
    value: str, text: str, render: Render, tmp_path: Path
) -> None:
    service = render(tmp_path, project_name=yaml.safe_load(value))

    assert_holds(service, {"project_name": text})


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("null", r'^Invalid answer "None" of type .* to question "project_name"'),
        ("~", r'^Invalid answer "None" of type .* to question "project_name"'),
        ("[a]", r"^Could not convert \['a'\] to string$"),
        ("{a: b}", r"^Could not convert {'a': 'b'} to string$"),
        ("2024-01-01", r"^Could not convert 2024-01-01 to string$"),
    ],
)
def test_unquoted_word_of_yaml_is_refused(
    value: str, sentence: str, render: Render, tmp_path: Path
) -> None:
    with pytest.raises((InvalidTypeError, ValueError), match=sentence):
        render(tmp_path, project_name=yaml.safe_load(value))


# Copier reads any word as yes or no, so that a question of that type refuses nothing.
@pytest.mark.parametrize(
    "name", [name for name in options() if questions()[name]["type"] != "bool"]
)
def test_unknown_choice_is_refused(name: str, render: Render, tmp_path: Path) -> None:
    usual = next(row for row in every() if name in row.data).data
    offered = [
        value
        for value in options()[name]
        if not refusal(name, value, usual | {name: 0})
    ]

    with pytest.raises(ValueError, match=r"^Invalid choice") as error:
        render(tmp_path, **{**usual, name: "oracle"})

    sentence = f"Invalid choice for '{name}': 'oracle' is not in {offered}"
    assert str(error.value) == sentence


# What does not fit together: the last answer of each is refused, for the reason.
UNFIT: list[tuple[dict[str, Any], str]] = [
    (
        {"framework": "django", "python_version": "3.11", "django_version": "6.1"},
        "Django 6.1 needs Python 3.12 or newer.",
    ),
    (
        {"framework": "django", "api": "none", "pages": False},
        "Without an API it has to serve pages.",
    ),
    (
        {"framework": "django", "orm": "sqlalchemy"},
        "Django comes with an ORM of its own.",
    ),
    (
        {"project_slug": "sqlparse", "framework": "django"},
        "Django services are built on a package of this service's name.",
    ),
    (
        {"project_slug": "werkzeug", "framework": "flask"},
        "Flask services are built on a package of this service's name.",
    ),
    (
        {"framework": "django", "orm": "sqlmodel"},
        "Django comes with an ORM of its own.",
    ),
    (
        {"project_slug": "sqlmodel", "framework": "fastapi", "orm": "sqlmodel"},
        "SQLModel services are built on a package of this service's name.",
    ),
    (
        {"framework": "django", "orm": "tortoise"},
        "Django comes with an ORM of its own.",
    ),
    (
        {"framework": "flask", "orm": "tortoise"},
        "Tortoise ORM is asynchronous, and Flask is not.",
    ),
    (
        {"project_slug": "tortoise-orm", "framework": "fastapi", "orm": "tortoise"},
        "Tortoise services are built on a package of this service's name.",
    ),
    (
        {"framework": "fastapi", "orm": "peewee"},
        "Peewee is for code that is not asynchronous, which goes with Flask.",
    ),
    (
        {"framework": "django", "orm": "peewee"},
        "Django comes with an ORM of its own.",
    ),
    (
        {"project_slug": "peewee", "framework": "flask", "orm": "peewee"},
        "Peewee services are built on a package of this service's name.",
    ),
    ({"framework": "fastapi", "orm": "django"}, "This ORM is a part of Django."),
    ({"framework": "flask", "orm": "django"}, "This ORM is a part of Django."),
    (
        {"framework": "django", "orm": "none"},
        "Django's users and its administration live in a database.",
    ),
    (
        {"framework": "flask", "orm": "none", "pages": True},
        "Its pages are for users, and users live in a database.",
    ),
]


@pytest.mark.parametrize(("data", "reason"), UNFIT)
def test_choice_that_does_not_fit_is_refused_with_the_reason(
    data: dict[str, Any], reason: str, render: Render, tmp_path: Path
) -> None:
    *_, name = data

    with pytest.raises(ValueError, match=r"^Invalid choice") as error:
        render(tmp_path / "service", **data)

    assert str(error.value) == f"Invalid choice for '{name}': {reason}"
    assert not (tmp_path / "service").exists()


def test_choices_that_do_not_fit_are_all_tried() -> None:
    reasons = {
        reason
        for combination in every()
        for name in options()  # --data may answer what is not asked, too
        for value in options()[name]
        for slug in ("my-service", *(names[0] for names in RESERVED_BY.values()))
        if (reason := refusal(name, value, {"project_slug": slug} | combination.data))
    }

    assert reasons == {reason for _, reason in UNFIT}


# A bool's validator is not asked in a terminal, nor is that of a question with choices.
def test_choice_is_refused_by_its_own_validator() -> None:
    assert [name for name in options() if "validator" in questions()[name]] == []


ENTER = "\r"
DOWN = "\x1b[B"
CLEAR = "\x15"


class Terminal:
    """Copier as a person meets it; `output` is all that it showed."""

    def __init__(self, template: Path, service: Path) -> None:
        self.log = io.StringIO()
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "copier", "copy", str(template), str(service)],
            encoding="utf-8",
            timeout=20,
            # Else each prompt waits for the terminal to tell where its cursor is.
            env={**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1"},
            dimensions=(40, 200),
        )
        self.process.logfile_read = self.log

    def answer(self, name: str, keys: str = ENTER) -> None:
        self.process.expect_exact(questions()[name]["help"])
        self.process.send(keys)

    def finish(self) -> str:
        """All that it showed, once nothing more is asked."""
        self.process.expect(pexpect.EOF)
        self.process.close()
        assert self.process.exitstatus == 0
        return self.log.getvalue()


def test_prompts_in_a_terminal(template: Path, tmp_path: Path) -> None:
    service = tmp_path / "service"
    terminal = Terminal(template, service)

    terminal.answer("project_name", CLEAR + "Film Club" + ENTER)
    terminal.answer("project_slug", CLEAR + "Film Club" + ENTER)
    terminal.process.expect_exact(WORDS)
    terminal.process.send(CLEAR + "films" + ENTER)
    for name in asked(every()[0])[2:]:
        terminal.answer(name, DOWN + ENTER if name == "database" else ENTER)
    output = terminal.finish()

    typed = {"project_name": "Film Club", "project_slug": "films"}
    assert_holds(service, typed)
    chosen = every()[0].switched("database", options()["database"][1])
    assert answers_of(service).items() >= chosen.data.items()
    # What is not asked, and the choice that is shown as one that can't be made.
    assert not [name for name in WRITER if questions()[name]["help"] in output]
    assert "This ORM is a part of Django." in output


# DOWN passes over the choices that don't fit, and ends where it began.
OTHERS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "django": ({"api": "none"}, {"django_version", "pages", "orm"}),
    "flask": ({"pages": True, "orm": "sqlmodel"}, set()),
}


@pytest.mark.slow
@pytest.mark.parametrize("framework", OTHERS)
def test_prompts_for_another_framework(
    framework: str, template: Path, tmp_path: Path
) -> None:
    service = tmp_path / "service"
    terminal = Terminal(template, service)
    answers, narrow = OTHERS[framework]
    chosen = usual = every()[0].switched("framework", framework)
    for name, value in answers.items():
        chosen = chosen.switched(name, value)
    keys = dict.fromkeys(narrow, DOWN)
    for name, value in {"framework": framework, **answers}.items():
        usual_value = (every()[0] if name == "framework" else usual).data[name]
        offered = options()[name]
        steps = (offered.index(value) - offered.index(usual_value)) % len(offered)
        keys[name] = DOWN * steps

    for name in asked(chosen):
        terminal.answer(name, keys.get(name, "") + ENTER)
    output = terminal.finish()

    assert answers_of(service).items() >= chosen.data.items()
    assert not [
        name
        for name in options()
        if name not in chosen.data and questions()[name]["help"] in output
    ]
    # That of a name is not shown, as this one is free, nor what is not asked.
    reasons = [
        reason
        for data, reason in UNFIT
        if data["framework"] == framework
        and "project_slug" not in data
        and is_asked([*data][-1], usual.data | data)
    ]
    assert [reason for reason in reasons if reason not in output] == []


# --- The slug that follows from a name ---


@pytest.fixture(scope="session")
def naming(jinja: jinja2.Environment) -> Any:
    """The macros of extensions/naming.jinja, as functions."""
    return jinja.get_template("extensions/naming.jinja").module


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("My Service", "my-service"),
        ("Žluťoučký kůň", "lu-ou-k-k"),
        ("🚀", "service"),
        ("字" * 30, "service"),
        ("42", "service"),
        ("3 wishes", "wishes"),
        ("x" * 60, "x" * 32),
        ("x" * 31 + " yz", "x" * 31),
        ("--help", "help"),
        ("class", "class"),
        ("json", "json"),
        ("FastAPI", "fastapi-service"),
        ("Typing_Extensions", "typing-extensions-service"),
        ("MySQL", "mysql-service"),
        ("CON", "con-service"),
    ],
)
def test_slug_follows_the_name(name: str, slug: str, naming: Any) -> None:
    assert naming.refuse_name(name) == FINE
    assert naming.slug(name) == slug
    assert naming.refuse_slug(slug) == FINE


def test_slug_of_any_accepted_name_is_valid(naming: Any) -> None:
    chosen = random.Random(0)
    alphabet = string.ascii_letters + string.digits + string.punctuation + "   éß字🚀İK"
    names = [
        "".join(chosen.choices(alphabet, k=chosen.randint(1, 60))) for _ in range(3000)
    ]
    names += [name.upper() for name in RESERVED]
    names += [f"{name}!" for name in RESERVED]
    fine = [name for name in names if not naming.refuse_name(name)]

    assert len(fine) > 1000
    assert {
        name: sentence
        for name in fine
        if (sentence := naming.refuse_slug(naming.slug(name)))
    } == {}


# --- The names that a slug cannot have ---


def locked_names(service: Path, python: Path) -> set[str]:
    """Every distribution that the service may install, on any platform."""
    command = [UV, "lock", "--quiet", f"--python={python}"]
    subprocess.run(command, cwd=service, check=True)
    lock = tomllib.loads((service / "uv.lock").read_text("utf-8"))
    return {
        package["name"]
        for package in lock["package"]
        if package["source"] != {"virtual": "."}
    }


def reserved_for(combination: Combination) -> set[str]:
    lists = [RESERVED_BY.get(str(value), []) for value in combination.data.values()]
    return set(RESERVED).union(*lists)


@pytest.mark.slow
def test_reserved_names_hold_those_of_every_lock(
    render: Render, tmp_path: Path
) -> None:
    """A project that is named like one of its dependencies cannot be locked.

    A name that left the locks may stay: dependencies come and go.
    """
    missing: dict[str, set[str]] = {}
    # What a service depends on follows from one choice, or from two together.
    for combination in sample():
        python = interpreter_for(combination.data["python_version"])
        if python:  # else the services that want it are skipped by name
            service = render(tmp_path / str(combination), **combination.data)
            names = locked_names(service, python) - reserved_for(combination)
            if names:
                missing[str(combination)] = names

    # What is wanting goes to the list of the choice that brought it.
    assert missing == {}


@pytest.mark.parametrize("names", [RESERVED, *RESERVED_BY.values()])
def test_reserved_names_are_sorted_and_said_once(names: list[str]) -> None:
    assert sorted(set(names)) == names


@pytest.mark.parametrize("choice", RESERVED_BY)
def test_name_that_a_choice_reserves_is_free_for_others(choice: str) -> None:
    assert set(RESERVED_BY[choice]).isdisjoint(RESERVED)
    assert {
        f"{name}: {combination}"
        for name in RESERVED_BY[choice]
        for combination in core()
        if any(
            refusal(question, value, {"project_slug": name} | combination.data)
            for question, value in combination.answers
        )
        is not (name in reserved_for(combination))
    } == set()


@pytest.mark.parametrize("release", releases(), ids=str)
def test_names_that_a_release_allowed_are_allowed(release: Release) -> None:
    """Or Copier would take it from a service whose owner updates."""
    listed = git(ROOT, "ls-tree", "--name-only", release.commit, "extensions/")
    taken = {
        path: set((ROOT / path).read_text().split())
        - set(git(ROOT, "show", f"{release.commit}:{path}").split())
        for path in listed.split()
        if path.endswith(".txt")
    }

    assert taken
    assert set().union(*taken.values()) <= LOST_SINCE.get(release.version, set()), taken


# --- The template as a whole ---


def test_template_asks_for_no_trust() -> None:
    # A copy or update with any of these is refused unless the user passes --trust.
    assert not {"_tasks", "_jinja_extensions", "_migrations"} & set(configuration())
