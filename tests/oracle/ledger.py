"""The evidence ledger: from items to shown, contradicted and not known (domain.md 3.3)."""

import math
from dataclasses import dataclass, field
from typing import Iterable

from evidence import Item, MICRO, WEIGHT

K = 4.0

CLASSES = ("own", "social", "system", "coach")
CEILING = {"own": 2.0, "social": 2.5, "system": 7.0, "coach": 16.0}
HALF_LIFE = {"own": 120, "social": 180, "system": 365, "coach": 730}

KINDS = {
    "self_progress": ("own", 0.5),
    "reflection": ("own", 0.5),
    "transfer_self": ("own", 2.0),
    "contribution": ("social", 0.75),
    "like": ("social", 0.6),
    "peer_rating": ("social", 1.5),
    "answer_accepted": ("social", 1.5),
    "attended": ("system", 1.0),
    "completed": ("system", 3.0),
    "assessed": ("system", 5.0),
    "question": ("system", 0.5),
    "credential": ("system", 8.0),
    "transfer_verified": ("coach", 4.0),
    "coach_rating": ("coach", 4.0),
}
"""Class and daily cap of each kind, in the order of the table."""

THRESHOLD = {1: 0.15, 2: 0.35, 3: 0.55, 4: 0.75}
GATE_DAYS = 730
"""24 months."""
FIVE_YEARS = 1826
"""How far the gateway looks ahead for the day on which a level lapses."""
TOLERANCE = 0.15
"""How far progress may stay behind the elapsed share and still be on track (3.3, step 7)."""


@dataclass
class Bucket:
    """Integer sums of one kind on one day, in millionths."""

    sum_w: int = 0
    sum_wq: int = 0


@dataclass
class Mass:
    """What a class comes to."""

    raw: float = 0.0
    good: float = 0.0

    def counted(self, name: str) -> float:
        return ceiling_share(self, name) * self.raw

    def quality(self) -> float:
        return self.good / self.raw if self.raw else 0.0


@dataclass
class Progress:
    """Progress in one competency on a day."""

    shown: float
    contradicted: float
    unknown: float
    classes: dict[str, Mass]
    level: int
    waiting_for: int | None
    items: list[Item] = field(default_factory=list)

    @property
    def confidence(self) -> str:
        known = 1.0 - self.unknown
        return "low" if known < 0.4 else "medium" if known < 0.7 else "high"


def ceiling_share(mass: Mass, name: str) -> float:
    """g_c = min(1, CAP_c / W_c) (step 4)."""
    return min(1.0, CEILING[name] / mass.raw) if mass.raw else 1.0


BucketKey = tuple[int, int, int]
"""Kind (by its place in the table), day, and day of ending, NEVER for none."""
NEVER = -1


def buckets(items: Iterable[Item]) -> dict[BucketKey, Bucket]:
    """Sums in the fixed order of the key: kind, day, expiry (3.2)."""
    order = list(KINDS)
    found: dict[BucketKey, Bucket] = {}
    for item in items:
        expires = NEVER if item.expires is None else item.expires
        bucket = found.setdefault((order.index(item.kind), item.day, expires), Bucket())
        bucket.sum_w += item.weight
        bucket.sum_wq += item.weight * item.quality // MICRO
    return dict(sorted(found.items()))


def class_masses(items: Iterable[Item], asof: int) -> dict[str, Mass]:
    """W_c and r_c (steps 1 to 3)."""
    masses = {name: Mass() for name in CLASSES}
    kinds = list(KINDS.values())
    for (kind, day, expires), bucket in buckets(items).items():
        name, day_cap = kinds[kind]
        if expires != NEVER and expires < asof:
            continue
        f = min(1.0, day_cap * MICRO / bucket.sum_w)
        # What has an end does not fade before it.
        d = math.exp2(-(asof - day) / HALF_LIFE[name]) if expires == NEVER else 1.0
        masses[name].raw += f * d * bucket.sum_w / MICRO
        masses[name].good += f * d * bucket.sum_wq / MICRO
    return masses


def progress(items: list[Item], asof: int) -> Progress:
    """The three-part bar and the level (steps 4 to 6)."""
    entered = [item for item in items if item.day <= asof]
    masses = class_masses(entered, asof)
    R = S = 0.0
    for name, mass in masses.items():
        g = ceiling_share(mass, name)
        R += g * mass.good
        S += g * (mass.raw - mass.good)
    whole = R + S + K
    shown = R / whole
    reached = [level for level in THRESHOLD if round(shown, 6) >= THRESHOLD[level]]
    open_levels = [level for level in reached if gate_met(level, entered, asof)]
    level = max(open_levels, default=0)
    closed = [above for above in reached if above > level]
    return Progress(
        shown=shown,
        contradicted=S / whole,
        unknown=K / whole,
        classes=masses,
        level=level,
        waiting_for=min(closed, default=None),
        items=entered,
    )


def gate_met(level: int, items: list[Item], asof: int) -> bool:
    """L3 needs a coach-class or assessed item of the last 24 months, L4 a coach-class item."""
    valid = [item for item in items if item.expires is None or item.expires >= asof]
    recent = [item for item in valid if asof - item.day <= GATE_DAYS]
    coach = any(KINDS[item.kind][0] == "coach" for item in recent)
    if level == 4:
        return coach
    if level == 3:
        return coach or any(item.kind == "assessed" for item in recent)
    return True


def effect(items: list[Item], left_out: Item, asof: int) -> float:
    """m less m without the item (3.5)."""
    rest = [item for item in items if item is not left_out]
    return progress(items, asof).shown - progress(rest, asof).shown


def helps(items: list[Item], asof: int) -> list[tuple[str, str, float]]:
    """Of each class the kind whose next piece, of full quality, would raise m most (3.5)."""
    now = progress(items, asof).shown
    best: dict[str, tuple[str, str, float]] = {}
    for kind, (name, _) in KINDS.items():
        piece = Item(
            learner="", competency="", kind=kind, day=asof, expires=None,
            weight=round(WEIGHT[kind] * MICRO), quality=MICRO,
            statements=frozenset(), by=None, implied=False,
        )
        rise = progress([*items, piece], asof).shown - now
        if name not in best or round(rise, 6) > round(best[name][2], 6):
            best[name] = (kind, name, rise)
    order = list(KINDS)
    noticeable = [help for help in best.values() if round(help[2], 6) >= 0.0005]
    return sorted(noticeable, key=lambda help: (-round(help[2], 6), order.index(help[0])))


def lapses(items: list[Item], asof: int) -> int | None:
    """The first day on which the level would be lower without anything new, by scanning (3.5)."""
    level = progress(items, asof).level
    if level == 0:
        return None
    for day in range(asof + 1, asof + FIVE_YEARS + 1):
        if progress(items, day).level < level:
            return day
    return None


@dataclass
class Aim:
    """A plan item: the level aimed at, by when, since when, and by which statement."""

    target: int
    due: int | None
    since: int
    plan: str


def done(shown: float, target: int) -> float:
    """min(1, m / theta_T) (step 7)."""
    return min(1.0, shown / THRESHOLD[target])


def status(found: Progress, aim: Aim, today: int) -> str:
    """achieved | on track | behind | overdue (step 7)."""
    if found.level >= aim.target:
        return "achieved"
    if aim.due is None:
        return "on_track"
    if today > aim.due:
        return "overdue"
    whole = aim.due - aim.since
    elapsed = (today - aim.since) / whole if whole > 0 else 1.0
    on_track = done(found.shown, aim.target) >= elapsed - TOLERANCE
    return "on_track" if on_track else "behind"
