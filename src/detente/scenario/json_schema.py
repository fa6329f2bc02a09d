"""The JSON Schema of a scenario file, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from detente.scenario.fields import QUANTITY_SCHEMA
from detente.scenario.quantities import SUPPORTS, VALUES, VOICES
from detente.scenario.schema import ScenarioFile

_REFERENCE = {"$ref": "#/$defs/quantity"}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file.

    It covers shape and notation; names, dates and citations are cross-checked by `detente check`.
    """
    schema: dict[str, Any] = _referenced(ScenarioFile.model_json_schema(by_alias=True))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "détente scenario"
    schema["properties"]["extends"] = {"type": "string"}
    definitions = schema["$defs"]
    definitions.update(_quantity())
    definitions["Parameter"] = {
        "title": "Parameter",
        "type": "object",
        "required": ["is", "name", "unit", "range"],
        "properties": {
            **definitions["written_out"]["properties"],
            "name": {"type": "string"},
            "unit": {"type": "string"},
            "range": {"type": "array", "items": {"type": "number"}},
        },
        "additionalProperties": False,
    }
    for holder in ("PositionCell", "PairCell", "Relation", "Triad"):
        definitions[holder]["properties"].update(_provenance())
    return schema


def _referenced(value: Any) -> Any:
    if value == QUANTITY_SCHEMA or (
        isinstance(value, dict) and value.get("$comment") == QUANTITY_SCHEMA["$comment"]
    ):
        return dict(_REFERENCE)
    if isinstance(value, dict):
        return {key: _referenced(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_referenced(inner) for inner in value]
    return value


def _provenance() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "from": {"anyOf": [text, {"type": "array", "items": text}]},
        "support": {"enum": list(SUPPORTS)},
        "voice": {"enum": list(VOICES)},
        "value": {"enum": [value for value in VALUES if value != "fitted"]},
        "note": text,
    }


def _quantity() -> dict[str, Any]:
    number = {"type": "number"}
    labels = {"type": "object", "additionalProperties": number, "minProperties": 2}
    distributions = {
        "triangular": {"type": "array", "items": number, "minItems": 3, "maxItems": 3},
        "uniform": {"type": "array", "items": number, "minItems": 2, "maxItems": 2},
        "normal": {"type": "array", "items": number, "minItems": 2, "maxItems": 2},
        "lognormal": {"type": "array", "items": number, "minItems": 2, "maxItems": 2},
        "beta": {"type": "array", "items": number, "minItems": 2, "maxItems": 2},
        "dirichlet": labels,
        "categorical": labels,
    }
    notation = {
        "anyOf": [
            number,
            {"type": "string", "description": "35 ± 10, 0.3..0.5, or a word such as high"},
            {
                "type": "object",
                "required": ["p10", "mode", "p90"],
                "properties": {"p10": number, "mode": number, "p90": number},
                "additionalProperties": False,
            },
            *(
                {
                    "type": "object",
                    "required": [name],
                    "properties": {name: form},
                    "additionalProperties": False,
                }
                for name, form in distributions.items()
            ),
        ]
    }
    written_out = {
        "type": "object",
        "required": ["is"],
        "properties": {
            "is": {"$ref": "#/$defs/notation"},
            **_provenance(),
            "coded": {"type": "array", "items": number},
        },
        "additionalProperties": False,
    }
    return {
        "notation": notation,
        "written_out": written_out,
        "quantity": {
            "anyOf": [
                {"$ref": "#/$defs/notation"},
                {"$ref": "#/$defs/written_out"},
                {"type": "null"},
            ]
        },
    }
