"""What a decision may know of the outside: the time, fresh ids, and the library of worksheets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rooms.ids import FieldId, TemplateId


@dataclass(frozen=True, slots=True)
class Template:
    """What the rules must know of a worksheet template: its version and its fields, in order."""

    version: int
    fields: tuple[FieldId, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """The outside world at the time of one command."""

    now: float  # seconds since the epoch
    fresh_id: Callable[[], str]  # a new random id at each call; deterministic in tests
    templates: Mapping[TemplateId, Template] = field(default_factory=dict)
