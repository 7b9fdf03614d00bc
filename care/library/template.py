"""What a template is: its file's shape, what makes a file faulty, and how it is told in one language.

A value of any field is a text. What it means by kind: `text`, `long_text`: itself; `list`: one item per line;
`scale`: the last line, a whole number from 0 to 10; `choice`: the last line, an option's id. "The last line"
because two people who set a scale of a shared sheet at the same moment leave two lines, and all must read the
same one.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from rooms.ids import FieldId, TemplateId

LANGUAGES = ("en", "es")
SCALE = range(11)

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST_TEXT = 300  # characters: longer words belong in a conversation


class FieldKind(StrEnum):
    """How a field is filled."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    SCALE = "scale"
    CHOICE = "choice"
    LIST = "list"


Wording = dict[str, str]  # by language code


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One option of a `choice` field."""

    id: str
    en: str
    es: str

    @property
    def label(self) -> Wording:
        """The option's words by language."""
        return {language: getattr(self, language) for language in LANGUAGES}


class Field(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question. `lowest`, `highest`: the words at the ends of a scale; `most_items` bounds a list."""

    id: FieldId
    kind: FieldKind
    ask: Wording
    hint: Wording | None = None
    lowest: Wording | None = None
    highest: Wording | None = None
    most_items: int | None = None
    options: list[Choice] = msgspec.field(default_factory=list)

    def faults(self) -> Iterator[str]:
        """Every reason why this field cannot be used, in words for the file's author."""
        if not _ID.fullmatch(self.id):
            yield f"`{self.id}` is no id (small letters, digits, _)"
        for name in ("ask", "hint", "lowest", "highest"):
            yield from _wording_faults(f"{self.id}.{name}", getattr(self, name))
        if (self.kind is FieldKind.SCALE) != (self.lowest is not None and self.highest is not None):
            yield f"{self.id}: a scale, and nothing else, has words at both ends"
        if (self.kind is FieldKind.LIST) != (self.most_items is not None):
            yield f"{self.id}: a list, and nothing else, has most_items"
        if self.most_items is not None and not 1 <= self.most_items <= 20:
            yield f"{self.id}: most_items is from 1 to 20"
        yield from self._option_faults()

    def _option_faults(self) -> Iterator[str]:
        if self.kind is not FieldKind.CHOICE:
            if self.options:
                yield f"{self.id}: only a choice has options"
            return
        if not 2 <= len(self.options) <= 12:
            yield f"{self.id}: a choice has 2 to 12 options"
        yield from _twice(f"{self.id}.options", [option.id for option in self.options])
        for option in self.options:
            if not _ID.fullmatch(option.id):
                yield f"{self.id}.options: `{option.id}` is no id (small letters, digits, _)"
            yield from _wording_faults(f"{self.id}.options.{option.id}", option.label)

    def told(self, language: str) -> dict[str, Any]:
        """The field as a client of that language is sent it."""
        return {
            "field_id": self.id,
            "kind": self.kind.value,
            "ask": self.ask[language],
            "hint": self.hint and self.hint[language],
            "lowest": self.lowest and self.lowest[language],
            "highest": self.highest and self.highest[language],
            "most_items": self.most_items,
            "options": [{"option_id": option.id, "label": option.label[language]} for option in self.options],
        }


class Template(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of one worksheet, in all languages. `minutes` is how long it usually takes."""

    id: TemplateId
    version: int
    minutes: int
    title: Wording
    purpose: Wording
    fields: list[Field]

    def faults(self) -> Iterator[str]:
        """Every reason why this template cannot be used, in words for the file's author."""
        if not _ID.fullmatch(self.id):
            yield f"`{self.id}` is no id (small letters, digits, _)"
        if self.version < 1:
            yield "version counts from 1"
        if not 1 <= self.minutes <= 120:
            yield "minutes is from 1 to 120"
        if not 1 <= len(self.fields) <= 40:
            yield "a template has 1 to 40 fields"
        yield from _wording_faults("title", self.title)
        yield from _wording_faults("purpose", self.purpose)
        yield from _twice("fields", [field.id for field in self.fields])
        for field in self.fields:
            yield from field.faults()

    def told(self, language: str) -> dict[str, Any]:
        """The template as a client of that language is sent it (request `GetTemplates`)."""
        return {
            "template_id": self.id,
            "version": self.version,
            "minutes": self.minutes,
            "title": self.title[language],
            "purpose": self.purpose[language],
            "fields": [field.told(language) for field in self.fields],
        }


def _wording_faults(place: str, wording: Wording | None) -> Iterator[str]:
    if wording is None:
        return
    for language in sorted(wording.keys() ^ set(LANGUAGES)):
        yield f"{place}: {'missing' if language in LANGUAGES else 'unknown'} language `{language}`"
    for language, words in wording.items():
        if not words.strip() or words != words.strip():
            yield f"{place}.{language}: empty, or with space around it"
        if len(words) > _LONGEST_TEXT:
            yield f"{place}.{language}: more than {_LONGEST_TEXT} characters"


def _twice(place: str, ids: list[Any]) -> Iterator[str]:
    for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield f"{place}: `{id_}` stands there twice"
