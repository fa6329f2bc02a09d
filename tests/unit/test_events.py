"""The event language: every example of its page parses, errors are exact, texts round-trip."""

from __future__ import annotations

import calendar
import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.scenario import event_grammar as tree
from detente.scenario.events import (
    EventError,
    Reference,
    format_event,
    parse_event,
    references,
)

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```event\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
FENCED = [line for block in BLOCKS for line in block.splitlines()]
WORKED_PART = PAGE.split("## Worked examples")[1].split("## ")[0]
WORKED = [
    (row[1].strip("` "), row[3])
    for row in (line.split("|") for line in WORKED_PART.splitlines())
    if len(row) == 5 and row[1].startswith(" `")
]
STATEMENT_KINDS = {statement.kind for statement in tree.Statement.__subclasses__()}


def parts_of(event: tree.Event) -> list[tree.Atom]:
    match event:
        case tree.Given(consequence, condition):
            return parts_of(consequence) + parts_of(condition)
        case tree.Not(part):
            return parts_of(part)
        case tree.And(parts) | tree.Or(parts):
            return [atom for part in parts for atom in parts_of(part)]
        case tree.Atom():
            return [event]


def test_the_page_has_enough_examples():
    assert len(WORKED) >= 20
    assert len(FENCED) >= 25
    examples = FENCED + [text for text, _ in WORKED]
    kinds = {atom.kind for text in examples for atom in parts_of(parse_event(text))}
    assert kinds == STATEMENT_KINDS


@pytest.mark.parametrize("text", FENCED + [text for text, _ in WORKED])
def test_examples_of_the_page_are_canonical(text: str):
    assert format_event(parse_event(text)) == text


@pytest.mark.parametrize(("text", "listed"), WORKED)
def test_worked_examples_list_their_references(text: str, listed: str):
    expected = [Reference(*found) for found in re.findall(r"(\w+) `([^`]+)`", listed)]
    assert expected == list(references(parse_event(text)))


def test_tree_of_a_whole_event():
    text = (
        "any arms agreement of depth at or above 0.5 signed between russia and china "
        "by 2026-04 from 2025-04-25 and not sanctions china>russia eased by 0.25 for 1 month "
        "or regime russia-china is reset within 12 months given truce suspended by ukraine"
    )
    deal = tree.Atom(
        tree.AnyAgreement("arms", "at or above", 0.5, "signed", pair="china-russia"),
        tree.Window(start=tree.Moment(2025, 4, 25), by=tree.Moment(2026, 4)),
    )
    eased = tree.Atom(tree.Level("sanctions", "china>russia", "", "eased by", 0.25), persistence=1)
    regime = tree.Atom(tree.Regime("china-russia", "is", "reset"), tree.Window(within=12))
    condition = tree.Atom(tree.AgreementStatus("truce", "suspended", "ukraine"))
    assert parse_event(text) == tree.Given(
        tree.Or((tree.And((deal, tree.Not(eased))), regime)), condition
    )


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  truce\n in   force ", "truce in force"),
        ("(truce in force)", "truce in force"),
        ("truce signed by 2026-4-5", "truce signed by 2026-04-05"),
        ("trust russia>china below −2.50", "trust russia>china below -2.5"),
        ("flow russia>china above +.5", "flow russia>china above 0.5"),
        ("flow russia>china above -0", "flow russia>china above 0"),
        ("summit russia-china held", "summit china-russia held"),
        ("truce in force for 1 month", "truce in force for 1 months"),
        ("truce in force for 3 months from 2026-01", "truce in force from 2026-01 for 3 months"),
        ("(a lapsed and b lapsed) or c lapsed", "a lapsed and b lapsed or c lapsed"),
        ("a lapsed and (b lapsed or c lapsed)", "a lapsed and (b lapsed or c lapsed)"),
        ("a lapsed and (b lapsed and c lapsed)", "a lapsed and (b lapsed and c lapsed)"),
        ("not (a lapsed or b lapsed)", "not (a lapsed or b lapsed)"),
        ("not not a lapsed", "not not a lapsed"),
    ],
)
def test_canonical_text(text: str, canonical: str):
    assert format_event(parse_event(text)) == canonical


def test_by_is_an_actor_an_amount_or_a_date():
    by_actor = parse_event("truce rejected by congress by 2026-01")
    assert by_actor == tree.Atom(
        tree.AgreementStatus("truce", "rejected", "congress"),
        tree.Window(by=tree.Moment(2026, 1)),
    )
    by_date = parse_event("sanctions russia>china eased by 2026-01")
    assert by_date == tree.Atom(
        tree.Level("sanctions", "russia>china", "", "eased"),
        tree.Window(by=tree.Moment(2026, 1)),
    )


