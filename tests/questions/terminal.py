"""A person at a terminal, who answers Copier's questions."""

import io
import os
import sys
from pathlib import Path

import pexpect

from tests.questionnaire import questionnaire
from tests.space import Combination

ENTER = "\r"
DOWN = "\x1b[B"
SPACE = " "
CLEAR = "\x15"


class Terminal:
    """`copier copy` in a terminal."""

    def __init__(
        self, template: Path, service: Path, *options: str, has_cursor: bool = False
    ) -> None:
        self.log = io.StringIO()
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "copier", "copy", *options, str(template), str(service)],
            encoding="utf-8",
            timeout=20,
            # Otherwise each prompt waits for the terminal to report its cursor.
            env={**os.environ, "PROMPT_TOOLKIT_NO_CPR": "" if has_cursor else "1"},
            dimensions=(40, 200),
        )
        self.process.logfile_read = self.log

    def report_cursor(self) -> None:
        """Say that the cursor is at the top, so that there is room below a list."""
        self.process.expect_exact("\x1b[6n")
        self.process.send("\x1b[1;1R")

    def answer(self, name: str, keys: str = "") -> None:
        """Wait for a question, and answer it."""
        self.process.expect_exact(questionnaire().questions[name]["help"])
        self.process.send(keys + ENTER)

    def answer_again(self, message: str, keys: str) -> None:
        """Wait for a message that refuses the answer, and give another."""
        self.process.expect_exact(message)
        self.process.send(CLEAR + keys + ENTER)

    def finish(self) -> str:
        """Wait until Copier ends without another question; return all its output."""
        self.process.expect(pexpect.EOF)
        self.process.close()
        assert self.process.exitstatus == 0
        return self.log.getvalue()


def keys_to_choose(name: str, combination: Combination) -> str:
    """Return the keys that move from the default to this combination's answer.

    DOWN skips the choices that don't fit, and goes from the last to the first. Where
    the default is the answer, the keys go once through all. SPACE adds a choice to
    a list, or takes it away.
    """
    space = questionnaire()
    if "choices" not in space.questions[name]:
        return ""
    answers = combination.data
    if name in space.multiple:
        return DOWN.join(
            SPACE * (value != space.default(choice, answers))
            for choice, value in combination.parts.items()
        )
    offered = [
        value
        for value in space.options[name]
        if not space.refusal(name, value, answers)
    ]
    distance = offered.index(answers[name]) - offered.index(
        space.default(name, answers)
    )
    return DOWN * (distance % len(offered) or len(offered))
