"""Properties of the ledger: any change of any byte shows, whatever the forecasts are."""

from __future__ import annotations

import json

import pytest
from forecast_cases import record
from hypothesis import given
from hypothesis import strategies as st

from detente.forecasts.ledger_lines import (
    NONE_BEFORE,
    Line,
    canonical,
    digest,
    parse_ledger,
    sealed,
)
from detente.scenario import InvalidInputError

TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=12)
CHANCES = st.one_of(st.none(), st.floats(0, 1))


@st.composite
def ledgers(draw: st.DrawFn) -> bytes:
    previous, text = NONE_BEFORE, ""
    for place in range(draw(st.integers(1, 4))):
        line = sealed(
            record(f"q{place}", draw(CHANCES), question=draw(TEXTS), family=draw(TEXTS)), previous
        )
        previous = line["hash"]
        text += canonical(line) + "\n"
    return text.encode()


def outcome(data: bytes) -> tuple[str, tuple[Line, ...], bytes]:
    """Return why bytes are refused, or what is read from them."""
    try:
        return "", *parse_ledger(data, "ledger")
    except InvalidInputError as error:
        return str(error), (), b""


@given(ledgers())
def test_what_is_written_is_read_back(data: bytes) -> None:
    lines, torn = parse_ledger(data, "ledger")
    assert torn == b""
    assert "".join(canonical(line.record) + "\n" for line in lines).encode() == data
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


@given(ledgers(), st.data())
def test_any_changed_byte_shows(data: bytes, choice: st.DataObject) -> None:
    place = choice.draw(st.integers(0, len(data) - 1))
    byte = choice.draw(st.integers(0, 255).filter(lambda value: value != data[place]))
    changed = data[:place] + bytes([byte]) + data[place + 1 :]
    message, lines, torn = outcome(changed)
    if message:
        assert len(message.splitlines()) == 1
        return
    # Only the last line break can go unseen: what stood before it then counts as unfinished.
    assert place == len(data) - 1
    assert torn
    assert len(lines) == data.count(b"\n") - 1


@given(ledgers(), st.data())
def test_any_cut_leaves_whole_lines(data: bytes, choice: st.DataObject) -> None:
    cut = choice.draw(st.integers(0, len(data)))
    lines, torn = parse_ledger(data[:cut], "ledger")
    assert len(lines) == data[:cut].count(b"\n")
    assert data[:cut].endswith(torn)


@given(st.binary(max_size=200))
def test_nothing_but_a_ledger_is_read_as_one(junk: bytes) -> None:
    message, lines, _ = outcome(junk)
    assert message.startswith("ledger:") or lines == ()


@given(st.dictionaries(TEXTS, st.one_of(TEXTS, st.floats(0, 1), st.none(), st.integers())))
def test_the_hash_knows_content_not_order(content: dict[str, object]) -> None:
    turned = dict(reversed(content.items()))
    assert digest(content) == digest(turned)
    assert digest({**content, "hash": "x"}) == digest(content)
    again = json.loads(canonical(content))
    assert digest(again) == digest(content)


def test_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"probability": float("nan")})
