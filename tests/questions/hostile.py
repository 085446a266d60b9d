"""Hostile text, and the message with which each free-text question refuses it."""

from typing import NamedTuple

ACCEPTED = ""
EMPTY = "Enter a name."
QUOTES = "Don't use double quotes or backslashes."
CONTROL = "Use one line without control characters."
EDGES = "Remove the spaces at the beginning and the end."
LONG_NAME = "Use at most 60 characters. Emoji and wide letters count as two."
LONG_LINE = "Use at most 200 characters."
LONG_SLUG = "Use at most 40 characters."
NOT_A_SLUG = (
    "Use lower-case letters, digits and single dashes between words, "
    "and begin with a letter."
)
RESERVED_PACKAGE = "Choose another name: the service depends on a package of this name."
RESERVED_SYSTEM = "Choose another name: database servers or Windows reserve this one."
NOT_AN_ADDRESS = "Enter an address such as name@example.com."

# Each free-text question, with the field of HostileText that holds its message.
FIELDS = {
    "project_name": "project_name",
    "project_slug": "project_slug",
    "project_description": "line",
    "user_name": "line",
    "user_email": "user_email",
}


class HostileText(NamedTuple):
    """A text, and the message that refuses it in each field."""

    text: str
    project_name: str = ACCEPTED
    line: str = ACCEPTED
    project_slug: str = NOT_A_SLUG
    user_email: str = NOT_AN_ADDRESS

    def message(self, question: str) -> str:
        message: str = getattr(self, FIELDS[question])
        return message


