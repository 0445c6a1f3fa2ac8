"""One question in the terminal, through prompt_toolkit: completion, a check of the answer, help below."""

from __future__ import annotations

from collections.abc import Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.validation import ValidationError, Validator

from geomap.add.dialogue import Question, RestIsEmptyError

MOST_CHOICES = 200


def ask(question: Question) -> str:
    """Ask until the answer is right. Raises KeyboardInterrupt (Ctrl-C), RestIsEmptyError (Ctrl-D)."""
    session: PromptSession[str] = PromptSession(
        f"{question.name}: ",
        completer=_Choices(question),
        validator=_Check(question),
        validate_while_typing=False,
        bottom_toolbar=f"{question.meaning}   <: back   Ctrl-D: leave the rest empty   Ctrl-C: stop and keep the draft",
    )
    session.default_buffer.on_text_changed += lambda buffer: question.typed(buffer.text)
    try:
        return session.prompt(default=question.default)
    except EOFError as error:
        raise RestIsEmptyError from error


class _Choices(Completer):
    """Choices that hold what was typed; in a list, what was typed after the last semicolon."""

    def __init__(self, question: Question) -> None:
        self._question = question

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        text = document.text_before_cursor
        part = text.rpartition(";")[2].lstrip() if self._question.is_list else text
        word, number = part.casefold(), 0
        for choice, meaning in self._question.choices.items():
            if (word in choice.casefold() or (word and word in meaning.casefold())) and number < MOST_CHOICES:
                number += 1
                yield Completion(choice, start_position=-len(part), display_meta=meaning)


class _Check(Validator):
    def __init__(self, question: Question) -> None:
        self._check = question.check

    def validate(self, document: Document) -> None:
        fault = self._check(document.text)
        if fault:
            raise ValidationError(message=fault, cursor_position=len(document.text))
