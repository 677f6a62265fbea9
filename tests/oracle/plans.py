"""What people aim at: `planned` of a competency with a level and a day (docs/connect-an-app.md)."""

from dataclasses import dataclass

from evidence import Item, last_day
from facts import Fact
from groups import Places
from ledger import Aim, done, progress

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
        if any(given_up(fact, end) for end in facts):
            continue
        last = last_day(due) if due else None
        for competency in places.linked(fact):
            found[(fact.actor, competency)] = Aim(target, last, fact.day, fact.id)
    return found


def given_up(plan: Fact, end: Fact) -> bool:
    """By a statement that refers to the plan, or by the learner's own later one about its object."""
    if end.act != "unplan":
        return False
    own = end.actor == plan.actor and end.order > plan.order
    return end.object.get("id") in plan.ids or (own and end.object.get("id") == plan.object["id"])


@dataclass
class Standing:
    """What is left of an aim: the way that is gone, and the day of the newest evidence."""

    done: float
    last: int | None


def standing(
    plan: Fact,
    places: Places,
    aims: dict[tuple[str, str], Aim],
    evidence: dict[str, list[Item]],
    today: int,
) -> list[Standing] | None:
    """How the levels stand that a plan set and that are not reached; none for a goal without."""
    extensions = plan.statement.get("context", {}).get("extensions", {})
    linked = places.linked(plan)
    if TARGET not in extensions or not linked:
        return None
    found = []
    for competency in linked:
        aim, items = aims.get((plan.actor, competency)), evidence.get(competency, [])
        if aim is None or aim.plan != plan.id:
            continue
        now = progress(items, today)
        if now.level < aim.target:
            last = max((item.day for item in items), default=None)
            found.append(Standing(done(now.shown, aim.target), last))
    return found
