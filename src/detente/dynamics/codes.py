"""Codes that state and events of the monthly model are written in, as floats."""

from __future__ import annotations

# What becomes of a deal.
NONE = 0.0
TALKS = 1.0
SIGNED = 2.0
IN_FORCE = 3.0  # literal-ok: a code
SUSPENDED = 4.0  # literal-ok: a code
NOTICE = 5.0  # literal-ok: a code
ENDED = 6.0  # literal-ok: a code

#: Statuses in the words of the scenario, by code.
STATUSES = ("none", "talks", "signed", "in_force", "suspended", "notice", "ended")

# What happens to a deal in a month; at most one of these.
NOTHING = 0.0
OPENED = 1.0
BROKEN_OFF = 2.0
AGREED = 3.0  # literal-ok: a code
RATIFIED = 4.0  # literal-ok: a code
WATERED_DOWN = 5.0  # literal-ok: a code
REJECTED = 6.0  # literal-ok: a code
SUSPENSION = 7.0  # literal-ok: a code
RESUMED = 8.0  # literal-ok: a code
WITHDRAWN = 9.0  # literal-ok: a code
EXTENDED = 10.0  # literal-ok: a code
LAPSED = 11.0  # literal-ok: a code
TERMINATED = 12.0  # literal-ok: a code

#: Events in words, by code (0 is nothing).
EVENTS = (
    "nothing",
    "opened",
    "broken_off",
    "signed",
    "ratified_whole",
    "watered_down",
    "rejected",
    "suspended",
    "resumed",
    "withdrawn",
    "extended",
    "lapsed",
    "ended",
)

# What a ratifier has against a text: the most of it decides.
NO_OBJECTION = 0.0
CHANGES_WANTED = 1.0
REJECTION = 2.0

#: Severity of a crisis, the worst of the declared regimes.
CRISIS = 3.0  # literal-ok: a code

# Which condition keeps open talks from a signature; the first that fails counts.
MET = 0.0
NO_SURPLUS = 1.0
OBLIGATION = 2.0
NO_TRUST = 3.0  # literal-ok: a code
FIXED_COST = 4.0  # literal-ok: a code
NO_CONSENT = 5.0  # literal-ok: a code
NO_PIVOT = 6.0  # literal-ok: a code
NO_CHANNEL = 7.0  # literal-ok: a code
CHANCE = 8.0  # literal-ok: a code

#: Conditions in words, by code (0: no open talks).
CONSTRAINTS = (
    "no talks",
    "surplus",
    "obligation",
    "trust",
    "fixed_cost",
    "consent",
    "pivot",
    "channel",
    "chance",
)

#: Patterns of three signs in a triangle.
PATTERNS = 8  # literal-ok: of three signs

#: No date is set: more months than any run has.
NEVER = 1e9  # literal-ok: stands for no date

MONTHS_OF_A_YEAR = 12.0  # literal-ok: of the calendar
