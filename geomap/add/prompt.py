"""One question in the terminal, through prompt_toolkit: completion, a check of the answer, help below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from textwrap import wrap

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.validation import ValidationError, Validator

from geomap.add.dialogue import Question, RestIsEmptyError

MOST_CHOICES = 200
KEYS = "Tab: complete   <: back   Ctrl-D: leave the rest empty   Ctrl-C: stop, keep the draft"


def ask(question: Question) -> str:
    """Ask until the answer is right. Raises KeyboardInterrupt (Ctrl-C), RestIsEmptyError (Ctrl-D)."""
    session: PromptSession[str] = PromptSession(
        f"{question.name}: ",
        completer=_Choices(question),
        validator=_Check(question),
        validate_while_typing=False,
        bottom_toolbar=lambda: _below(question, session),
    )
    session.default_buffer.on_text_changed += lambda buffer: question.typed(buffer.text)
    try:
        return session.prompt(default=question.default)
    except EOFError as error:
        raise RestIsEmptyError from error


def _below(question: Question, session: PromptSession[str]) -> str:
    """What is asked for, and a fault whole where the line of its own has no room for it."""
    width, error = session.output.get_size().columns, session.default_buffer.validation_error
    faults = wrap(error.message, width) if error and len(error.message) > width else []
    return "\n".join([*faults, *wrap(question.meaning, width), *wrap(KEYS, width)])


class _Choices(Completer):
    """Choices that hold what was typed; in a list, what was typed after the last semicolon."""

    def __init__(self, question: Question) -> None:
        self._question = question

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        text = document.text_before_cursor
        part = text.rpartition(";")[2].lstrip() if self._question.is_list else text
        found = _matching(part.casefold(), self._question.choices)
        for choice, meaning in islice(found, MOST_CHOICES):
            yield Completion(choice, start_position=-len(part), display_meta=meaning)


def _matching(word: str, choices: Mapping[str, str]) -> list[tuple[str, str]]:
    """Choices that begin with the word, then those that hold it, then those whose meaning does."""
    ranked = (
        (not choice.casefold().startswith(word), word not in choice.casefold(), (choice, meaning))
        for choice, meaning in choices.items()
        if word in choice.casefold() or word in meaning.casefold()
    )
    return [pair for _, _, pair in sorted(ranked, key=lambda entry: entry[:2])]


class _Check(Validator):
    def __init__(self, question: Question) -> None:
        self._check = question.check

    def validate(self, document: Document) -> None:
        fault = self._check(document.text)
        if fault:
            raise ValidationError(message=fault, cursor_position=len(document.text))
