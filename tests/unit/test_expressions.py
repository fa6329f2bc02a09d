"""Statements over options: precedence, truth, and texts that are refused."""

from __future__ import annotations

import itertools

import pytest

from detente.scenario.expressions import (
    Conjunction,
    Disjunction,
    Negation,
    Option,
    StatementError,
    evaluate,
    options,
    parse_statement,
)

A, B, C = Option("a"), Option("b"), Option("c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", A),
        ("usa.extend", Option("usa.extend")),
        ("!a", Negation(A)),
        ("!!a", Negation(Negation(A))),
        ("a & b & c", Conjunction((A, B, C))),
        ("a | b | c", Disjunction((A, B, C))),
        ("a | b & c", Disjunction((A, Conjunction((B, C))))),
        ("a & b | c", Disjunction((Conjunction((A, B)), C))),
        ("!a & b", Conjunction((Negation(A), B))),
        ("!(a & b)", Negation(Conjunction((A, B)))),
        ("(a | b) & c", Conjunction((Disjunction((A, B)), C))),
        ('"a" & "go to: court!"', Conjunction((A, Option("go to: court!")))),
        ('!"b" | "us.sign it"', Disjunction((Negation(B), Option("us.sign it")))),
        (" a&b\n|\tc ", Disjunction((Conjunction((A, B)), C))),
    ],
)
def test_parse(text: str, expected: object):
    assert parse_statement(text) == expected


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("a & !b | c", "a and not b or c"),
        ("!(a | b) & !c", "not (a or b) and not c"),
        ("(!a & !b) | (a & b)", "(not a and not b) or (a and b)"),
        ("a | b & !c | !a & c", "a or b and not c or not a and c"),
    ],
)
def test_truth_is_that_of_python(text: str, python: str):
    statement = parse_statement(text)
    for values in itertools.product([False, True], repeat=3):
        taken = dict(zip("abc", values, strict=True))
        assert evaluate(statement, taken) == eval(python, {}, taken)


def test_options_are_named_once_in_order_of_appearance():
    assert options(parse_statement("c & (a | !c) & b.x | a")) == ("c", "a", "b.x")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "an option is missing before the end in ''"),
        ("a &", "an option is missing before the end in 'a &'"),
        ("& a", "an option is missing before '&' in '& a'"),
        ("a b", "'b' is left over in 'a b' – use & or |"),
        ("(a", "a ')' is missing in '(a'"),
        ("a)", "')' is left over in 'a)' – use & or |"),
        ("()", "an option is missing before ')' in '()'"),
        (
            '"a & b',
            "'\"a & b' cannot stand in '\"a & b' – use option names, &, |, ! and parentheses",
        ),
        ('""', "'\"\"' cannot stand in '\"\"' – use option names, &, |, ! and parentheses"),
        ("a + b", "'+ b' cannot stand in 'a + b' – use option names, &, |, ! and parentheses"),
        ("(" * 60 + "a" + ")" * 60, "nested too deeply"),
        ("!" * 60 + "a", "nested too deeply"),
    ],
)
def test_errors(text: str, message: str):
    with pytest.raises(StatementError) as caught:
        parse_statement(text)
    assert str(caught.value) == message
