"""What policies do to each actor's objectives, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from detente.dynamics.comparing import Comparison


def objectives_picture(found: Comparison) -> Figure:
    """Return, per actor and policy, the mean change of its objectives with its range over draws."""
    from matplotlib.figure import Figure

    actors = [str(actor) for actor in found.data["actor"].values]
    figure = Figure(figsize=(7.0, 1.2 + 0.45 * len(actors) * len(found.policies)))
    axes = figure.subplots()
    place = 0
    ticks = []
    for actor in actors:
        for number, policy in enumerate(found.policies):
            one = found.objectives[policy][actor]
            low, high = one.range.ends
            colour = f"C{number}"
            axes.plot([low, high], [place, place], color=colour, linewidth=2, alpha=0.5)
            axes.plot([one.range.mean], [place], "o", color=colour)
            ticks.append((place, found.scenario.short_name(actor)))
            place -= 1
        place -= 1
    axes.axvline(0, color="0.6", linewidth=0.8)
    shown = {label: at for at, label in reversed(ticks)}
    axes.set_yticks(list(shown.values()), list(shown))
    axes.set_xlabel("weight of wishes met, policy less as declared (dot: mean; bar: draws)")
    names = [found.scenario.content.policies[policy].name for policy in found.policies]
    for number, name in enumerate(names):
        axes.plot([], [], "o-", color=f"C{number}", label=name)
    axes.legend(loc="best", frameon=False, fontsize="small")
    figure.tight_layout()
    return figure
