"""Who replies to whom and likes whom in a group: reciprocity, density, centralisation (domain.md 4.4)."""

from dataclasses import dataclass

from evidence import standing_likes, withdrawn
from facts import Fact
from groups import Places
from health import answered


@dataclass(frozen=True)
class Tie:
    """One reply or like: directed, from whoever gave it to the author."""

    group: str
    day: int
    giver: str
    author: str


@dataclass
class Measures:
    """What the ties among members come to; None where there is nothing to divide by."""

    reciprocity: float | None
    density: float | None
    centralisation: float | None


class Network:
    """Every tie of a history."""

    def __init__(self, facts: list[Fact], places: Places) -> None:
        self.places = places
        self.ties: list[Tie] = []
        gone = withdrawn(facts, places)
        for fact in facts:
            if fact.act == "reply" and fact not in gone:
                self.tie(fact, answered(fact, places))
        for like, post in standing_likes(facts, places, gone, ratings=True):
            self.tie(like, post.actor)

    def tie(self, fact: Fact, author: str | None) -> None:
        group = self.places.group_of(fact)
        if group is not None and author is not None and author != fact.actor:
            self.ties.append(Tie(group, fact.day, fact.actor, author))

    def measures(self, group: str, window: int, today: int) -> Measures:
        """Of the window that ends with today; a tie counts once, however often it was made."""
        members = self.places.members(group)
        n = len(members)
        ties = {
            (tie.giver, tie.author)
            for tie in self.ties
            if tie.group == group
            and today - window < tie.day <= today
            and tie.giver in members
            and tie.author in members
        }
        mutual = sum((author, giver) in ties for giver, author in ties)
        incoming = [sum(author == member for _, author in ties) for member in members]
        most = max(incoming, default=0)
        return Measures(
            reciprocity=mutual / len(ties) if ties else None,
            density=len(ties) / (n * (n - 1)) if n > 1 else None,
            centralisation=sum(most - each for each in incoming) / (n - 1) ** 2 if n > 1 else None,
        )
