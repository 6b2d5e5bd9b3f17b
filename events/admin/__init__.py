"""The editors' pages of what the dispute consists of."""

from events import desk

from .actors import ActorAdmin
from .citations import PassageAdmin
from .events import EventAdmin
from .measures import MeasureAdmin
from .questions import QuestionAdmin
from .statements import StatementAdmin

__all__ = ["ActorAdmin", "EventAdmin", "MeasureAdmin", "PassageAdmin", "QuestionAdmin", "StatementAdmin", "desk"]