def test_references_stand_once_in_order_of_appearance():
    event = parse_event(
        "truce in force and equilibrium of summit_2017 has meet and not truce lapsed "
        "given measure eu_sectoral lifted by europe"
    )
    assert references(event) == (
        ("agreement", "truce"),
        ("conflict", "summit_2017"),
        ("option", "summit_2017.meet"),
        ("measure", "eu_sectoral"),
        ("actor", "europe"),
    )


def test_a_month_has_a_first_and_a_last_day():
    month, day = tree.Moment(2024, 2), tree.Moment(2024, 2, 3)
    assert (month.first, month.last) == (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    assert day.first == day.last == datetime.date(2024, 2, 3)


@pytest.mark.parametrize("word", sorted(tree.RESERVED_WORDS))
def test_reserved_words_are_no_ids(word: str):
    for text in (f"{word} lapsed", f"leader of {word} changes", f"summit {word}-china held"):
        with pytest.raises(EventError):
            parse_event(text)


DEEDS = "'signed', 'ratified', 'ratified whole', 'watered down', 'rejected', 'extended', …"
BOUNDS = "'above', 'below', 'at or above', 'at or below'"
ERRORS = [
    ("", 0, "expected a statement such as 'truce in force' at the beginning, found the end"),
    ("truce", 5, f"expected {DEEDS} after 'truce', found the end"),
    (
        "truce sigend by 2026-04-25",
        6,
        f"expected {DEEDS} after 'truce', found 'sigend' – did you mean 'signed'?",
    ),
    (
        "truce inforce",
        6,
        f"expected {DEEDS} after 'truce', found 'inforce' – did you mean 'in force'?",
    ),
    (
        "regim russia-china reaches reset",
        6,
        f"expected {DEEDS} after 'regim', found 'russia-china' – did you mean 'regime'?",
    ),
    ("Truce signed", 0, "cannot read 'Truce': write words and ids in lower case"),
    ("truce signed.", 6, "cannot read 'signed.': leave out the punctuation"),
    (
        "summit russia - china held",
        14,
        "cannot read '-': write a pair as a-b and a dyad as a>b, without blanks",
    ),
    (
        "truce signed within 6months",
        20,
        "cannot read '6months': write a number as 0.5 and a date as 2026-04 or 2026-04-25",
    ),
    (
        "tr€uce signed",
        0,
        "cannot read 'tr€uce': words and ids are made of the letters a to z, digits and _",
    ),
    (
        "truce signed by russia",
        16,
        "expected a date after 'by', found 'russia'"
        " – only 'rejected', 'withdrawn' or 'suspended' can name an actor",
    ),
    ("truce rejected by", 17, "expected an actor or a date after 'by', found the end"),
    ("truce signed by 2026-02-30", 16, "2026-02-30 is not in the calendar"),
    ("truce signed by 2026-13", 16, "2026-13 is not in the calendar"),
    ("truce signed by 2026-04-00", 16, "2026-04-00 is not in the calendar"),
    (
        "truce signed from 12 months",
        18,
        "expected a date such as 2026-04 or 2026-04-25 after 'from', found '12'",
    ),
    ("truce signed within 12", 22, "expected 'months' or 'month' after '12', found the end"),
    ("truce signed within 0 months", 20, "0 is no number of months: 1 to 1200"),
    ("truce signed within 1201 months", 20, "1201 is no number of months: 1 to 1200"),
    ("truce signed within 1.5 months", 20, "1.5 is no number of months: 1 to 1200"),
    (
        "truce signed for 6 months",
        13,
        "'truce signed' happens and does not last: use 'by', 'within' or 'from'",
    ),
    (
        "summit china-russia held at 2026-01",
        25,
        "'summit china-russia held' happens and does not last: use 'by', 'within' or 'from'",
    ),
    (
        "truce in force at 2026-01 for 6 months",
        26,
        "'at' and 'for' do not go together: keep one",
    ),
    (
        "truce signed by 2026-01 within 3 months",
        24,
        "'by' and 'within' do not go together: keep one",
    ),
    ("truce signed by 2026-01 by 2026-02", 24, "'by' stands twice for one statement"),
    (
        "truce signed from 2027-01 by 2026-01",
        29,
        "the time ends (by …) before it begins (from …)",
    ),
    (
        "equilibrium of summit_2017 has meet by 2026-01",
        36,
        "'by' makes no sense here: an equilibrium has no date",
    ),
    (
        "regime russia-china reaches detente",
        28,
        "expected 'reset', 'guardrailed_rivalry', 'confrontation' or 'crisis' "
        "after 'reaches', found 'detente'",
    ),
    (
        "regime russia>china reaches reset",
        7,
        "expected a pair such as russia-china after 'regime', found 'russia>china'",
    ),
    (
        "flow russia-china above 0.5",
        5,
        "expected a dyad such as russia>china after 'flow', found 'russia-china'",
    ),
    (
        "flow russia>russia above 0.5",
        5,
        "'russia' stands on both sides: two actors are needed",
    ),
    ("summit russia-and held", 7, "'and' is a word of the language, no actor"),
    ("flow russia>china above 7", 24, "7 is outside -4 to 4, the range of flow"),
    ("flow russia>china above", 23, "expected a number after 'above', found the end"),
    ("flow russia>china rises by 0", 27, "a change by 0 is none: give a size above 0"),
    (
        "sanctions russia>china eased by 2026",
        32,
        "2026 is outside 0 to 1, the size of a change of sanctions (a date is written 2026-04)",
    ),
    (
        "sanctions russia>china falls by 0.1",
        23,
        f"expected {BOUNDS}, 'eased', 'tightened', … after 'russia>china', found 'falls'",
    ),
    (
        "flow russia>china falls within 12 months",
        18,
        f"expected {BOUNDS}, 'rises by', 'falls by', … after 'russia>china', "
        "found 'falls' – did you mean 'falls by'?",
    ),
    ("any arms deal signed", 9, "expected 'agreement' after 'arms', found 'deal'"),
    ("talks on arms open", 14, "expected 'between' after 'arms', found 'open'"),
    (
        "truce signed and",
        16,
        "expected a statement such as 'truce in force' after 'and', found the end",
    ),
    (
        "truce signed wihtin 6 months",
        13,
        "expected 'and', 'or', 'given', a time or the end after 'signed', found 'wihtin'"
        " – did you mean 'within'?",
    ),
    ("(truce signed", 13, "expected ')' after 'signed', found the end"),
    (
        "(truce signed and inf lapsed) within 12 months",
        30,
        "move 'within …' inside: each statement has its own time",
    ),
    (
        "(truce signed given inf lapsed)",
        14,
        "'given' cannot stand in parentheses; put it last, once",
    ),
    (
        "a lapsed given b lapsed given c lapsed",
        24,
        "'given' can stand once; join the conditions with 'and'",
    ),
    ("(" * 31 + "a lapsed", 30, "more than 30 levels of 'not' and parentheses"),
    ("not " * 5000 + "a lapsed", 120, "more than 30 levels of 'not' and parentheses"),
]


@pytest.mark.parametrize(("text", "position", "message"), ERRORS)
def test_wrong_texts(text: str, position: int, message: str):
    with pytest.raises(EventError) as caught:
        parse_event(text)
    assert str(caught.value) == message
    assert caught.value.position == position


# Generated events: only trees that the language allows, as the parser would build them.

OPENING = tree.RESERVED_WORDS | tree.STATEMENT_WORDS
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,7}", fullmatch=True).filter(lambda name: name not in OPENING)
TWO = st.lists(IDS, min_size=2, max_size=2, unique=True)
PAIRS = TWO.map(lambda two: tree.pair_id(*two))
DYADS = TWO.map(">".join)
EMPTY = st.just("")


