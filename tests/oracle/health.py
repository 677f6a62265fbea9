"""State of a group: indicators and alerts (domain.md 4.4), as far as the API tells them."""

from dataclasses import dataclass, field
from statistics import median
from typing import Callable

from engagement import Counts
from evidence import PROGRESS, last_day, outcome, withdrawn
from facts import Fact
from groups import THREADS, Places
from plans import DUE, Standing
from vocabulary import context_activities

DAYS = 30
NEW_MEMBER_DAYS = 14
QUESTION_DAYS = 90
"""Older questions are not asked for any more (docs/how-the-numbers-are-made.md)."""
Aimed = Callable[[Fact], list[Standing] | None]
"""How the levels stand that a plan set; none for a goal without."""

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
    coach_centred: float | None = None
    response: float | None = None
    momentum: float | None = None
    alerts: list[Alert] = field(default_factory=list)


def severity(amber: bool, red: bool) -> str | None:
    return "red" if red else "amber" if amber else None


def is_weekend(day: int) -> bool:
    """1970-01-01 was a Thursday."""
    return (day + 3) % 7 >= 5


def working_days(start: int, today: int) -> int:
    """Days from Monday to Friday after `start` up to `today`."""
    return sum(not is_weekend(day) for day in range(start + 1, today + 1))


def health(
    group: str, facts: list[Fact], places: Places, counts: Counts, aimed: Aimed, today: int
) -> Health:
    """The indicators of a day."""
    members = places.members(group)
    n = len(members)
    gone = withdrawn(facts, places)
    said = [
        fact
        for fact in facts
        if fact.rule["engagement"] in CONTRIBUTIONS
        and fact not in gone
        and places.group_of(fact) == group
    ]
    contributions = [fact for fact in said if fact.actor not in places.restricted]
    # A question that somebody has answered whose data are only kept is not called open.
    settled = {
        beneath(fact, places)
        for fact in said
        if fact.act == "reply" and fact.actor in places.restricted
    }
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
        # A group whose members have just come has had no time to be active.
        if any(today - fact.day > NEW_MEMBER_DAYS for fact in members.values()):
            level = severity(found.active < 0.5, found.active < 0.3)
            alert("activity", level, found.active * 100.0)

    if contributions:
        found.silence = today - max(fact.day for fact in contributions)
    # Where nobody has ever said anything it has been silent since the first of them is in.
    silent = found.silence
    if silent is None and members:
        silent = today - min(fact.day for fact in members.values())
    if silent is not None:
        alert("silence", severity(silent >= 14, silent >= 28), silent)

    voices: dict[str, int] = {}
    for fact in contributions:
        if fact.day > today - DAYS and fact.actor in members:
            voices[fact.actor] = voices.get(fact.actor, 0) + 1
    C = sum(voices.values())
    if C >= 10 and n >= 5:
        found.voices = 1.0 / sum((count / C) ** 2 for count in voices.values())
        alert("voices", severity(found.voices < 2.5, found.voices < 2.0), found.voices)

    coaches = places.coaches[group]
    replies = [
        fact for fact in contributions if fact.act == "reply" and fact.day > today - DAYS
    ]
    if len(replies) >= 10:
        share = sum(
            fact.actor in coaches or answered(fact, places) in coaches for fact in replies
        ) / len(replies)
        found.coach_centred = share
        alert("coach_centred", severity(share > 0.5, share > 0.7), share * 100.0)

    hours: list[float] = []
    for fact in contributions:
        if fact.rule["engagement"] != "ask" or fact.day < today - QUESTION_DAYS:
            continue
        first = min(
            (
                reply.moment
                for reply in contributions
                if reply.act == "reply"
                and reply.actor != fact.actor
                and beneath(reply, places) == fact.object["id"]
            ),
            default=None,
        )
        if first is None and fact.object["id"] in settled:
            continue
        if first is None:
            open_days = working_days(fact.day, today)
            alert("unanswered", severity(open_days >= 2, open_days >= 5), open_days, fact.actor)
        elif fact.day > today - DAYS:
            hours.append(max(first - fact.moment, 0) / 3_600_000_000)
    if hours:
        found.response = median(hours)
        slow = severity(found.response > 48, found.response > 120)
        alert("response", slow, found.response)

    now = sum(counts.score(group, member, DAYS, today).tenths for member in members)
    before = sum(counts.score(group, member, DAYS, today - DAYS).tenths for member in members)
    if before:
        found.momentum = now / before
        if found.momentum < 0.5:
            alert("momentum", "amber", found.momentum * 100.0)

    for member, joined in members.items():
        last = max(counts.last_active.get((group, member), joined.day), joined.day)
        if today - joined.day > NEW_MEMBER_DAYS:
            quiet = today - last
            alert("quiet", severity(quiet >= 14, quiet >= 28), quiet, member)

    for goal in goals(group, facts, places, members, aimed):
        if goal.due is not None and goal.due < today:
            alert("goal_due", "red", goal.due - today, goal.person)
        elif goal.due is not None and goal.due - today <= 14 and round(goal.done, 6) < 0.5:
            alert("goal_due", "amber", goal.due - today, goal.person)
        if today - goal.last >= 21:
            alert("goal_stalled", "amber", today - goal.last, goal.person)
    return found


