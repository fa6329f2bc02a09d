"""The event language: read it, write it, list the names it uses.

    truce signed by 2026-04-25 and not inf withdrawn by united_states given truce in force

`docs/events.md` gives the grammar and worked examples; the tree is in `event_grammar`.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from detente.scenario import event_grammar as words
from detente.scenario.event_grammar import Event, Plain, Reference, Statement

__all__ = ["Event", "EventError", "Reference", "format_event", "parse_event", "references"]

DEEPEST = 30  # levels of "not" and parentheses: more is a slip, and would exhaust Python's stack
LONGEST_MONTHS = 1200
SHOWN = 6  # how many of the possible words an error lists

_Words: TypeAlias = tuple[str, ...]
_ID = "[a-z][a-z0-9_]*"
_TOKENS = {
    "parenthesis": r"[()]",
    "date": r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?",
    "number": r"[-+−]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "dyad": f"{_ID}>{_ID}",
    "pair": f"{_ID}-{_ID}",
    "word": _ID,
}


class EventError(ValueError):
    """A text that is no event: one line with place and remedy, and the character it is about."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


def parse_event(text: str) -> Event:
    """Return the event that `text` says.

    Raises:
        EventError: `text` is not in the language.
    """
    return _Parser(text).event()


def format_event(event: Event) -> str:
    """Return the canonical text: `parse_event(format_event(event)) == event`."""
    return str(event)


def references(event: Event) -> tuple[Reference, ...]:
    """Return what the event refers to, each once, in order of appearance."""
    parts: tuple[Plain, ...]
    match event:
        case words.Atom(statement):
            return statement.references()
        case words.Given(consequence, condition):
            parts = (consequence, condition)
        case words.Not(part):
            parts = (part,)
        case words.And(several) | words.Or(several):
            parts = several
    return tuple(dict.fromkeys(found for part in parts for found in references(part)))


@dataclass(frozen=True)
class _Token:
    kind: str  # a key of _TOKENS, or "end"
    text: str
    position: int


def _tokens(text: str) -> list[_Token]:
    found = []
    for chunk in re.finditer(r"[()]|[^\s()]+", text):
        kinds = [kind for kind, form in _TOKENS.items() if re.fullmatch(form, chunk[0])]
        if not kinds:
            raise EventError(f"cannot read '{chunk[0]}': {_remedy(chunk[0])}", chunk.start())
        found.append(_Token(kinds[0], chunk[0], chunk.start()))
    return [*found, _Token("end", "", len(text))]


def _remedy(chunk: str) -> str:
    if chunk in {"-", ">"}:
        return "write a pair as a-b and a dyad as a>b, without blanks"
    if chunk != chunk.lower():
        return "write words and ids in lower case"
    if stripped := chunk.strip(",.;:'\"!?"):
        if stripped != chunk:
            return "leave out the punctuation"
        if stripped[0].isdigit():
            return "write a number as 0.5 and a date as 2026-04 or 2026-04-25"
    return "words and ids are made of the letters a to z, digits and _"


def _listed(phrases: Collection[str]) -> str:
    quoted = [f"'{phrase}'" for phrase in phrases]
    if len(quoted) > SHOWN:
        return ", ".join(quoted[:SHOWN]) + ", …"
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def _closest(found: Collection[str], phrases: Collection[str]) -> str:
    for text in found:
        if close := difflib.get_close_matches(text, list(phrases), n=1, cutoff=0.65):
            return f" – did you mean '{close[0]}'?"
    return ""


