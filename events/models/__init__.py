"""What the dispute consists of."""

from .actors import Actor, ActorName
from .events import Event, EventMeasure, Participation
from .measures import Measure, MeasureStep, Product
from .questions import Question
from .statements import Passage, Statement, StatementCitation
from .witness_counts import WitnessCount
from .wordings import Wording

__all__ = [
    "Actor",
    "ActorName",
    "Event",
    "EventMeasure",
    "Measure",
    "MeasureStep",
    "Participation",
    "Passage",
    "Product",
    "Question",
    "Statement",
    "StatementCitation",
    "WitnessCount",
    "Wording",
]
