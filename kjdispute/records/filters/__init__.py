"""What every list can be asked: its parameters, checked strictly, counted, and taken away one by one.

An unknown name or value is an error with a message; it is never ignored and never "everything".
"""

from .facets import Chip, Choice, Facet, WayOut
from .fields import ChoicesFilter, DayFilter, KeysFilter, SwitchFilter, YearsFilter
from .forms import RecordFilterForm, problems_of, readable
from .sets import PLACES, DatedFilterSet, RecordFilterSet, encoded, same_selection

__all__ = [
    "PLACES",
    "Chip",
    "Choice",
    "ChoicesFilter",
    "DatedFilterSet",
    "DayFilter",
    "Facet",
    "KeysFilter",
    "RecordFilterForm",
    "RecordFilterSet",
    "SwitchFilter",
    "WayOut",
    "YearsFilter",
    "encoded",
    "problems_of",
    "readable",
    "same_selection",
]
