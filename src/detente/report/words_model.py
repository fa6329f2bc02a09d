"""What of the monthly model is assumed, and what it cannot answer, in sentences."""

from __future__ import annotations

from detente.report.lexicon import counted, number
from detente.report.sentences import Sentence, kept, said
from detente.report.words_record import record_of
from detente.scenario.model import Scenario
from detente.study_courses import CourseStudy


def model_sentences(study: CourseStudy) -> tuple[Sentence, ...]:
    """Return what of the monthly model is assumed."""
    return kept(
        parameters_sentence(study.scenario), default_sentence(study), fitted_sentence(study)
    )


def parameters_sentence(scenario: Scenario) -> Sentence | None:
    """Say how many of the model's own parameters are assumed; None where it declares none."""
    own = [q for address, q in scenario.quantities.items() if address.startswith("parameters.")]
    if not own:
        return None
    assumed = sum(quantity.provenance.value == "assumed" for quantity in own)
    share = "all" if assumed == len(own) else number(assumed)
    verb = "is" if assumed == 1 else "are"
    return said(
        f"of {counted(len(own), 'parameter')} of the rules, {share} {verb} assumed.",
        "model.parameters",
    )


def default_sentence(study: CourseStudy) -> Sentence | None:
    """Say for how many numbers of the run a default stands in; None where none does."""
    count = len(study.run.defaults)
    if not count:
        return None
    return said(
        f"for {counted(count, 'number')} that the monthly model needs, the scenario says nothing "
        "and a default stands in.",
        "model.defaults",
    )


def fitted_sentence(study: CourseStudy) -> Sentence:
    """Say that nothing is fitted."""
    fitted = sum(q.provenance.value == "fitted" for q in study.scenario.quantities.values())
    if fitted:
        return said(f"{counted(fitted, 'number')} fitted to data.", "model.fitted")
    return said("nothing in it is fitted to data.", "model.fitted.none")


def check_command(name: str) -> str:
    """Return the command that holds the declared ranges against what was expected beforehand."""
    return f"detente check {name} --dynamics"


def left_out(study: CourseStudy) -> tuple[str, ...]:
    """Return what the model cannot carry of the scenario, one clause each."""
    return study.run.left_out


def cannot(scenario: Scenario) -> tuple[str, ...]:
    """Return what the monthly model cannot answer."""
    scored = (
        "no forecast of this case has been scored"
        if record_of(scenario) is None
        else "the record of past questions stands apart"
    )
    return (
        "When an event happens: a month in a run is one stroke of luck",
        f"How likely an event is, better than its range over draws: {scored}",
        "What a side would do that foresaw all this: nobody in the model looks ahead; rules of "
        "behaviour are held fixed",
        "What a war made by the parties would be: shocks strike from outside",
        "A move of two rungs at once, such as a sudden war from a reset",
    )
