"""The works behind a run: those of every mechanism that the run used."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

#: Works behind mechanisms that every run uses.
ALWAYS: tuple[str, ...] = (
    "goldstein1991",  # action and reaction with inertia
    "hamilton1989",  # regimes as a chain
    "williams2021",  # whose moves depend on covariates
    "kydd2000",  # trust and how deep a deal it bears
    "kydd2005",
    "fearon1998",  # the shadow of the future in bargaining and keeping
    "greenporter1984",  # compliance under imperfect monitoring
    "downsrocke1995",
    "koremenos2005",  # terms, expiry and extension
    "helfer2005",  # withdrawal with notice
    "tollisonwillett1979",  # deals across files
)
#: Works behind mechanisms that a run can do without, by the loop whose cut removes them.
BY_LOOP: Mapping[str, tuple[str, ...]] = {
    "drive": ("leedsmattes2022", "mattes2015", "mcgillivraysmith2005"),
    "reciprocity": ("goldsteinfreeman1990", "goldsteinpevehouse1997"),
    "triangle": ("dittmer1981", "wu1996", "heider1946", "marvel2011"),
    "opinion": ("soroka2010", "wlezien1995"),
    "sanctions": ("drezner1998", "lacyniou2004", "eatonengers1992"),
    "trust": ("jervis1978", "osgood1962"),
    "shocks": ("diehlgoertz2000",),
    "experience": ("haas1958", "schmitter1970"),
    "frustration": ("stedman1997",),
    "ratifiers": ("putnam1988", "iida1993", "milnerrosendorff1997"),
}
#: Works behind a run from the first to the last, in the order in which they are listed.
CITED: tuple[str, ...] = tuple(chain.from_iterable(BY_LOOP.values()))


def works_used(options: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys of the works behind a run.

    Args:
        options: of its origin; works of loops named in `cut` are left out.
    """
    cut = set(options.get("cut") or ())
    return (*ALWAYS, *chain.from_iterable(w for name, w in BY_LOOP.items() if name not in cut))
