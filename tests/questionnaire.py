"""The questions of a `copier.yml`, evaluated as Copier evaluates them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import yaml
from jinja2 import meta
from jinja2.sandbox import SandboxedEnvironment

ROOT = Path(__file__).parent.parent

Answers = dict[str, Any]
Question = dict[str, Any]

# The question whose answers are files, and those that combinations have, by name. Any
# service can have none; no other answer is chosen by a name.
RESOURCES = "resources"
FILES = {
    "": None,
    "zoo": ROOT / "tests" / "run" / "zoo.yml",
    **{file.stem: file for file in sorted((ROOT / "docs" / "examples").glob("*.yml"))},
}


@cache
def environment() -> jinja2.Environment:
    """Jinja with the filters that Copier gives to the questions."""
    return SandboxedEnvironment(
        loader=jinja2.FileSystemLoader(ROOT),
        extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
        undefined=jinja2.StrictUndefined,
    )


def hashable(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(hashable, value))
    return json.dumps(value) if isinstance(value, dict) else value


def is_true(value: Any) -> bool:
    return str(value).strip().lower() == "true"


class Expression:
    """A value of `copier.yml`, which may be a template of earlier answers."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.names: frozenset[str] = frozenset()
        if isinstance(value, str):
            parsed = environment().parse(value)
            self.names = frozenset(meta.find_undeclared_variables(parsed))
            self.template = environment().from_string(value)
        self.results: dict[tuple[Any, ...], Any] = {}

    def evaluate(self, answers: Mapping[str, Any]) -> Any:
        if not self.names:
            return self.template.render() if isinstance(self.value, str) else self.value
        given = tuple(hashable(answers.get(name, self)) for name in self.names)
        if given not in self.results:
            self.results[given] = self.template.render(
                {name: answers[name] for name in self.names if name in answers}
            )
        return self.results[given]


@cache
def resources_of(name: str) -> list[Answers]:
    """The entities in a file of resources."""
    file = FILES[name]
    found: list[Answers] = (
        yaml.safe_load(file.read_text("utf-8"))[RESOURCES] if file else []
    )
    return found


class Update(NamedTuple):
    """What Copier tells questions of an update to which no answers are given."""

    data: tuple[()] = ()
    overwrite: bool = True