@st.composite
def deeds(draw: st.DrawFn, verbs: tuple[str, ...], with_actor: tuple[str, ...]) -> tuple[str, str]:
    verb = draw(st.sampled_from(verbs))
    return verb, draw(IDS | EMPTY) if verb in with_actor else ""


@st.composite
def levels(draw: st.DrawFn) -> tree.Level:
    name = draw(st.sampled_from(sorted(tree.QUANTITIES)))
    of, lowest, highest = tree.QUANTITIES[name]
    sanctions = ("eased", "tightened", "eased by", "tightened by")
    moves = sanctions if name == "sanctions" else tree.MOVES
    comparison = draw(st.sampled_from((*tree.BOUNDS, *tree.STARTS, *tree.THIRDS, *moves)))
    number = None
    if comparison in tree.BOUNDS:
        number = draw(st.floats(lowest, highest))
    elif comparison.endswith(" by"):
        number = draw(st.floats(0, highest - lowest, exclude_min=True))
    subject = (draw(DYADS), "") if of == "dyad" else ("", draw(PAIRS))
    return tree.Level(name, *subject, comparison, number)


@st.composite
def any_agreements(draw: st.DrawFn) -> tree.AnyAgreement:
    bound = draw(st.sampled_from(("", *tree.BOUNDS)))
    depth = draw(st.floats(0, 1)) if bound else 0.0
    deed = draw(deeds(tree.AGREEMENT_VERBS, tree.AGREEMENT_VERBS_WITH_ACTOR))
    return tree.AnyAgreement(draw(IDS | EMPTY), bound, depth, *deed, draw(PAIRS | EMPTY))


