"""Room `catalogue`: the mechanisms as data, from a paragraph to the equation and back."""

from detente.catalogue.entries import (
    STATUSES,
    Call,
    Example,
    Mechanism,
    Plot,
    Result,
    Rival,
    bookkeeping,
    mechanism,
    mechanisms,
    rivals,
)
from detente.catalogue.examples import Input, WorkedExample, work
from detente.catalogue.explaining import Explanation, explain
from detente.catalogue.month import Equation, Reading, equations, uncarried
from detente.catalogue.month_words import month_as_json, month_as_text
from detente.catalogue.passages import Passage, by_paragraph, cited_paragraphs, passages
from detente.catalogue.plotting import plot_mechanism
from detente.catalogue.rendering import (
    as_json,
    as_text,
    explanation_as_json,
    explanation_as_text,
    passage_as_json,
    passage_as_text,
)

__all__ = [
    "STATUSES",
    "Call",
    "Equation",
    "Example",
    "Explanation",
    "Input",
    "Mechanism",
    "Passage",
    "Plot",
    "Reading",
    "Result",
    "Rival",
    "WorkedExample",
    "as_json",
    "as_text",
    "bookkeeping",
    "by_paragraph",
    "cited_paragraphs",
    "equations",
    "explain",
    "explanation_as_json",
    "explanation_as_text",
    "mechanism",
    "mechanisms",
    "month_as_json",
    "month_as_text",
    "passage_as_json",
    "passage_as_text",
    "passages",
    "plot_mechanism",
    "rivals",
    "uncarried",
    "work",
]
