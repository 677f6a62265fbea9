"""Statements with what they say, when, and by whom: the set that everything is a function of
(domain.md 9, sentence 2)."""

import json
from dataclasses import dataclass
from datetime import datetime, timezone, tzinfo
from typing import Any, Iterable

from persons import Persons, identifier
from vocabulary import Vocabulary

Json = dict[str, Any]

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, eq=False)
class Fact:
    """A statement that a rule knows."""

    statement: Json
    ids: frozenset[str]
    """Its identifier, and those of the same statement sent again without one."""
    rule: Json
    actor: str
    moment: int
    """Its timestamp in microseconds."""
    happened: int
    """min(timestamp, stored) in microseconds."""
    day: int
    """Calendar day in the organisation's zone, counted from 1970 (3.2)."""
    month: tuple[int, int]

    @property
    def id(self) -> str:
        return self.statement["id"]

    @property
    def act(self) -> str:
        return self.rule["act"]

    @property
    def object(self) -> Json:
        return self.statement["object"]

    @property
    def order(self) -> tuple[int, str]:
        """Sets are told apart by (timestamp, id) (3.4)."""
        return (self.moment, self.id)


def microseconds(text: str) -> int:
    """A timestamp as whole microseconds."""
    since = datetime.fromisoformat(text) - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def content(statement: Json) -> str:
    """What tells a statement sent again without an identifier: actor, verb, object, timestamp and
    registration (5.3). The store gives it an identifier of its own each time."""
    target = statement["object"]
    return json.dumps(
        [
            identifier(statement["actor"]),
            statement["verb"]["id"],
            target["id"] if "id" in target else identifier(target),
            microseconds(statement["timestamp"]),
            statement.get("context", {}).get("registration"),
        ]
    )


def once(statements: Iterable[Json]) -> Iterable[tuple[Json, frozenset[str]]]:
    """Each statement once, with every identifier that it has."""
    same: dict[str, list[Json]] = {}
    for statement in statements:
        same.setdefault(content(statement), []).append(statement)
    for copies in same.values():
        yield copies[0], frozenset(copy["id"] for copy in copies)


def derive(
    statements: Iterable[Json], vocabulary: Vocabulary, persons: Persons, zone: tzinfo
) -> list[Fact]:
    """The facts in statements, in the order of (timestamp, id)."""
    facts = []
    for statement, ids in once(statements):
        rule = vocabulary.rule(statement)
        if rule is None or rule["act"] == "void":
            continue
        moment = microseconds(statement["timestamp"])
        happened = min(moment, microseconds(statement["stored"]))
        local = datetime.fromtimestamp(happened // 1_000_000, zone)
        facts.append(
            Fact(
                statement=statement,
                ids=ids,
                rule=rule,
                actor=persons.of(statement["actor"]),
                moment=moment,
                happened=happened,
                day=local.date().toordinal() - EPOCH.date().toordinal(),
                month=(local.year, local.month),
            )
        )
    return sorted(facts, key=lambda fact: fact.order)
