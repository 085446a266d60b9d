"""Edits of the code that the template has generated."""

import re
from pathlib import Path

from tests.stacks import FRAMEWORKS
from tests.update.edits.catalogue import (
    append,
    edit,
    framework_of,
    insert_after,
    replace,
)


@edit()
def rewrite_a_method(folder: Path) -> None:
    """Require another administrator only where a setting says so."""
    service = folder / "app" / "users" / "service.py"
    text = service.read_text()
    found = re.search(
        # Django's has no such call since 0.7.0.
        r"^(?P<indent> +)"
        r"(?P<line>(?:await )?require_other_admin\(.*|raise LastAdminError)\n",
        text,
        re.MULTILINE,
    )
    if found is None:
        raise ValueError(f"{service} requires no other administrator")
    lines = "{indent}if get_settings().keep_an_admin:\n{indent}    {line}\n"
    service.write_text(text.replace(found[0], lines.format_map(found.groupdict()), 1))


@edit()
def rewrite_a_query(folder: Path) -> None:
    users = folder / "app" / "users"
    if framework_of(folder) == "django":
        old, new = "email__contains=text.lower()", "email__startswith=text.lower()"
        replace(users / "models.py", old, new)
    else:
        # Since 0.4.0 in a module of its own.
        module = "queries.py" if (users / "queries.py").is_file() else "service.py"
        old, new = "order_by(User.id.desc())", "order_by(User.name)"
        replace(users / module, f"select(User).{old}", f"select(User).{new}")


@edit(sound_with=FRAMEWORKS)
def add_an_error(folder: Path) -> None:
    append(
        folder / "app" / "errors.py",
        '\n\nclass QuotaError(ConflictError):\n    code = "quota"\n'
        '    detail = "Quota exceeded."\n',
    )


@edit()
def describe_another_status(folder: Path) -> None:
    added = '    429: ("slow_down", "Too many requests. Please try again later."),'
    replace(folder / "app" / "problems.py", "    415: ", f"{added}\n    415: ")


@edit(sound_with=FRAMEWORKS)
def add_a_setting(folder: Path) -> None:
    insert_after(
        folder / "app" / "config.py", "    mail_from: str", "    quota: int = 10"
    )
    append(
        folder / "app" / "users" / "mails.py",
        "\n\ndef may_send(settings: Settings, sent: int) -> bool:\n"
        "    return sent < settings.quota\n",
    )
    append(folder / ".env.example", "\n# Mails that a user may send.\n# QUOTA=10\n")


@edit()
def change_a_default(folder: Path) -> None:
    replace(
        folder / "app" / "config.py",
        "registration_open: bool = True",
        "registration_open: bool = False",
    )


@edit()
def change_a_limit(folder: Path) -> None:
    pagination = folder / "app" / "pagination.py"
    # Django's was an argument before 0.9.0.
    spellings = ("MAX_LIMIT = 100", "max_value=100", "le=100")
    limit, *_ = (each for each in spellings if each in pagination.read_text())
    replace(pagination, limit, limit.replace("100", "500"))


@edit()
def rename_a_module(folder: Path) -> None:
    (folder / "app" / "mail.py").rename(folder / "app" / "post_office.py")
    for path in folder.glob("app/**/*.py"):
        old, new = "from app import mail\n", "from app import post_office as mail\n"
        path.write_text(path.read_text().replace(old, new))


@edit()
def reword_a_mail(folder: Path) -> None:
    mails = folder / "app" / "users" / "mails.py"
    text = mails.read_text()
    if "Hello {name}" not in text:  # in each mail since 0.7.0
        raise ValueError(f"{mails} greets nobody")
    mails.write_text(text.replace("Hello {name}", "Dear {name}"))


@edit()
def change_the_log_format(folder: Path) -> None:
    replace(
        folder / "app" / "log.py",
        "        structlog.processors.add_log_level,\n",
        "        structlog.processors.add_log_level,\n"
        '        structlog.processors.EventRenamer(to="message"),\n',
    )
