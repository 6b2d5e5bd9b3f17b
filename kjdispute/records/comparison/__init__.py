"""What differs between two texts of a record, and what became of a sentence that was cited.

Everything here is a function of canonical forms, as versions keep them: it asks neither a database nor a request. The
results are for a template to walk; keys of other records stay keys, which the page names as they were called then.
"""

from .fates import Fate, fates, followed
from .fields import FieldChange
from .parts import PartChange, PartsChange, StatementChange
from .record import Comparison, StandingChange, compare
from .summary import in_few_words, in_places
from .values import Value
from .words import Run, marked

__all__ = [
    "Comparison",
    "Fate",
    "FieldChange",
    "PartChange",
    "PartsChange",
    "Run",
    "StandingChange",
    "StatementChange",
    "Value",
    "compare",
    "fates",
    "followed",
    "in_few_words",
    "in_places",
    "marked",
]
