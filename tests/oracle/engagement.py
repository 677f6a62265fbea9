"""Engagement in a group: points, index, facets and board (domain.md 4.2, 4.3)."""

from dataclasses import dataclass

from evidence import LIKES_A_MONTH, commends, standing_likes, withdrawn
from facts import Fact
from groups import Places

POINTS = {
    "post": (50, 2),
    "ask": (40, 2),
    "reply": (30, 5),
    "answer-accepted": (50, 2),
    "like-received": (10, 5),
    "like": (5, 4),
    "active": (10, 1),
    "transfer": (60, 2),
    "reflection": (30, 1),
    "plan": (20, 1),
    "progress": (20, 1),
    "attend": (40, 1),
    "view": (2, 5),
    "join": (20, 1),
}
"""Tenths of points, and how many count a day."""

FACETS = {
    "contribute": ("post", "ask"),
    "respond": ("reply", "answer-accepted"),
    "appreciate": ("like-received", "like"),
    "apply": ("transfer", "reflection", "plan", "progress", "attend"),
}
"""The page names the facets; which kind is in which is the gateway's choice."""

OF_OBJECT = ("like", "unlike", "dislike", "accept-answer", "rate")
"""Acts that mean nothing any more once their object is withdrawn, and whose points depend on it."""

DAY_CAP = 300
TARGET = {7: 8, 30: 35, 90: 105}
BOARD_MINIMUM = 5


@dataclass
class Score:
    """Tenths of points in a window."""

    tenths: int
    index: int
    facets: dict[str, int]
    active_days: int


class Counts:
    """What was done in groups: (group, person, day) -> kind -> n."""

    def __init__(self, facts: list[Fact], places: Places) -> None:
        self.by_day: dict[tuple[str, str, int], dict[str, int]] = {}
        self.last_active: dict[tuple[str, str], int] = {}
        self.places = places
        gone = withdrawn(facts, places)
        for fact in facts:
            if fact.actor in places.restricted:
                continue
            if fact in gone or (fact.act in OF_OBJECT and places.made(fact) in gone):
                continue
            kind = fact.rule["engagement"]
            if fact.act == "rate" and not commends(fact):
                kind = "none"
            self.act(fact, "presence" if fact.act in OF_OBJECT and kind != "none" else kind)
            group = places.group_of(fact)
            if fact.act == "accept-answer" and (answer := places.accepted(fact, group)):
                self.count(fact, answer.actor, "answer-accepted")
        self.likes(facts, gone)

    def act(self, fact: Fact, kind: str) -> None:
        """An own action makes an active day, also one that is taken back later."""
        person = fact.actor
        if kind == "none":
            return
        if kind != "presence":
            self.count(fact, person, kind)
        self.count(fact, person, "active")
        if group := self.places.group_of(fact):
            last = self.last_active.get((group, person), fact.day)
            self.last_active[(group, person)] = max(last, fact.day)

    def count(self, fact: Fact, person: str, kind: str) -> None:
        group = self.places.group_of(fact)
        if group is not None:
            kinds = self.by_day.setdefault((group, person, fact.day), {})
            kinds[kind] = kinds.get(kind, 0) + 1

    def likes(self, facts: list[Fact], gone: set[Fact]) -> None:
        """Likes given and received, by the rules of 3.4."""
        counted: dict[tuple[str, str, tuple[int, int]], int] = {}
        for like, post in standing_likes(facts, self.places, gone, ratings=True):
            if like.actor == post.actor or like.actor in self.places.restricted:
                continue
            self.count(like, like.actor, "like")
            group = self.places.group_of(like)
            if group and like.actor in self.places.coaches.get(group, set()):
                continue
            scope = (like.actor, post.actor, like.month)
            counted[scope] = counted.get(scope, 0) + 1
            if counted[scope] <= LIKES_A_MONTH:
                self.count(like, post.actor, "like-received")

    def days(self, group: str, person: str, window: int, today: int) -> list[dict[str, int]]:
        days = range(today - window + 1, today + 1)
        return [self.by_day.get((group, person, day), {}) for day in days]

    def score(self, group: str, person: str, window: int, today: int) -> Score:
        """P(window) = sum over days of min(30, sum_k p_k * min(n_k, cap_k))."""
        days = self.days(group, person, window, today)
        tenths = sum(min(DAY_CAP, sum(points(day).values())) for day in days)
        facets = {
            facet: sum(points(day).get(kind, 0) for day in days for kind in kinds)
            for facet, kinds in FACETS.items()
        }
        return Score(
            tenths=tenths,
            index=index(tenths, window),
            facets={facet: tenths for facet, tenths in facets.items() if tenths},
            active_days=sum("active" in day for day in days),
        )


def points(day: dict[str, int]) -> dict[str, int]:
    """p_k * min(n_k, cap_k) of each kind."""
    return {kind: POINTS[kind][0] * min(n, POINTS[kind][1]) for kind, n in day.items()}


def index(tenths: int, window: int) -> int:
    """min(100, round(100 * P / target)), in whole numbers, a half rounded up."""
    target = 10 * TARGET[window]
    return min(100, (200 * tenths + target) // (2 * target))


def board(scores: dict[str, Score], chosen: set[str]) -> list[tuple[int, str, int]] | None:
    """Rank 1, 2, 2, 4 among those who want it and have points; hidden under five."""
    if len(chosen & scores.keys()) < BOARD_MINIMUM:
        return None
    running = {person: scores[person].tenths for person in chosen & scores.keys()}
    places = []
    for person, tenths in running.items():
        if tenths > 0:
            rank = 1 + sum(other > tenths for other in running.values())
            places.append((rank, person, tenths))
    return sorted(places)