def beneath(reply: Fact, places: Places) -> str:
    """What a reply stands beneath: the thread it names, else what it comments on."""
    for name in ("parent", "grouping"):
        for activity in context_activities(reply.statement, name):
            if any(places.vocabulary.is_a(activity, kind) for kind in THREADS):
                return activity["id"]
    return reply.object.get("id", "")


def answered(reply: Fact, places: Places) -> str | None:
    """Whose contribution a reply is to."""
    origin = places.maker.get(beneath(reply, places))
    return origin.actor if origin else None


def claimed(fact: Fact) -> float:
    """Progress that the learner noted, as a share."""
    value = fact.statement.get("result", {}).get("extensions", {}).get(PROGRESS)
    _, score = outcome(fact)
    return value / 100 if value is not None else score or 0.0


@dataclass
class Goal:
    """An open goal of a member."""

    person: str
    due: int | None
    done: float
    last: int


def goals(
    group: str, facts: list[Fact], places: Places, members: dict[str, Fact], aimed: Aimed
) -> list[Goal]:
    """Goals set in the group that are neither reached nor given up. An aim at a level stands as in
    the plan: what somebody says of it themselves does not end it."""
    here = [
        fact
        for fact in facts
        if places.group_of(fact) == group and fact.actor not in places.restricted
    ]
    latest: dict[tuple[str, str], Fact] = {}
    for fact in here:
        if fact.act == "plan" and fact.actor in members and "id" in fact.object:
            latest[(fact.actor, fact.object["id"])] = fact
    found = []
    for (person, target), plan in latest.items():
        later = [
            fact
            for fact in here
            if fact.order > plan.order
            and (
                (fact.actor == person and fact.object.get("id") == target)
                or fact.object.get("id") in plan.ids
            )
        ]
        noted = [fact for fact in later if fact.act == "progress"]
        done, last = claimed(noted[-1]) if noted else 0.0, noted[-1].day if noted else plan.day
        levels = aimed(plan)
        if levels is not None:
            done = min((level.done for level in levels), default=1.0)
            last = max([last, *(level.last for level in levels if level.last is not None)])
            ended = not levels
        else:
            ended = done >= 1.0 or any(
                fact.act in ("achieve", "transfer", "unplan") for fact in later
            )
        if ended:
            continue
        due = plan.statement.get("context", {}).get("extensions", {}).get(DUE)
        found.append(
            Goal(
                person=person,
                due=last_day(due) if due else None,
                done=done,
                last=last,
            )
        )
    return found
