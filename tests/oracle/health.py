"""State of a group: indicators and alerts (domain.md 4.4), as far as the API tells them."""

from dataclasses import dataclass, field

from engagement import Counts
from evidence import withdrawn
from facts import Fact
from groups import Places
from vocabulary import context_activities

DAYS = 30
CONTRIBUTIONS = ("post", "ask", "reply", "reflection")


@dataclass
class Alert:
    """Something to look at. The API tells shares in percent here."""

    rule: str
    severity: str
    person: str | None
    value: float


@dataclass
class Health:
    """A group's indicators."""

    silence: int | None
    active: float | None
    voices: float | None
    alerts: list[Alert] = field(default_factory=list)


def severity(amber: bool, red: bool) -> str | None:
    return "red" if red else "amber" if amber else None


def is_weekend(day: int) -> bool:
    """1970-01-01 was a Thursday."""
    return (day + 3) % 7 >= 5


def working_days(start: int, today: int) -> int:
    """Days from Monday to Friday after `start` up to `today`."""
    return sum(not is_weekend(day) for day in range(start + 1, today + 1))


def answers(facts: list[Fact], gone: set[Fact]) -> dict[str, set[str]]:
    """Who replied beneath each object."""
    found: dict[str, set[str]] = {}
    for fact in facts:
        if fact.act == "reply" and fact not in gone:
            for name in ("parent", "grouping"):
                for activity in context_activities(fact.statement, name):
                    found.setdefault(activity["id"], set()).add(fact.actor)
            found.setdefault(fact.object.get("id", ""), set()).add(fact.actor)
    return found


def health(group: str, facts: list[Fact], places: Places, counts: Counts, today: int) -> Health:
    """The indicators of a day."""
    members = places.members(group)
    n = len(members)
    gone = withdrawn(facts, places)
    contributions = [
        fact
        for fact in facts
        if fact.rule["engagement"] in CONTRIBUTIONS
        and fact not in gone
        and places.group_of(fact) == group
    ]
    found = Health(silence=None, active=None, voices=None)

    def alert(rule: str, level: str | None, value: float, person: str | None = None) -> None:
        if level is not None:
            found.alerts.append(Alert(rule, level, person, value))

    if n:
        active = sum(
            any(day.get("active") for day in counts.days(group, member, DAYS, today))
            for member in members
        )
        found.active = active / n
        alert("activity", severity(found.active < 0.5, found.active < 0.3), found.active * 100.0)

    if contributions:
        found.silence = today - max(fact.day for fact in contributions)
        alert("silence", severity(found.silence >= 14, found.silence >= 28), found.silence)

    voices: dict[str, int] = {}
    for fact in contributions:
        if fact.day > today - DAYS and fact.actor in members:
            voices[fact.actor] = voices.get(fact.actor, 0) + 1
    C = sum(voices.values())
    if C >= 10 and n >= 5:
        found.voices = 1.0 / sum((count / C) ** 2 for count in voices.values())
        alert("voices", severity(found.voices < 2.5, found.voices < 2.0), found.voices)

    replies = answers(facts, gone)
    for fact in contributions:
        others = replies.get(fact.object["id"], set()) - {fact.actor}
        if fact.rule["engagement"] == "ask" and not others:
            open_days = working_days(fact.day, today)
            alert("unanswered", severity(open_days >= 2, open_days >= 5), open_days, fact.actor)

    now = sum(counts.score(group, member, DAYS, today).tenths for member in members)
    before = sum(counts.score(group, member, DAYS, today - DAYS).tenths for member in members)
    if before and now / before < 0.5:
        alert("momentum", "amber", now / before * 100.0)

    for member, joined in members.items():
        last = max(counts.last_active.get((group, member), joined.day), joined.day)
        if today - joined.day > 14:
            quiet = today - last
            alert("quiet", severity(quiet >= 14, quiet >= 28), quiet, member)
    return found
