"""Room `interests`: where interests meet and part, and who stands with whom."""

from detente.interests.convergence import ConvergenceFindings, converge
from detente.interests.deals import DealFindings, weigh_deals
from detente.interests.difference import Carrier, Difference, DifferenceFindings, diff
from detente.interests.drive import Drive
from detente.interests.mapping import InterestFindings, map_interests
from detente.interests.movers import Mover
from detente.interests.obstacles import CONDITIONS
from detente.interests.openings import Opening
from detente.interests.verdicts import CATEGORIES, Failure, Under, Verdict

__all__ = [
    "CATEGORIES",
    "CONDITIONS",
    "Carrier",
    "ConvergenceFindings",
    "DealFindings",
    "Difference",
    "DifferenceFindings",
    "Drive",
    "Failure",
    "InterestFindings",
    "Mover",
    "Opening",
    "Under",
    "Verdict",
    "converge",
    "diff",
    "map_interests",
    "weigh_deals",
]
