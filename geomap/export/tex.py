"""Text as LaTeX and BibTeX show it, letter for letter: no command, no markup, in any script."""

from __future__ import annotations

import re

_NAMED = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts even an escaped brace
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    '"': r"\symbol{34}",  # a command of its own in German and other languages
    "`": r"\textasciigrave{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "[": "{[}",  # an option, if it comes first in a row or an item
    "]": "{]}",
    "*": "{*}",  # after a line end it would be part of the command
}
_TABLE = str.maketrans(_NAMED)
_LIGATURE = re.compile(r"(?<=-)-|(?<=,),|(?<=')'")


def tex_text(text: str) -> str:
    """`text` on one line, every character of meaning to TeX escaped, none joined to another sign."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return _LIGATURE.sub(lambda found: "{}" + found[0], line.translate(_TABLE))
