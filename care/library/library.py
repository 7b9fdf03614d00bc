"""Reading the template files, and answering what the rules and the clients ask of them."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from care.library.template import LANGUAGES, Template
from rooms import moment
from rooms.ids import TemplateId

SHIPPED = Path(__file__).parent / "templates"


class LibraryFault(Exception):
    """A template file cannot be used. Names every fault of every file, one a line: `file: place: what`."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class Library:
    """All templates in all their versions; immutable, and shared by every session of a process."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self._by_version = {(template.id, template.version): template for template in templates}
        newest: dict[TemplateId, Template] = {}
        for _, template in sorted(self._by_version.items()):
            newest[template.id] = template
        self.rules: Mapping[TemplateId, moment.Template] = MappingProxyType(
            {
                template.id: moment.Template(template.version, tuple(field.id for field in template.fields))
                for template in newest.values()
            }
        )

    def template(self, template_id: TemplateId, version: int) -> Template | None:
        """One version, or None when this installation no longer has (or never had) it."""
        return self._by_version.get((template_id, version))

    def told(self, language: str) -> list[dict[str, Any]]:
        """Every version of every template in one language, as `GetTemplates` answers; by id, then by version.

        A region is ignored (`es-MX` is `es`); a language that the library does not speak is answered in
        English.
        """
        primary = language.split("-")[0].lower()
        spoken = primary if primary in LANGUAGES else LANGUAGES[0]
        return [template.told(spoken) for _, template in sorted(self._by_version.items())]


def load(*folders: Path) -> Library:
    """Read `<id>.v<version>.toml` of these folders (else the shipped ones); `LibraryFault` tells all."""
    templates: dict[tuple[TemplateId, int], Template] = {}
    faults: list[str] = []
    for path in sorted(file for folder in folders or (SHIPPED,) for file in folder.glob("*.toml")):
        try:
            template = _read(path)
        except LibraryFault as fault:
            faults.extend(f"{path.name}: {words}" for words in fault.faults)
            continue
        key = (template.id, template.version)
        if key in templates:
            faults.append(f"{path.name}: another file holds the same version of `{template.id}`")
        templates[key] = template
    if faults:
        raise LibraryFault(faults)
    return Library(templates.values())


def _read(path: Path) -> Template:
    try:
        template = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Template)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as fault:
        raise LibraryFault([str(fault)]) from fault
    faults = list(template.faults())
    if path.name != f"{template.id}.v{template.version}.toml":
        faults.append(f"the file's name should be {template.id}.v{template.version}.toml")
    if faults:
        raise LibraryFault(faults)
    return template