HOSTILE_TEXTS = {
    # Ends a string in Python, TOML, YAML or a shell.
    "single quotes": HostileText("O'Neill's '''shop'''"),
    "double quotes": HostileText('say "hi"', QUOTES),
    "triple quotes": HostileText('"""', QUOTES),
    "backslash": HostileText("C:\\new\\", QUOTES),
    "backquotes": HostileText("`id`"),
    # Would be replaced by a template, a shell or a configuration file.
    "expression": HostileText("{{ project_slug }} {{ 7 * 7 }}"),
    "statement": HostileText("{% raw %}"),
    "open statement": HostileText("{% if x"),
    "comment": HostileText("{# gone #}"),
    "variable": HostileText("${HOME} $PATH %PATH% %(here)s"),
    "command": HostileText("$(id); rm -rf . && x | y > z"),
    "mark-up": HostileText("</title><script>x()</script> **b** [l](u) &amp;"),
    # Is more than one line, or holds control characters.
    "newline": HostileText("two\nlines", CONTROL, CONTROL),
    "final newline": HostileText("line\n", CONTROL, CONTROL),
    "carriage return": HostileText("two\rlines", CONTROL, CONTROL),
    "line separator": HostileText("two\u2028lines", CONTROL, CONTROL),
    "next line": HostileText("two\x85lines", CONTROL, CONTROL),
    "tab": HostileText("two\tcolumns", CONTROL, CONTROL),
    "nul": HostileText("nul\0", CONTROL, CONTROL),
    "escape": HostileText("\x1b[31mred", CONTROL, CONTROL),
    "delete": HostileText("\x7f", CONTROL, CONTROL),
    # Looks like an option, or to YAML like something other than text.
    "option": HostileText("-rf"),
    "long option": HostileText("--help"),
    "null": HostileText("null", project_slug=ACCEPTED),
    "tilde": HostileText("~"),
    "yes": HostileText("yes", project_slug=ACCEPTED),
    "off": HostileText("Off"),
    "integer": HostileText("42"),
    "octal": HostileText("0o17"),
    "float": HostileText("1e3"),
    "date": HostileText("2024-01-01"),
    "list": HostileText("[a]"),
    "mapping": HostileText("{a: b}"),
    "item": HostileText("- a"),
    "colon": HostileText("a: b"),
    "hash": HostileText("# a # b"),
    "anchor": HostileText("&a"),
    "tag": HostileText("!!python/object/apply:os.getcwd []"),
    "document": HostileText("--- |"),
    # Other scripts, and invisible characters.
    "typography": HostileText("Anna’s café – ‘½’ × 2"),  # noqa: RUF001
    "accents": HostileText("Žluťoučký kůň"),
    "cyrillic": HostileText("Каталог"),
    "hebrew": HostileText("שלום"),
    "arabic": HostileText("مرحبا بالعالم"),
    "devanagari": HostileText("नमस्ते"),
    "chinese": HostileText("字" * 30),
    "too much chinese": HostileText("字" * 31, LONG_NAME),
    "emoji": HostileText("🚀 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    "last code point": HostileText("\U0010ffff \ufffe"),
    "right-to-left override": HostileText("a\u202eb", CONTROL, CONTROL),
    "right-to-left isolate": HostileText("a\u2067b", CONTROL, CONTROL),
    "right-to-left mark": HostileText("a\u200fb", CONTROL, CONTROL),
    "arabic letter mark": HostileText("a\u061cb", CONTROL, CONTROL),
    "zero-width space": HostileText("a\u200bb", CONTROL, CONTROL),
    "byte order mark": HostileText("\ufeffa", CONTROL, CONTROL),
    "lone surrogate": HostileText("a\ud800", CONTROL, CONTROL),
    # Is too short or too long.
    "nothing": HostileText("", EMPTY, user_email=ACCEPTED),
    "spaces": HostileText("   ", EMPTY, EDGES),
    "leading space": HostileText(" a", EDGES, EDGES),
    "trailing no-break space": HostileText("a\xa0", EDGES, EDGES),
    "40 letters": HostileText("x" * 40, project_slug=ACCEPTED),
    "41 letters": HostileText("x" * 41, project_slug=LONG_SLUG),
    "60 letters": HostileText("x" * 60, project_slug=LONG_SLUG),
    "61 letters": HostileText("x" * 61, LONG_NAME, project_slug=LONG_SLUG),
    "200 letters": HostileText("x y " * 49 + "x yz", LONG_NAME),
    "300 letters": HostileText("x" * 300, LONG_NAME, LONG_LINE, LONG_SLUG),
    # Has a meaning to Python, the package index, Windows or a database server.
    "keyword": HostileText("class", project_slug=ACCEPTED),
    "capital keyword": HostileText("None"),
    "standard module": HostileText("json", project_slug=ACCEPTED),
    "our package": HostileText("app", project_slug=ACCEPTED),
    "dunder": HostileText("__init__"),
    "dependency": HostileText("fastapi", project_slug=RESERVED_PACKAGE),
    "transitive dependency": HostileText(
        "typing-extensions", project_slug=RESERVED_PACKAGE
    ),
    "device": HostileText("com1", project_slug=RESERVED_SYSTEM),
    "system database": HostileText("mysql", project_slug=RESERVED_SYSTEM),
    "path": HostileText("../../etc/passwd"),
    "two dashes": HostileText("a--b"),
    "dash at the end": HostileText("a-"),
    "underscore": HostileText("a_b"),
    # Addresses.
    "address": HostileText("jo.o'neill+x@mail.example.com", user_email=ACCEPTED),
    "odd address": HostileText("!#$%&*/=?^_`{|}~-@example.com", user_email=ACCEPTED),
    "templated address": HostileText("{{x}}@example.com", user_email=ACCEPTED),
    "quoted address": HostileText('"a b"@example.com', QUOTES),
    "address and name": HostileText("A <a@example.com>"),
    "address and line": HostileText("a@example.com\n", CONTROL, CONTROL),
    "two addresses": HostileText("a@example.com,b@example.com"),
    "address without domain": HostileText("root@localhost"),
    "long address": HostileText(
        "a" * 200 + "@example.com", LONG_NAME, LONG_LINE, user_email=LONG_LINE
    ),
}
