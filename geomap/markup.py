"""Build HTML out of elements, so that no text can turn into markup.

element("td", "a < b", class_="place")  ->  <td class="place">a &lt; b</td>
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

_VOID = frozenset({"meta", "br", "link", "img"})


def element(name: str, /, *children: str, **attributes: str) -> Markup:
    """One element. Text among `children` and `attributes` is escaped, `Markup` stands as it is.

    A trailing underscore of an attribute's name is dropped (`class_`), others become hyphens.
    """
    inside = () if name in _VOID else (joined(children), "</", name, ">")
    # all escaped already; Markup.format would take several times as long
    return Markup("".join(("<", name, _attributes(attributes), ">", *inside)))  # noqa: S704


def joined(parts: Iterable[str]) -> Markup:
    """The parts one after another, each escaped unless it is `Markup`."""
    return Markup().join(parts)


def raw_text(name: str, text: str, /, **attributes: str) -> Markup:
    """A script or style element, whose text a browser reads as it is.

    Raises ValueError where the text would end its own element.
    """
    if f"</{name}" in text.lower() or "<!--" in text:
        raise ValueError(f"text of a {name} element must not hold its end tag or a comment")
    return element(name, Markup(text), **attributes)  # noqa: S704 -- checked above, a raw text element has no escapes


def link(url: str, text: str) -> Markup:
    """A link that gives the other page nothing; plain text where the address is not http or https."""
    if not web_address(url):
        return escape(text)
    return element("a", text, href=url, rel="noopener noreferrer", target="_blank")


def web_address(url: str) -> str:
    """The address if it is plain http or https, else ""."""
    if not url.lower().startswith(("http://", "https://")) or any(c.isspace() or not c.isprintable() for c in url):
        return ""
    return url


def _attributes(attributes: dict[str, str]) -> str:
    names = (name.rstrip("_").replace("_", "-") for name in attributes)
    return "".join(f' {name}="{escape(value)}"' for name, value in zip(names, attributes.values(), strict=True))