class _Parser:
    """Recursive descent over the tokens of one text; one method per rule of docs/events.md."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.here = 0
        self.depth = 0
        # The method that reads a statement bears the name of the word that opens it.
        self.openers: dict[str, Callable[[], Statement]] = {
            **{word: getattr(self, word) for word in words.OTHER_OPENERS},
            **dict.fromkeys(words.QUANTITIES, self.level),
            "any": self.any_agreement,
        }

    # Tokens

    def peek(self, ahead: int = 0) -> _Token:
        """Return a token to come; past the end, the end."""
        return self.tokens[min(self.here + ahead, len(self.tokens) - 1)]

    def error(self, message: str, back: int = 0) -> EventError:
        """Return an error about the token to come, or one `back` tokens earlier."""
        return EventError(message, self.peek(-back).position)

    def expected(self, what: str, hint: str = "") -> EventError:
        """Return the error that `what` should stand here."""
        token = self.peek()
        where = f"after '{self.peek(-1).text}'" if self.here else "at the beginning"
        found = f"'{token.text}'" if token.text else "the end"
        return self.error(f"expected {what} {where}, found {found}{hint}")

    def take(self, phrases: Collection[str]) -> str | None:
        """Step over the longest of the phrases that stands here, or return None."""
        for phrase in sorted(phrases, key=len, reverse=True):
            parts = phrase.split()
            if all(self.peek(i).text == part for i, part in enumerate(parts)):
                self.here += len(parts)
                return phrase
        return None

    def choose(self, phrases: Collection[str], hint: str = "") -> str:
        """Step over one of the phrases, which must stand here."""
        if (phrase := self.take(phrases)) is not None:
            return phrase
        text, following = self.peek().text, self.peek(1).text
        suggestion = _closest((f"{text} {following}", text), phrases) if text else ""
        raise self.expected(_listed(phrases), suggestion or hint)

    def token(self, kind: str, what: str) -> str:
        """Step over a token of one kind."""
        if self.peek().kind != kind:
            raise self.expected(what)
        self.here += 1
        return self.peek(-1).text

    def identifier(self, what: str) -> str:
        """Step over an id, which no reserved word can be."""
        if self.peek().text in words.RESERVED_WORDS:
            raise self.expected(what)
        return self.token("word", what)

    def link(self, kind: str) -> str:
        """Step over a pair (in alphabetical order afterwards) or a dyad."""
        shape = "a pair such as russia-china" if kind == "pair" else "a dyad such as russia>china"
        text = self.token(kind, shape)
        pair = self.pair(*re.split("[->]", text))
        return pair if kind == "pair" else text

    def pair(self, one: str, other: str) -> str:
        """Return the pair of two names just read."""
        if reserved := [name for name in (one, other) if name in words.RESERVED_WORDS]:
            raise self.error(f"'{reserved[0]}' is a word of the language, no actor", 1)
        if one == other:
            raise self.error(f"'{one}' stands on both sides: two actors are needed", 1)
        return words.pair_id(one, other)

    def between(self) -> str:
        self.choose(["between"])
        one = self.identifier("an actor")
        self.choose(["and"])
        return self.pair(one, self.identifier("an actor"))

    def number(self, what: str, lowest: float, highest: float) -> float:
        """Read a number in a range."""
        digits = self.token("number", "a number").replace("−", "-")
        value = float(digits) + 0.0  # turns -0 into 0
        if not lowest <= value <= highest:
            hint = " (a date is written 2026-04)" if re.fullmatch("[0-9]{4}", digits) else ""
            raise self.error(f"{digits} is outside {lowest:g} to {highest:g}, {what}{hint}", 1)
        return value

    def months(self) -> int:
        text = self.token("number", "a number of months")
        if not re.fullmatch("[1-9][0-9]{0,3}", text) or int(text) > LONGEST_MONTHS:
            raise self.error(f"{text} is no number of months: 1 to {LONGEST_MONTHS}", 1)
        self.choose(["months", "month"])
        return int(text)

    def moment(self) -> words.Moment:
        text = self.token("date", "a date such as 2026-04 or 2026-04-25")
        year, month, day = (*map(int, text.split("-")), 0)[:3]
        try:
            datetime.date(year, month, day if text.count("-") > 1 else 1)
        except ValueError:
            raise self.error(f"{text} is not in the calendar", 1) from None
        return words.Moment(year, month, day)

    # Connectives

    def event(self) -> Event:
        """Read the whole text."""
        consequence = self.either()
        given = self.either() if self.take(["given"]) else None
        if self.peek().kind == "end":
            return words.Given(consequence, given) if given else consequence
        if self.peek().text == "given":
            raise self.error("'given' can stand once; join the conditions with 'and'")
        if self.peek(-1).text == ")" and self.peek().text in words.TIME_WORDS:
            raise self.error(f"move '{self.peek().text} …' inside: each statement has its own time")
        raise self.expected(
            "'and', 'or', 'given', a time or the end",
            _closest([self.peek().text], ["and", "or", "given", "within", "months", "between"]),
        )

    def either(self) -> Plain:
        """Read parts joined by `or`, and within them parts joined by `and`."""
        parts = [self.both()]
        while self.take(["or"]):
            parts.append(self.both())
        return words.Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def both(self) -> Plain:
        parts = [self.single()]
        while self.take(["and"]):
            parts.append(self.single())
        return words.And(tuple(parts)) if len(parts) > 1 else parts[0]

    def single(self) -> Plain:
        """Read a statement, its denial or a parenthesis."""
        if (word := self.take(["not", "("])) is None:
            return self.atom()
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error(f"more than {DEEPEST} levels of 'not' and parentheses", 1)
        part = words.Not(self.single()) if word == "not" else self.enclosed()
        self.depth -= 1
        return part

    def enclosed(self) -> Plain:
        """Read the rest of a parenthesis."""
        part = self.either()
        if self.peek().text == "given":
            raise self.error("'given' cannot stand in parentheses; put it last, once")
        if not self.take([")"]):
            raise self.expected("')'")
        return part

    def atom(self) -> words.Atom:
        """Read a statement with its time."""
        opener = self.take(self.openers)
        statement = self.openers[opener]() if opener else self.agreement()
        moments: dict[str, words.Moment] = {}
        months: dict[str, int] = {}
        while (word := self.take(words.TIME_WORDS)) is not None:
            self.check_time(word, [*moments, *months], statement)
            if word in {"within", "for"}:
                months[word] = self.months()
            else:
                moments[word] = self.moment()
            if {"from", "by"} <= set(moments) and moments["from"].first > moments["by"].last:
                raise self.error("the time ends (by …) before it begins (from …)", 1)
        start, by, at = (moments.get(word) for word in ("from", "by", "at"))
        window = words.Window(start, by, months.get("within"), at)
        return words.Atom(statement, window, months.get("for"))

    def check_time(self, word: str, earlier: list[str], statement: Statement) -> None:
        """Refuse a time word, just read, that makes no sense with the words before it."""
        for other in earlier:
            if other == word:
                raise self.error(f"'{word}' stands twice for one statement", 1)
            if "at" in {word, other} or {word, other} == {"by", "within"}:
                raise self.error(f"'{other}' and '{word}' do not go together: keep one", 1)
        if statement.time == "timeless":
            raise self.error(f"'{word}' makes no sense here: an equilibrium has no date", 1)
        if statement.time == "happening" and word in {"at", "for"}:
            remedy = "use 'by', 'within' or 'from'"
            raise self.error(f"'{statement}' happens and does not last: {remedy}", 1)

    # Statements: each method begins after the word that opens the statement

    def deed(self, verbs: _Words, actors: _Words, hint: str = "") -> tuple[str, str]:
        """Read `signed` or `rejected by congress`; `by` before a date opens a time instead."""
        verb = self.choose(verbs, hint)
        if self.peek().text != "by" or self.peek(1).kind not in {"word", "end"}:
            return verb, ""
        self.here += 1
        if verb not in actors:
            raise self.expected("a date", f" – only {_listed(actors)} can name an actor")
        return verb, self.identifier("an actor or a date")

    def agreement(self) -> Statement:
        name = self.identifier("a statement such as 'truce in force'")
        hint = _closest([name], [*words.OTHER_OPENERS, *words.QUANTITIES])
        deed = self.deed(words.AGREEMENT_VERBS, words.AGREEMENT_VERBS_WITH_ACTOR, hint)
        return words.AgreementStatus(name, *deed)

    def any_agreement(self) -> Statement:
        """Read `any arms agreement of depth above 0.5 signed between a and b`."""
        issue = "" if self.peek().text == "agreement" else self.identifier("an issue")
        self.choose(["agreement"])
        bound, depth = "", 0.0
        if self.take(["of"]):
            self.choose(["depth"])
            bound = self.choose(words.BOUNDS)
            depth = self.number("the range of a depth", 0.0, 1.0)
        verb, actor = self.deed(words.AGREEMENT_VERBS, words.AGREEMENT_VERBS_WITH_ACTOR)
        pair = self.between() if self.peek().text == "between" else ""
        return words.AnyAgreement(issue, bound, depth, verb, actor, pair)

    def regime(self) -> Statement:
        pair = self.link("pair")
        verb = self.choose(words.REGIME_VERBS)
        named = verb in words.REGIME_VERBS_WITH_REGIME
        return words.Regime(pair, verb, self.choose(words.REGIMES) if named else "")

    def summit(self) -> Statement:
        pair = self.link("pair")
        self.choose(["held"])
        return words.Summit(pair)

    def leader(self) -> Statement:
        self.choose(["of"])
        actor = self.identifier("an actor")
        self.choose(["changes"])
        return words.LeaderChange(actor)

    def talks(self) -> Statement:
        self.choose(["on"])
        issue = self.identifier("an issue")
        pair = self.between()
        return words.Talks(issue, pair, self.choose(words.TALKS_VERBS))

    def equilibrium(self) -> Statement:
        self.choose(["of"])
        conflict = self.identifier("a conflict")
        verb = self.choose(words.EQUILIBRIUM_VERBS)
        return words.Equilibrium(conflict, verb, self.identifier("an option"))

    def triangle(self) -> Statement:
        """Read `triangle great_powers has pivot russia` or `… is unit_veto`."""
        triad = self.identifier("a triad")
        if self.choose(["has", "is"]) == "is":
            return words.Triangle(triad, shape=self.choose(words.SHAPES))
        role = self.choose(words.ROLES)
        return words.Triangle(triad, role, self.identifier("an actor"))

    def measure(self) -> Statement:
        name = self.identifier("a measure")
        deed = self.deed(words.MEASURE_VERBS, words.MEASURE_VERBS_WITH_ACTOR)
        return words.MeasureStatus(name, *deed)

    def level(self) -> Statement:
        """Read `flow a>b above 0.5`."""
        name = self.peek(-1).text
        of, lowest, highest = words.QUANTITIES[name]
        dyad, pair = (self.link("dyad"), "") if of == "dyad" else ("", self.link("pair"))
        moves = words.SANCTION_MOVES if name == "sanctions" else words.MOVES
        comparison = self.choose((*words.BOUNDS, *moves, *words.STARTS, *words.THIRDS))
        amount = self.peek().text == "by" and self.peek(1).kind == "number"
        if comparison in words.SANCTION_MOVES and amount:
            comparison += f" {self.choose(['by'])}"
        number = None
        if comparison.endswith(" by"):
            number = self.number(f"the size of a change of {name}", 0.0, highest - lowest)
            if number == 0.0:
                raise self.error("a change by 0 is none: give a size above 0", 1)
        elif comparison in words.BOUNDS:
            number = self.number(f"the range of {name}", lowest, highest)
        return words.Level(name, dyad, pair, comparison, number)