class Questionnaire:
    """What a `copier.yml` asks, and which answers fit together.

    A choice may depend on the answers that come before it, never on later ones.

    Where several choices can be made, each is a yes or a no of its own, called
    `QUESTION.CHOICE`: another choice then adds combinations, and multiplies none.
    """

    def __init__(self, configuration: Mapping[str, Any]) -> None:
        self.configuration = configuration
        self.expressions: dict[Any, Expression] = {}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions that can be answered; not the hidden answers."""
        return {
            name: question
            for name, question in self.configuration.items()
            if not name.startswith("_") and question.get("when") is not False
        }

    @cached_property
    def multiple(self) -> dict[str, dict[str, str]]:
        """The questions with several answers: their choices, by the names of these."""
        return {
            name: {f"{name}.{value}": value for value, _ in choices(question)}
            for name, question in self.questions.items()
            if question.get("multiselect")
        }

    @cached_property
    def options(self) -> dict[str, list[Any]]:
        """Each choice that can be made, with its values."""
        options: dict[str, list[Any]] = {}
        for name, question in self.questions.items():
            if name in self.multiple:
                options |= {each: [True, False] for each in self.multiple[name]}
            elif "choices" in question or question["type"] == "bool":
                options[name] = [value for value, _ in choices(question)]
        return options

    @cached_property
    def texts(self) -> list[str]:
        """The questions that are answered by text."""
        return [name for name in self.typed if self.questions[name]["type"] == "str"]

    @cached_property
    def layers(self) -> list[str]:
        """The hidden answers that are folders: "." where on, empty where off."""
        return [
            name
            for name, answer in self.configuration.items()
            if isinstance(answer, dict)
            and answer.get("when") is False
            and re.search(r"'\.' if|else '\.'", str(answer["default"]))
        ]

    @cached_property
    def typed(self) -> Answers:
        """The defaults of the questions that offer no choices."""
        answers: Answers = {}
        for name in self.questions:
            if name in self.options or name in self.multiple or name == RESOURCES:
                continue
            answers[name] = self.evaluate(
                self.questions[name]["default"],
                # One that depends on a choice has that of the default framework.
                {**self.usual_before(name), **answers},
            )
        return answers

    def usual_before(self, name: str) -> Answers:
        """The defaults of the choices before a question that is typed."""
        answers: Answers = {}
        questions = list(self.questions)
        earlier = questions[: questions.index(name)]
        for choice in self.options:
            if question_of(choice) in earlier:
                answers[choice] = self.default(choice, answers)
        return answers

    def singly(self, answers: Mapping[str, Any]) -> Answers:
        """The answers with each choice of a list as a yes or a no."""
        found: Answers = {}
        for name, value in answers.items():
            if name in self.multiple:
                chosen = self.multiple[name].items()
                found |= {each: choice in value for each, choice in chosen}
            else:
                found[name] = value
        return found

    def together(self, answers: Mapping[str, Any]) -> Answers:
        """The answers as Copier has them: the choices of one question are a list."""
        found: Answers = {}
        for name, value in self.singly(answers).items():
            question = question_of(name)
            if question == name:
                found[name] = value
            else:
                chosen = found.setdefault(question, [])
                chosen += [self.multiple[question][name]] * value
        return found

    def evaluate(self, value: Any, answers: Mapping[str, Any]) -> Any:
        key = value if isinstance(value, str) else id(value)
        if key not in self.expressions:
            self.expressions[key] = Expression(value)
        expression = self.expressions[key]
        if expression.names & self.multiple.keys():
            answers = self.together(answers)
        if expression.names & {RESOURCES, "tables"}:
            answers = {**answers, **self.contents(answers.get(RESOURCES, ""))}
        return expression.evaluate(answers)

    @cache  # noqa: B019 (there are few questionnaires, and each stays)
    def contents(self, name: str) -> Answers:
        """A file of resources, and the hidden answer that templates take it from."""
        resources = resources_of(name)
        macro = Expression(self.configuration["tables"]["default"])
        tables = json.loads(macro.evaluate({RESOURCES: resources}))
        return {RESOURCES: resources, "tables": tables}

    def is_asked(self, name: str, answers: Mapping[str, Any]) -> bool:
        when = self.questions[question_of(name)].get("when", True)
        return is_true(self.evaluate(when, answers))

    def asked(self, answers: Mapping[str, Any]) -> Answers:
        """The answers without the defaults of questions that are not asked."""
        return {
            name: value
            for name, value in answers.items()
            if name not in self.options or self.is_asked(name, answers)
        }

    def default(self, name: str, answers: Mapping[str, Any]) -> Any:
        if name == RESOURCES:
            return ""
        question = self.configuration[question_of(name)]
        value = self.evaluate(question["default"], answers)
        if question.get("multiselect"):
            chosen = self.singly({question_of(name): yaml.safe_load(value)})
            return chosen[name]
        return is_true(value) if question["type"] == "bool" else value

    def default_on_update(self, name: str, answers: Mapping[str, Any]) -> Any:
        """The answer to a choice for which the release of a service did not ask."""
        known = {**self.typed, **answers, "_copier_conf": Update()}
        return self.default(name, known)

    def refusal(self, name: str, value: Any, answers: Mapping[str, Any]) -> str:
        """Why a choice does not fit the answers before; empty where it does."""
        question = self.questions[question_of(name)]
        validators = [text for choice, text in choices(question) if choice == value]
        validators.append(question.get("validator", ""))
        answers = {**self.typed, **self.singly(answers), name: value}
        return "".join(self.evaluate(text, answers) for text in validators).strip()

    def fitting(self, name: str, answers: Mapping[str, Any]) -> list[Any]:
        """The values that an answer can have after others, the default first.

        A question that is not asked has its default, which others may depend on; so has
        a layer, which nobody is asked for.
        """
        usual = self.default(name, answers)
        if name == RESOURCES:
            return [*FILES]
        if name not in self.options or not self.is_asked(name, answers):
            return [usual]
        return sorted(
            (
                value
                for value in self.options[name]
                if not self.refusal(name, value, answers)
            ),
            key=lambda value: bool(value != usual),
        )

    @cached_property
    def order(self) -> list[str]:
        """All that a combination is made of, choices and layers, as in the file."""
        return [
            each
            for name in self.configuration
            for each in self.multiple.get(name, [name])
            if each in self.options or each in self.layers or each == RESOURCES
        ]

    @cached_property
    def needs(self) -> dict[str, frozenset[str]]:
        """The earlier answers that each answer depends on, directly or not."""
        needs: dict[str, frozenset[str]] = {}
        for name in self.order:
            templates = list(self.templates_in(self.configuration[question_of(name)]))
            named = frozenset[str]().union(*(Expression(t).names for t in templates))
            singly = {
                each
                for other in named & self.multiple.keys()
                for each in self.named_choices(other, templates)
            }
            files = {RESOURCES} if "tables" in named else set[str]()
            direct = (named | singly | files) & needs.keys()
            needs[name] = direct.union(*(needs[other] for other in direct))
        return needs

    @cached_property
    def of_resources(self) -> frozenset[str]:
        """The layers that only services with resources have."""
        return frozenset(
            name
            for name in self.layers
            if Expression(self.configuration[name]["default"]).names
            & {RESOURCES, "tables"}
        )

    def named_choices(self, question: str, templates: Iterable[str]) -> set[str]:
        """The choices that templates name, as in `'cache' in parts`, or all."""
        every = self.multiple[question]
        named = {
            each
            for each, choice in every.items()
            if any(f"'{choice}'" in template for template in templates)
        }
        return named or {*every}

    def templates_in(self, value: Any) -> Iterator[str]:
        """The templates below a value of the file."""
        if isinstance(value, str) and Expression(value).names:
            yield value
        elif isinstance(value, Mapping):
            for each in value.values():
                yield from self.templates_in(each)
        elif isinstance(value, list):
            for each in value:
                yield from self.templates_in(each)


def question_of(name: str) -> str:
    """The question of a choice: its own name, but where several can be made."""
    return name.partition(".")[0]


def choices(question: Question) -> list[tuple[Any, str]]:
    """The values of a question's choices, each with its validator."""
    listed = question.get("choices", [True, False])
    return [
        (choice["value"], choice.get("validator", ""))
        if isinstance(choice, dict)
        else (choice, "")
        for choice in (listed.values() if isinstance(listed, dict) else listed)
    ]


@cache
def questionnaire() -> Questionnaire:
    """That of this repository, as it stands."""
    return Questionnaire(yaml.safe_load((ROOT / "copier.yml").read_text("utf-8")))