@st.composite
def regimes(draw: st.DrawFn) -> tree.Regime:
    verb = draw(st.sampled_from(tree.REGIME_VERBS))
    named = verb in tree.REGIME_VERBS_WITH_REGIME
    return tree.Regime(draw(PAIRS), verb, draw(st.sampled_from(tree.REGIMES)) if named else "")


AGREEMENT_DEEDS = deeds(tree.AGREEMENT_VERBS, tree.AGREEMENT_VERBS_WITH_ACTOR)
MEASURE_DEEDS = deeds(tree.MEASURE_VERBS, tree.MEASURE_VERBS_WITH_ACTOR)
EQUILIBRIUM_VERBS = st.sampled_from(tree.EQUILIBRIUM_VERBS)
STATEMENTS: st.SearchStrategy[tree.Statement] = st.one_of(
    st.builds(lambda name, deed: tree.AgreementStatus(name, *deed), IDS, AGREEMENT_DEEDS),
    any_agreements(),
    st.builds(tree.Talks, IDS, PAIRS, st.sampled_from(tree.TALKS_VERBS)),
    regimes(),
    levels(),
    st.builds(tree.Summit, PAIRS),
    st.builds(tree.LeaderChange, IDS),
    st.builds(tree.Equilibrium, IDS, EQUILIBRIUM_VERBS, IDS),
    st.builds(tree.Triangle, IDS, st.sampled_from(tree.ROLES), IDS),
    st.builds(tree.Triangle, IDS, shape=st.sampled_from(tree.SHAPES)),
    st.builds(lambda name, deed: tree.MeasureStatus(name, *deed), IDS, MEASURE_DEEDS),
)


@st.composite
def moments(draw: st.DrawFn) -> tree.Moment:
    year, month = draw(st.integers(1, 9999)), draw(st.integers(1, 12))
    return tree.Moment(year, month, draw(st.integers(0, calendar.monthrange(year, month)[1])))


@st.composite
def atoms(draw: st.DrawFn) -> tree.Atom:
    statement = draw(STATEMENTS)
    if statement.time == "timeless":
        return tree.Atom(statement)
    months = st.integers(1, 1200)
    if statement.time == "state" and draw(st.booleans()):
        return tree.Atom(statement, tree.Window(at=draw(moments())))
    ending = draw(st.sampled_from(("", "by", "within")))
    start, by = draw(st.none() | moments()), draw(moments()) if ending == "by" else None
    if start and by and start.first > by.last:
        start, by = by, start
    window = tree.Window(start, by, draw(months) if ending == "within" else None)
    return tree.Atom(
        statement, window, draw(st.none() | months) if statement.time == "state" else None
    )


def joined(parts: st.SearchStrategy[tree.Plain]) -> st.SearchStrategy[tree.Plain]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(tree.Not, parts) | st.builds(tree.And, several) | st.builds(tree.Or, several)


PLAIN: st.SearchStrategy[tree.Plain] = st.recursive(atoms(), joined, max_leaves=6)
EVENTS = PLAIN | st.builds(tree.Given, PLAIN, PLAIN)


@given(EVENTS)
def test_every_event_round_trips(event: tree.Event):
    assert parse_event(format_event(event)) == event


@given(EVENTS)
def test_references_are_those_of_the_parts(event: tree.Event):
    expected = [found for atom in parts_of(event) for found in atom.statement.references()]
    assert list(references(event)) == list(dict.fromkeys(expected))


def parses_or_says_why(text: str) -> None:
    refusal = None
    try:
        event = parse_event(text)
    except EventError as error:
        refusal = error
    if refusal is None:
        assert parse_event(format_event(event)) == event
    else:
        assert len(str(refusal).splitlines()) == 1
        assert 0 <= refusal.position <= len(text)


@given(st.text())
def test_garbage_is_refused_in_words(text: str):
    parses_or_says_why(text)


VOCABULARY = sorted({word for text in FENCED for word in re.findall(r"[()]|[^\s()]+", text)})


@given(st.lists(st.sampled_from([*VOCABULARY, "(", ")", "9" * 5000]), max_size=12))
def test_shuffled_words_are_read_or_refused_in_words(chosen: list[str]):
    parses_or_says_why(" ".join(chosen))


@given(st.sampled_from(FENCED), st.data())
def test_a_slip_in_an_example_is_read_or_refused_in_words(text: str, data: st.DataObject):
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 3))
    parses_or_says_why(text[:at] + data.draw(st.text(max_size=2)) + text[at + cut :])
