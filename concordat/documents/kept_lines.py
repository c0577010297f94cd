"""Remembers where lines of text were broken, so that the next document need not ask again.

The same words, in the same style and width, break at the same place, and most of a record's words
are in every record. What is remembered is thrown away with the process, and bounded in size.
"""

from functools import cache
from typing import Any

# What breaking a line depends on, besides the words and the width; a test holds it to WeasyPrint.
BREAKING_PROPERTIES = (
    "direction",
    "font_family",
    "font_feature_settings",
    "font_kerning",
    "font_language_override",
    "font_size",
    "font_stretch",
    "font_style",
    "font_variant_alternates",
    "font_variant_caps",
    "font_variant_east_asian",
    "font_variant_ligatures",
    "font_variant_numeric",
    "font_variant_position",
    "font_variation_settings",
    "font_weight",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "hyphens",
    "lang",
    "letter_spacing",
    "overflow_wrap",
    "tab_size",
    "text_decoration_line",
    "white_space",
    "word_break",
    "word_spacing",
)
_MOST_LINES = 2000
_LONGEST_KEPT = 500
_KEY = "_concordat_breaking_key"


class KeptLines:
    """Where lines were broken, for one font configuration; the oldest give way to the newest.

    Long paragraphs are left out: they are hardly ever in two documents, and would fill the memory.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def split(
        self,
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> tuple[Any, ...]:
        """Return what WeasyPrint's `split_first_line` returns, the layout a twin of the kept one."""
        from weasyprint.text.line_break import split_first_line  # noqa: PLC0415 (slow to import)

        how = (max_width, justification_spacing, is_line_start, minimum)
        key = (text, _breaking_key(style), *how)
        found = self._kept.get(key)
        if found is None:
            found = tuple(split_first_line(text, style, context, *how))
            if len(text) > _LONGEST_KEPT:
                return found
            found = (_kept_layout()(found[0].__dict__, {}), *found[1:])
            self._keep(key, found)
        return found[0].twin(), *found[1:]

    def _keep(self, key: tuple[Any, ...], found: tuple[Any, ...]) -> None:
        if len(self._kept) >= _MOST_LINES:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = found


def _breaking_key(style: Any) -> tuple[Any, ...]:
    """Return the values that line breaking depends on, read once for each style."""
    known: tuple[Any, ...] | None = style.__dict__.get(_KEY)
    if known is None:
        values = (style[name] for name in BREAKING_PROPERTIES)
        known = tuple(frozenset(v) if isinstance(v, set) else v for v in values)
        style.__dict__[_KEY] = known
    return known


@cache
def _kept_layout() -> Any:
    """Return the class of a line that is shaped for drawing once, however often it is drawn.

    A twin can be placed and drawn elsewhere; all twins share what Pango made of the line. Nothing
    may be cut short with an ellipsis when drawn: that would change the line of every twin.
    """
    from weasyprint.text.line_break import Layout  # noqa: PLC0415 (slow to import)

    class KeptLayout(Layout):  # type: ignore[misc]  # The library has no type information.
        def __init__(self, found: dict[str, Any], shaped: dict[str, Any]) -> None:
            self.__dict__.update(found)
            self._shaped = shaped

        def twin(self) -> Any:
            return KeptLayout(self.__dict__, self._shaped)

        def reactivate(self, style: Any) -> None:
            if self._shaped:
                self.__dict__.update(self._shaped, style=style)
                return
            super().reactivate(style)
            self._shaped.update(layout=self.layout, language=self.language)

    return KeptLayout
