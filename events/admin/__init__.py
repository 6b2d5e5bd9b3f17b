"""The editors' pages of what the dispute consists of."""

from events import desk

from .actors import ActorAdmin
from .events import EventAdmin
from .measures import MeasureAdmin
from .questions import QuestionAdmin
from .statements import StatementAdmin

__all__ = ["ActorAdmin", "EventAdmin", "MeasureAdmin", "QuestionAdmin", "StatementAdmin", "desk"]
