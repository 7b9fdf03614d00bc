"""The library of worksheet templates: data files in `templates/`, read and checked when a process starts.

One file holds one version of one template in every language. A file that has been released is never edited: a
change of fields or of meaning is a new file with the next version, so that a sheet opened under the old one
can still be read.
"""

from care.library.library import Library, LibraryFault, load
from care.library.template import (
    LANGUAGES,
    Choice,
    Field,
    FieldKind,
    Template,
)

__all__ = ["LANGUAGES", "Choice", "Field", "FieldKind", "Library", "LibraryFault", "Template", "load"]
