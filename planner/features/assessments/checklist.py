"""A checklist: what its file says, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from planner.features.assessments.checked import read_checked


@dataclass(frozen=True)
class Option:
    """One code of a scale, with what it is called and what it means."""

    code: str
    label: str
    meaning: str = ""


@dataclass(frozen=True)
class Form:
    """One form of initiative that an assessment can be about."""

    code: str
    label: str
    what: str = ""
    examples: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()


@dataclass(frozen=True)
class Risk:
    """A harm that the safeguards of the checklist are there to prevent."""

    id: str
    title: str
    description: str
    default_severity: int
    who_is_harmed: str = ""
    rights: tuple[str, ...] = ()


@dataclass(frozen=True)
class Benefit:
    """Something the initiative may bring; never weighed against a risk."""

    id: str
    title: str
    description: str
    indicator: str = ""
    caution: str = ""


@dataclass(frozen=True)
class Source:
    """Where a question comes from, and whether its text was read for this work."""

    ref: str
    title: str
    how_known: str
    identifier: str = ""


@dataclass(frozen=True)
class Item:
    """One question about one safeguard."""

    id: str
    section: str
    question: str
    why: str
    risks: tuple[str, ...]
    control_type: str
    key: bool
    gate: str
    due_before: str
    evidence: tuple[str, ...]
    mitigations: tuple[str, ...]
    sources: tuple[tuple[Source, str], ...]
    severity_hint: int
    stances: frozenset[str]
    forms: frozenset[str] | None
    stages: tuple[str, ...]
    owner_role: str = ""
    supports_benefits: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_gate(self) -> bool:
        return self.gate != "none"


@dataclass(frozen=True)
class Rules:
    """The numbers of the `scoring` part; its sentences are in ``docs/methods/verdicts.md``."""

    grid: Mapping[int, tuple[str, ...]]
    likelihood_reduction: tuple[int, int, int, int]
    likelihood_floor: int
    answered_percent: int
    unknown_percent: int
    not_applicable_percent: int

    def band(self, likelihood: int, severity: int) -> str:
        return self.grid[severity][likelihood - 1]


@dataclass(frozen=True)
class Checklist:
    """All of one version of a checklist."""

    id: str
    version: str
    language: str
    title: str
    digest: str
    status: str
    scope: str
    legal_notes: tuple[str, ...]
    sections: tuple[Option, ...]
    items: tuple[Item, ...]
    risks: tuple[Risk, ...]
    benefits: tuple[Benefit, ...]
    stances: tuple[Option, ...]
    forms: tuple[Form, ...]
    lifecycle: tuple[str, ...]
    interference: tuple[str, ...]
    interference_rule: str
    scales: Mapping[str, tuple[Option, ...]]
    severity_prompts: tuple[str, ...]
    rules: Rules
    how_known: Mapping[str, str]

    def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)

    def risk(self, risk_id: str) -> Risk | None:
        return next((risk for risk in self.risks if risk.id == risk_id), None)


def read_checklist(raw: bytes) -> Checklist:
    """Return the checklist that `raw` describes; refused with the line if it is damaged.

    The digest is the SHA-256 of the bytes, so an assessment can name the exact
    text that was answered.
    """
    return _checklist(read_checked(raw), sha256(raw).hexdigest())


def _checklist(data: dict[str, Any], digest: str) -> Checklist:
    typology, scales = data["typology"], data["scales"]
    sources = {
        ref: Source(ref, s["title"], s["how_known"], s.get("identifier", ""))
        for ref, s in data["sources"].items()
    }
    ladder = typology.get("participation_ladder", {})
    return Checklist(
        id=data["id"],
        version=data["version"],
        language=data["language"],
        title=data["title"],
        digest=digest,
        status=data.get("status", ""),
        scope=data.get("scope", ""),
        legal_notes=tuple(data.get("legal_notes", ())),
        sections=tuple(Option(s["code"], s["title"]) for s in data["sections"]),
        items=tuple(_item(i, sources) for i in data["items"]),
        risks=tuple(Risk(**_tuples(r)) for r in data["risks"]),
        benefits=tuple(Benefit(**b) for b in data["benefits"]),
        stances=tuple(Option(s["code"], s["label"]) for s in typology["stance"]),
        forms=tuple(_form(f) for f in typology.get("forms", ())),
        lifecycle=tuple(typology["lifecycle"]),
        interference=tuple(step["label"] for step in ladder.get("interference_axis", ())),
        interference_rule=ladder.get("rule", ""),
        scales=MappingProxyType(_scales(scales, data["benefit_status"])),
        severity_prompts=tuple(scales.get("severity_prompts", ())),
        rules=_rules(data["scoring"]),
        how_known=MappingProxyType(dict(data.get("how_known_legend", {}))),
    )


def _item(data: dict[str, Any], sources: Mapping[str, Source]) -> Item:
    applies, gate = data["applies_when"], data["gate"]
    forms = applies["forms"]
    return Item(
        id=data["id"],
        section=data["section"],
        question=data["question"],
        why=data["why"],
        risks=tuple(data["risks"]),
        control_type=data["control_type"],
        key=data["key"],
        gate=gate["kind"],
        due_before=gate.get("due_before", ""),
        evidence=tuple(data["evidence"]),
        mitigations=tuple(data["mitigations"]),
        sources=tuple((sources[s["ref"]], s.get("pin", "")) for s in data["sources"]),
        severity_hint=data["severity_hint"],
        stances=frozenset(applies["stance"]),
        forms=None if forms == "all" else frozenset(forms),
        stages=tuple(data["stages"]),
        owner_role=data.get("owner_role", ""),
        supports_benefits=tuple(data.get("supports_benefits", ())),
        note=data.get("note", ""),
    )


def _form(data: dict[str, Any]) -> Form:
    known = ("code", "label", "what", "examples", "watch")
    return Form(**_tuples({key: data[key] for key in known if key in data}))


def _scales(scales: dict[str, Any], benefit_status: list[Any]) -> dict[str, tuple[Option, ...]]:
    """Every scale as options; the levels of likelihood and severity are coded "1" to "4"."""
    lists = {
        "answer": scales["answer"]["values"],
        "evidence": scales["evidence_grade"],
        "severity": scales["severity"],
        "likelihood": scales["likelihood"],
        "confidence": scales["confidence"],
        "benefit": benefit_status,
    }
    return {
        name: tuple(
            Option(
                str(o.get("code", o.get("level"))),
                o.get("label", o.get("code")),
                o["meaning"],
            )
            for o in options
        )
        for name, options in lists.items()
    }


def _rules(scoring: dict[str, Any]) -> Rules:
    residual, own = scoring["residual"], scoring.get("thresholds", {})
    reduction = residual["likelihood_reduction"]
    return Rules(
        grid=MappingProxyType({int(s): tuple(r) for s, r in scoring["matrix"]["grid"].items()}),
        likelihood_reduction=(
            reduction["none"],
            reduction["weak"],
            reduction["moderate"],
            reduction["strong"],
        ),
        likelihood_floor=residual["likelihood_floor"],
        answered_percent=own.get("answered_percent", 90),
        unknown_percent=own.get("unknown_percent", 15),
        not_applicable_percent=own.get("not_applicable_percent", 30),
    )


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in data.items()}
