"""One question in the terminal, asked until its check passes."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit import PromptSession
from prompt_toolkit.document import Document
from prompt_toolkit.validation import ValidationError, Validator


def ask(question: str, check: Callable[[str], str]) -> str:
    """The answer. check: what is wrong with it, "" if nothing. Raises EOFError (Ctrl-D), KeyboardInterrupt (Ctrl-C)."""
    session: PromptSession[str] = PromptSession(question, validator=_Check(check), validate_while_typing=False)
    return session.prompt()


class _Check(Validator):
    def __init__(self, check: Callable[[str], str]) -> None:
        self._check = check

    def validate(self, document: Document) -> None:
        fault = self._check(document.text)
        if fault:
            raise ValidationError(message=fault, cursor_position=len(document.text))
