"""Trust and reassurance (after Kydd 2000, 2005); block 2.1.

Trust t is one side's probability that the other is trustworthy: that it answers cooperation with
cooperation. With payoffs T (exploiting), R (both cooperate), P (neither), S (exploited),

    trustworthy:  S < P < T < R,      untrustworthy:  S′ < P′ < R′ < T′.

Every function takes differences of payoffs, in any one unit, so that what is out of range can be
named. The algebra is derived here, not transcribed.
"""

from __future__ import annotations

import numpy as np

from detente.mechanisms.validated import (
    NONNEGATIVE,
    OPEN_UNIT,
    POSITIVE,
    UNIT,
    Interval,
    Numbers,
    validated,
)

#: Size of a signal as a share of the stakes; 1 leaves nothing for a second round.
SHARE = Interval(0, 1, open_low=True)
#: How many times over bad news is counted; 1 is Bayes.
NEGATIVITY = Interval(1)


@validated(cooperation_premium=POSITIVE, exploitation_loss=POSITIVE)
def minimum_trust(cooperation_premium: Numbers, exploitation_loss: Numbers) -> Numbers:
    """Return the trust from which a trustworthy side cooperates.

    m = (P − S) / [(R − T) + (P − S)]

    Args:
        cooperation_premium: R − T > 0, what cooperating gives over exploiting a cooperator, payoff.
        exploitation_loss: P − S > 0, what being exploited costs over mutual defection, payoff.

    Returns:
        m in (0, 1), a probability, in the shape of the arguments.

    Raises:
        ValueError: an argument out of its range.

    Source: kydd2005, jervis1978.
    """
    return exploitation_loss / (cooperation_premium + exploitation_loss)


@validated(trust=UNIT, minimum=UNIT)
def cooperates(trust: Numbers, minimum: Numbers) -> Numbers:
    """Return 1 where trust suffices for cooperation (t ≥ m), else 0.

    Args:
        trust: t, a probability.
        minimum: m, a probability, from `minimum_trust` or `smallest_trust_for_signal`.

    Raises:
        ValueError: an argument out of its range.

    Source: kydd2005.
    """
    return np.where(trust >= minimum, 1.0, 0.0)


@validated(
    trust=OPEN_UNIT,
    mutual_gain=POSITIVE,
    cooperation_premium=POSITIVE,
    exploitation_loss=POSITIVE,
    mimic_prize=POSITIVE,
    mimic_forgone=NONNEGATIVE,
    mimic_exploitation_loss=NONNEGATIVE,
)
def separating_signal_window(
    trust: Numbers,
    mutual_gain: Numbers,
    cooperation_premium: Numbers,
    exploitation_loss: Numbers,
    mimic_prize: Numbers,
    mimic_forgone: Numbers,
    mimic_exploitation_loss: Numbers,
) -> tuple[Numbers, Numbers]:
    """Return the smallest and the largest first step that tells the two types apart.

    A share α of the stakes is played first and the rest after its result is seen.

    The untrustworthy will not mimic from
        α_min = t(T′ − P′) / [t(T′ − P′) + t(T′ − R′) + (1 − t)(P′ − S′)];
    the trustworthy will risk it up to
        α_max = t(R − P) / D   where D > t(R − P), else 1,
        D = t(R − P) + (1 − t)(P − S) − t(R − T).

    Args:
        trust: t in (0, 1), common to both sides.
        mutual_gain: R − P > 0 of the trustworthy, payoff.
        cooperation_premium: R − T > 0 of the trustworthy, payoff.
        exploitation_loss: P − S > 0 of the trustworthy, payoff.
        mimic_prize: T′ − P′ > 0 of the untrustworthy, gained in round two by a believed mimic.
        mimic_forgone: T′ − R′ ≥ 0, what it forgoes in round one by not exploiting.
        mimic_exploitation_loss: P′ − S′ ≥ 0, what it loses in round one to its like.

    Returns:
        α_min, α_max, shares of the stakes. Where α_min > α_max no signal separates.

    Raises:
        ValueError: an argument out of its range.

    Source: kydd2000, kydd2005.
    """
    temptation = trust * mimic_prize
    price = trust * mimic_forgone + (1 - trust) * mimic_exploitation_loss
    hope = trust * mutual_gain
    risk = hope + (1 - trust) * exploitation_loss - trust * cooperation_premium
    return temptation / (temptation + price), hope / np.maximum(risk, hope)


@validated(signal=UNIT, smallest=UNIT, largest=UNIT)
def signal_separates(signal: Numbers, smallest: Numbers, largest: Numbers) -> Numbers:
    """Return 1 where a first step reassures: the trustworthy dare it and the others do not.

    α_min ≤ α ≤ α_max

    Args:
        signal: α, share of the stakes put into the first step.
        smallest, largest: the window, from `separating_signal_window`.

    Raises:
        ValueError: an argument out of its range.

    Source: kydd2000, kydd2005.
    """
    return np.where((signal >= smallest) & (signal <= largest), 1.0, 0.0)


@validated(
    signal=SHARE,
    mutual_gain=POSITIVE,
    cooperation_premium=POSITIVE,
    exploitation_loss=POSITIVE,
)
def smallest_trust_for_signal(
    signal: Numbers,
    mutual_gain: Numbers,
    cooperation_premium: Numbers,
    exploitation_loss: Numbers,
) -> Numbers:
    """Return the trust from which a trustworthy side dares a first step of a given size.

    t ≥ α(P − S) / [α(R − T) + α(P − S) + (1 − α)(R − P)]

    At α = 1 this is `minimum_trust`; it tends to 0 with α, but small steps are mimicked.

    Args:
        signal: α in (0, 1], share of the stakes.
        mutual_gain: R − P > 0, payoff.
        cooperation_premium: R − T > 0, payoff.
        exploitation_loss: P − S > 0, payoff.

    Raises:
        ValueError: an argument out of its range.

    Source: kydd2000, kydd2005.
    """
    risk = signal * exploitation_loss
    return risk / (risk + signal * cooperation_premium + (1 - signal) * mutual_gain)


@validated(
    trust=UNIT,
    likelihood_trustworthy=UNIT,
    likelihood_untrustworthy=UNIT,
    negativity=NEGATIVITY,
)
def updated_trust(
    trust: Numbers,
    likelihood_trustworthy: Numbers,
    likelihood_untrustworthy: Numbers,
    negativity: Numbers = 1.0,
) -> Numbers:
    """Return trust after a signal.

    logit t′ = logit t + w ln(p_T / p_U),   w = 1, or ν where the news is bad (p_T < p_U).

    With ν = 1 this is Bayes' rule, and trust is a martingale under the updater's own prediction.
    With ν > 1 it is not Bayesian: bad news is counted ν times, and trust drifts down even when
    everything happens as often as expected.

    Args:
        trust: t, probability that the other is trustworthy.
        likelihood_trustworthy: p_T, probability of this signal from a trustworthy side.
        likelihood_untrustworthy: p_U, the same from an untrustworthy one.
        negativity: ν ≥ 1, dimensionless.

    Returns:
        t′ in [0, 1]; NaN where the signal was impossible under the belief held.

    Raises:
        ValueError: an argument out of its range.

    Source: kydd2005, jervis1978.
    """
    weight = np.where(likelihood_trustworthy < likelihood_untrustworthy, negativity, 1.0)
    good = trust * likelihood_trustworthy**weight
    total = good + (1 - trust) * likelihood_untrustworthy**weight
    return good / np.where(total > 0, total, np.nan)
