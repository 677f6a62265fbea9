"""What people aim at: `planned` of a competency with a level and a day (docs/connect-an-app.md)."""

from evidence import last_day
from facts import Fact
from groups import Places
from ledger import Aim

TARGET = "https://coachlight.org/xapi/extensions/target-level"
DUE = "https://w3id.org/xapi/tla/contextextensions/due_date"


def aims(facts: list[Fact], places: Places) -> dict[tuple[str, str], Aim]:
    """Aims by learner and competency; of several the last by (timestamp, id)."""
    found: dict[tuple[str, str], Aim] = {}
    for fact in facts:
        if fact.act != "plan":
            continue
        extensions = fact.statement.get("context", {}).get("extensions", {})
        target, due = extensions.get(TARGET), extensions.get(DUE)
        if target is None:
            continue
        last = last_day(due) if due else None
        for competency in places.linked(fact):
            found[(fact.actor, competency)] = Aim(target, last, fact.day)
    return found
