"""Few combinations in which all that has to be together is together.

Nothing here enumerates what can be combined: a row is built answer by answer, each
from those that fit the answers before it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from tests.questionnaire import Answers, Questionnaire

Item = tuple[str, Any]
# Answers that have to be in one row.
Target = frozenset[Item]


def find(
    questionnaire: Questionnaire,
    wanted: Mapping[str, Any],
    score: Callable[[Item, Answers], int] | None = None,
) -> Answers | None:
    """Return the most usual answers that include those wanted, or None.

    A wanted answer counts only where its question is asked. Of the values that fit, the
    one with the highest score is taken, and the default before others. Only the answers
    that the wanted ones depend on are tried in every way.
    """
    order, needs = questionnaire.order, questionnaire.needs
    wanted = questionnaire.singly(wanted)
    relevant = frozenset(wanted).union(*(needs[name] for name in wanted))

    def complete(answers: Answers, position: int) -> Answers | None:
        if position == len(order):
            return answers
        name = order[position]
        for value in fitting(name, answers):
            found = complete({**answers, name: value}, position + 1)
            if found is not None:
                return found
        return None

    def fitting(name: str, answers: Answers) -> list[Any]:
        values = questionnaire.fitting(name, answers)
        if not values:
            raise ValueError(f"{name} has no choice left after {answers}")
        if name in wanted:
            is_had = name in questionnaire.layers or questionnaire.is_asked(
                name, answers
            )
            return [value for value in values if is_had and value == wanted[name]]
        if score:
            values.sort(key=lambda value: score((name, value), answers), reverse=True)
        return values if name in relevant else values[:1]

    return complete({}, 0)


def has(row: Mapping[str, Any], target: Target) -> bool:
    return all(name in row and row[name] == value for name, value in target)


class Cover:
    """Rows that grow until each target is in one of them.

    An answer to avoid is in no row that is not made for it.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        targets: Iterable[Target],
        *,
        avoid: Collection[Item] = (),
    ) -> None:
        self.questionnaire = questionnaire
        self.avoid = avoid
        self.rows: list[Answers] = []
        self.missing = list(dict.fromkeys(targets))

    def add(self, wanted: Mapping[str, Any]) -> Answers | None:
        """Add a row that has these answers and much of what is missing.

        Returns None where no row can have them.
        """
        single = (target for target in self.missing if len(target) == 1)
        alone = frozenset[Item]().union(*single)
        partners = defaultdict[Item, set[Item]](set)
        for target in self.missing:
            for item in target:
                partners[item] |= target - {item}

        def score(item: Item, answers: Answers) -> int:
            if item in self.avoid:
                return -1
            row = {**answers, **wanted}
            met = sum(has(row, frozenset({other})) for other in partners[item])
            return met + (item in alone)

        row = find(self.questionnaire, wanted, score)
        if row is not None:
            self.take(row)
        return row

    def take(self, row: Answers) -> None:
        """Add a row as it is."""
        asked = self.questionnaire.asked(row)
        self.rows.append(row)
        self.missing = [target for target in self.missing if not has(asked, target)]

    def fill(self) -> list[Answers]:
        """Add rows until nothing is missing but what can't be had."""
        while self.missing:
            target = self.missing[0]
            if self.add(dict(target)) is None:
                self.missing.remove(target)
        return self.rows
