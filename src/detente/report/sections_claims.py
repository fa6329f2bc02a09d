"""What the section on claims shows, by name, for the templates."""

from __future__ import annotations

from typing import Any

from detente.dynamics.phrases import viewpoint_name
from detente.library.conventions import conventions
from detente.report import tables_claims, words_claims
from detente.report.sentences import kept
from detente.study import Study


def claims_section(study: Study) -> dict[str, Any]:
    """Return the content of the section; why it is missing where it is."""
    found = study.claims
    if found is None:
        return {"no_claims": study.no_claims, "claim_rows": ()}
    scenario = found.scenario
    counting = sum(words_claims.tells(one) for one in found.claims)
    return {
        "no_claims": "",
        "claims_lead": words_claims.claims_lead(found),
        "claims_views": tuple(viewpoint_name(scenario, view) for view in found.viewpoints),
        "claim_rows": tables_claims.matrix(found),
        "claims_counting": counting,
        "claims_share": f"{conventions()['claim_share']:.0%}",
        "claims_no_evidence": words_claims.NO_EVIDENCE,
        "claims_draws": found.origin.draws,
        "claims_repeats": found.origin.options["repeats"],
        "claims_card": tables_claims.card(found),
        "claims_dividing": words_claims.dividing(found),
        "claims_more": kept(
            words_claims.unshaken_sentence(found), words_claims.few_sentence(found)
        ),
        "claims_placebo": words_claims.placebo_sentences(found),
        "claims_every": tables_claims.every_claim(found),
        "claims_outside": tables_claims.outside(found),
        "claims_outside_count": len(found.having("outside the model")),
        "claims_command": f"detente claims {scenario.name}",
    }
