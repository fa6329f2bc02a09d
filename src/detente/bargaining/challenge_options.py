"""What the published text of the challenge model leaves open, as named options.

Each is a choice that somebody who builds the model from the text has to make, and the outcome of
the worked example moves from one end of its scale to the other with them. A preset is one whole
reading; their spread is part of the prediction.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

#: Option → its words, in the order by which the rounds know them, and what it decides.
WORDS: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "denominator": (
            ("pair", "all_pairs", "all_ordered_pairs"),
            "what votes for i over j are divided by: all votes cast between these two, between "
            "any two (each pair counted once), or that counted for i against j and j against i",
        ),
        "security": (
            ("others", "own"),
            "which expected utilities add up to security: those of others' challenges to i, or "
            "those of i's challenges to others",
        ),
        "risk": (
            ("among_actors", "among_alternatives", "neutral"),
            "between which best and worst security stands: of all actors, of i at every "
            "position now held, or everybody is risk neutral",
        ),
        "perspective": (
            ("own", "each"),
            "whose risk i uses for j's expected utility: its own, or j's",
        ),
        "conflict": (
            ("nobody", "loser"),
            "who moves where both expect to gain by a challenge: nobody, or whoever i expects to "
            "lose to it, all the way",
        ),
        "offers": (
            ("one_sided", "two_sided"),
            "whether i, where it expects to be the weaker, also takes it that it must move itself",
        ),
        "selection": (
            ("greatest_sum", "highest_utility", "least_move", "nearest_position"),
            "which offer is taken: of the greatest E_ij + E_ji, of the winner with the highest "
            "expected utility, of the least move, or from the nearest position",
        ),
        "conflict_order": (
            ("with_others", "first", "first_least_move"),
            "whether a lost conflict is one offer among others, comes before all others (chosen "
            "as they are), or before all others with the least move chosen",
        ),
        "equal_positions": (
            ("skip", "include"),
            "whether actors at one position make each other offers (of a move of nothing)",
        ),
        "scale": (
            ("fixed", "dynamic"),
            "whether distances are in shares of the range at the beginning, or of each round",
        ),
        "ties": (
            ("lower", "upper"),
            "which of two medians, and which of two equal offers of equal moves, by position",
        ),
        "stopping": (
            ("rounds", "median_unchanged", "cycle"),
            "when it ends, besides after all rounds or when nobody moves: never, when the median "
            "stays, or when positions come back (the outcome is then their mean over the cycle)",
        ),
        "outcome": (("median", "mean"), "which weighted average of the positions is the outcome"),
    }
)

(
    DENOMINATOR,
    SECURITY,
    RISK,
    PERSPECTIVE,
    CONFLICT,
    OFFERS,
    SELECTION,
    CONFLICT_ORDER,
    EQUAL_POSITIONS,
    SCALE,
    TIES,
    STOPPING,
    OUTCOME,
) = range(len(WORDS))

PAIR = WORDS["denominator"][0].index("pair")
ALL_PAIRS = WORDS["denominator"][0].index("all_pairs")
OWN = WORDS["security"][0].index("own")
ALTERNATIVES = WORDS["risk"][0].index("among_alternatives")
NEUTRAL = WORDS["risk"][0].index("neutral")
EACH = WORDS["perspective"][0].index("each")
LOSER = WORDS["conflict"][0].index("loser")
ONE_SIDED = WORDS["offers"][0].index("one_sided")
GREATEST_SUM = WORDS["selection"][0].index("greatest_sum")
HIGHEST_UTILITY = WORDS["selection"][0].index("highest_utility")
LEAST_MOVE = WORDS["selection"][0].index("least_move")
WITH_OTHERS = WORDS["conflict_order"][0].index("with_others")
FIRST_LEAST_MOVE = WORDS["conflict_order"][0].index("first_least_move")
SKIP = WORDS["equal_positions"][0].index("skip")
FIXED = WORDS["scale"][0].index("fixed")
UPPER = WORDS["ties"][0].index("upper")
MEDIAN = WORDS["stopping"][0].index("median_unchanged")
CYCLE = WORDS["stopping"][0].index("cycle")

#: `scholz2011`: of all combinations of these options (with Q at 0, ½ and 1) the one nearest to the
#: trajectory that Scholz, Calbert and Smith print in their Table 2; it does not reproduce every
#: round. `text`: a plain reading of the published equations, with offers taken from the strongest.
PRESETS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "scholz2011": MappingProxyType(
            {
                "status_quo": 1.0,
                "denominator": "all_pairs",
                "security": "others",
                "risk": "among_actors",
                "perspective": "own",
                "conflict": "loser",
                "offers": "two_sided",
                "selection": "greatest_sum",
                "conflict_order": "first_least_move",
                "equal_positions": "skip",
                "scale": "fixed",
                "ties": "lower",
            }
        ),
        "text": MappingProxyType(
            {
                "status_quo": 1.0,
                "denominator": "pair",
                "security": "others",
                "risk": "among_alternatives",
                "perspective": "own",
                "conflict": "nobody",
                "offers": "one_sided",
                "selection": "highest_utility",
                "conflict_order": "with_others",
                "equal_positions": "skip",
                "scale": "dynamic",
                "ties": "lower",
            }
        ),
    }
)
