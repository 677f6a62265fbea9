"""Evidence items (domain.md 3.2 to 3.4): what each fact says about somebody's competency."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Iterable

from facts import EPOCH, Fact
from groups import Places
from persons import Persons
from vocabulary import context_activities, kind_of

Json = dict[str, Any]

MICRO = 1_000_000

WEIGHT = {
    "self_progress": 0.5,
    "reflection": 0.5,
    "transfer_self": 1.0,
    "contribution": 0.25,
    "like": 0.15,
    "peer_rating": 0.75,
    "answer_accepted": 0.75,
    "attended": 0.5,
    "completed": 1.0,
    "assessed": 2.5,
    "question": 0.1,
    "credential": 4.0,
    "transfer_verified": 2.0,
    "coach_rating": 4.0,
}
"""w of the table in 3.3."""

CLAIMS = ("self_progress", "reflection", "transfer_self")
"""The self-declared kinds (3.3)."""

IMPLIED = 0.5
"""Link factor of what only the group's planned competency implies (3.3)."""

REFLECTION_LENGTH = 80
LIKES_A_MONTH = 3
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
REASON = "https://w3id.org/xapi/cmi5/result/extensions/reason"
REFLECTION = "http://id.tincanapi.com/extension/reflection"
EXPIRY = (
    "https://w3id.org/xapi/tla/contextextensions/expiration",
    "https://w3id.org/xapi/comp/contextextensions/expires",
)
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
STARS = "http://id.tincanapi.com/extension/quality-rating"


@dataclass(frozen=True)
class Item:
    """One piece of evidence; weight and quality in millionths."""

    learner: str
    competency: str
    kind: str
    day: int
    expires: int | None
    """The last day it counts, undiminished until then."""
    weight: int
    quality: int
    statements: frozenset[str]
    by: str | None
    implied: bool


def clamp(value: float) -> float:
    return min(1.0, max(0.0, value))


def score01(score: Json) -> float | None:
    """raw, min and max before scaled (3.4): one widespread plugin writes scaled from -1 to 1."""
    if "raw" in score and "max" in score:
        if "min" in score and score["max"] > score["min"]:
            return clamp((score["raw"] - score["min"]) / (score["max"] - score["min"]))
        if "min" not in score and score["max"] > 0:
            return clamp(score["raw"] / score["max"])
    return clamp(score["scaled"]) if "scaled" in score else None


def outcome(fact: Fact) -> tuple[bool | None, float | None]:
    """Success and score of a fact; the verb's own success where the result has none."""
    result = fact.statement.get("result", {})
    success = result.get("success", fact.rule.get("success"))
    return success, score01(result["score"]) if "score" in result else None


def assessed(success: bool | None, score: float | None) -> float | None:
    """q of an assessment (3.4)."""
    if success is not None and score is not None:
        return 0.5 * success + 0.5 * score
    return score if success is None else float(success)


def last_day(text: str) -> int:
    """A date, or a time's date, as a day."""
    return date.fromisoformat(text[:10]).toordinal() - EPOCH.date().toordinal()


class Evidence:
    """All evidence in a history."""

    def __init__(self, facts: list[Fact], places: Places, persons: Persons) -> None:
        self.facts = facts
        self.places = places
        self.persons = persons
        self.withdrawn = withdrawn(facts, places)
        self.verified = self.verifications()
        self.items = [item for fact in facts for item in self.simple(fact)]
        self.items += self.likes() + self.assessments() + self.transfers()

    def give(
        self,
        fact: Fact,
        kind: str,
        learner: str,
        quality: float,
        about: Fact | None = None,
        weighs: str | None = None,
    ) -> Iterable[Item]:
        """Items for each competency that the fact (or what it is about) has to do with."""
        for competency, implied in self.places.competencies_of(fact, about or fact):
            factor = IMPLIED if implied else 1.0
            yield Item(
                learner=learner,
                competency=competency,
                kind=kind,
                day=fact.day,
                expires=self.expiry(fact, learner),
                weight=round(WEIGHT[weighs or kind] * factor * MICRO),
                quality=round(clamp(quality) * MICRO),
                statements=fact.ids,
                by=fact.actor,
                implied=implied,
            )

    def expiry(self, fact: Fact, learner: str) -> int | None:
        """The last day of what ends: as it says itself, or the day before it was revoked."""
        extensions = fact.statement.get("context", {}).get("extensions", {})
        ends = [last_day(extensions[iri]) for iri in EXPIRY if iri in extensions]
        if fact.rule["evidence"] == "credential":
            for end in self.facts:
                if end.act == "end-credential" and end.order > fact.order:
                    ended = end.statement.get("context", {}).get("statement", {}).get("id")
                    person = kind_of(end.object) == "agent"
                    whose = self.persons.of(end.object) if person else end.actor
                    same = end.object.get("id") == fact.object.get("id") is not None
                    if ended in fact.ids or (same and whose == learner):
                        ends.append(end.day - 1)
        return min(ends, default=None)

    def coach(self, fact: Fact, learner: str) -> bool:
        """Whether actor or instructor has the coach role (5.1) and is another person."""
        context = fact.statement.get("context", {})
        said_by = [fact.actor]
        for entry in context.get("contextAgents", []):
            if INSTRUCTOR in entry.get("relevantTypes", []):
                said_by.append(self.persons.of(entry["agent"]))
        if "instructor" in context:
            said_by.append(self.persons.of(context["instructor"]))
        return any(by != learner and self.places.is_coach_of(by, learner) for by in said_by)

    def simple(self, fact: Fact) -> Iterable[Item]:
        """Evidence that needs no look at other facts than those referred to."""
        if fact in self.withdrawn:
            return
        kind = fact.rule["evidence"]
        result = fact.statement.get("result", {})
        success, score = outcome(fact)
        match kind:
            case "contribution" | "attended":
                yield from self.give(fact, kind, fact.actor, 1.0)
            case "reflection":
                if len(reflection_text(fact)) >= REFLECTION_LENGTH:
                    yield from self.claim(fact, kind, 1.0)
            case "self_progress":
                claimed = result.get("extensions", {}).get(PROGRESS)
                share = claimed / 100 if claimed is not None else score
                if fact.act == "achieve":
                    share = 1.0
                    if self.coach(fact, fact.actor):
                        # Said by a coach, it is the coach's rating (5.1).
                        kind = "coach_rating"
                if share is not None and kind == "self_progress":
                    yield from self.claim(fact, kind, share)
                elif share is not None:
                    yield from self.give(fact, kind, fact.actor, share)
            case "completed":
                waived = fact.rule["id"] == "waived"
                reason = result.get("extensions", {}).get(REASON)
                if result.get("completion", True) and (not waived or reason == "Tested Out"):
                    yield from self.give(fact, kind, fact.actor, 1.0)
            case "question":
                mark = float(success) if success is not None else score
                if mark is not None:
                    yield from self.give(fact, kind, fact.actor, mark)
            case "credential":
                person = kind_of(fact.object) == "agent"
                learner = self.persons.of(fact.object) if person else fact.actor
                yield from self.give(fact, kind, learner, 1.0)
            case "coach_rating":
                person = kind_of(fact.object) == "agent"
                learner = self.persons.of(fact.object) if person else fact.actor
                if score is not None and self.coach(fact, learner):
                    yield from self.give(fact, kind, learner, score)
            case "peer_rating":
                author = self.places.made(fact)
                share = rated(fact)
                standing = author is not None and author not in self.withdrawn
                if standing and author.actor != fact.actor and share is not None:
                    yield from self.give(fact, kind, author.actor, share, about=author)
            case "answer_accepted":
                answer = self.places.accepted(fact)
                if answer is not None and answer not in self.withdrawn:
                    yield from self.give(fact, kind, answer.actor, 1.0, about=answer)

    def likes(self) -> list[Item]:
        """Likes that stand, to the authors of what is liked (3.4): not one's own, not a coach's,
        and of one rater to one author the first three of a calendar month."""
        counted: dict[tuple[str, str, tuple[int, int]], int] = {}
        items: list[Item] = []
        for like, post in standing_likes(self.facts, self.places, self.withdrawn):
            author = post.actor
            if author == like.actor or self.places.is_coach_of(like.actor, author):
                continue
            scope = (like.actor, author, like.month)
            counted[scope] = counted.get(scope, 0) + 1
            if counted[scope] <= LIKES_A_MONTH:
                items += self.give(like, "like", author, 1.0, about=post)
        return items

    def assessments(self) -> list[Item]:
        """Of each activity a learner's best attempt counts, once (3.4)."""
        items: list[Item] = []
        best: dict[tuple[str, str], tuple[float, Fact]] = {}
        for fact in self.facts:
            if fact.rule["evidence"] != "assessed":
                continue
            quality = assessed(*outcome(fact))
            if quality is None and fact.rule["id"].startswith("completed"):
                # Completion without success or score that can be read (3.4).
                items += self.give(fact, "completed", fact.actor, 1.0)
            scope = (fact.actor, self.tested(fact))
            if quality is not None and (scope not in best or quality > best[scope][0]):
                best[scope] = (quality, fact)
        for (learner, _), (quality, fact) in best.items():
            items += self.give(fact, "assessed", learner, quality)
        return items

    def tested(self, fact: Fact) -> str:
        """The activity that attempts are counted by: the test, where each attempt has an address."""
        vocabulary = self.places.vocabulary
        if vocabulary.is_a(fact.object, "attempt"):
            for parent in context_activities(fact.statement, "parent"):
                if vocabulary.is_a(parent, "test") and not vocabulary.is_a(parent, "attempt"):
                    return parent["id"]
        return fact.object["id"]

    def verifications(self) -> dict[Fact, Fact]:
        """Which word of a coach stands for what somebody said of themselves (3.4)."""
        verified: dict[Fact, Fact] = {}
        for fact in self.facts:
            approves = fact.act == "accept-answer" and kind_of(fact.object) == "statement-ref"
            if approves or fact.rule["evidence"] == "transfer_verified":
                claim = self.places.referred(fact)
                if claim is None:
                    claim = self.places.steps.get(fact.object["id"])
                if claim and claim.rule["evidence"] in CLAIMS and self.coach(fact, claim.actor):
                    # Of several verifications the last by (timestamp, id) stands.
                    verified[claim] = fact
        return verified

    def claim(self, fact: Fact, kind: str, share: float) -> Iterable[Item]:
        """What somebody says of themselves; verified by a coach it moves to the coach's class, as it
        is, and a step weighs what a verified one does (3.3, 3.4)."""
        if fact not in self.verified:
            yield from self.give(fact, kind, fact.actor, share)
            return
        check = self.verified[fact]
        _, mark = outcome(check)
        weighs = "transfer_verified" if kind == "transfer_self" else kind
        quality = share if mark is None else share * mark
        yield from self.give(
            check, "transfer_verified", fact.actor, quality, about=fact, weighs=weighs
        )

    def transfers(self) -> list[Item]:
        """Transfer steps: reported by the learner, or verified by a coach instead (3.4)."""
        items: list[Item] = []
        for step in self.facts:
            if step.rule["evidence"] == "transfer_self" and step not in self.withdrawn:
                items += self.claim(step, "transfer_self", 1.0)
        return items


def withdrawn(facts: list[Fact], places: Places) -> set[Fact]:
    """Contributions whose object is deleted: a tombstone stands for the object (5.1). Their likes
    drop out with them (3.4). Who shared may take that share back."""
    deleted: set[str] = set()
    unshared: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.act == "withdraw":
            deleted.add(object_id(fact, places))
        if fact.act == "unshare":
            # The last one takes back every share before it.
            unshared[(fact.actor, object_id(fact, places))] = fact
    gone = set()
    for fact in facts:
        taken_back = unshared.get((fact.actor, fact.object.get("id", "")))
        unshares = fact.act == "share" and taken_back and taken_back.order > fact.order
        if places.makes(fact) and (fact.object["id"] in deleted or unshares):
            gone.add(fact)
    return gone


def object_id(fact: Fact, places: Places) -> str:
    """The activity that a fact is about, be it named or referred to by its statement."""
    made = places.made(fact)
    return made.object["id"] if made is not None else fact.object.get("id", "")


def standing_likes(
    facts: list[Fact], places: Places, gone: set[Fact], ratings: bool = False
) -> Iterable[tuple[Fact, Fact]]:
    """Likes with what they like: one state for each rater and object, the last of like and unlike
    by (timestamp, id) (3.4). In a group a rating from the middle up is a like, too, and one below
    takes it back (5.1)."""
    last: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        rates = ratings and fact.act == "rate" and rated(fact) is not None
        if fact.act in ("like", "unlike") or rates:
            last[(fact.actor, object_id(fact, places))] = fact
    for fact in sorted(last.values(), key=lambda fact: fact.order):
        post = places.made(fact)
        if (fact.act == "like" or commends(fact)) and post is not None and post not in gone:
            yield fact, post


def commends(fact: Fact) -> bool:
    """Whether it is a rating from the middle up, which is a like in a group (5.1)."""
    mark = rated(fact) if fact.act == "rate" else None
    return mark is not None and mark >= 0.5


def rated(fact: Fact) -> float | None:
    """The share of a rating: its score, else its stars."""
    _, score = outcome(fact)
    stars = fact.statement.get("result", {}).get("extensions", {}).get(STARS)
    return score if score is not None or stars is None else score01(stars)


def reflection_text(fact: Fact) -> str:
    """The text of a reflection: the response, the extension, or the object's description."""
    statement = fact.statement
    texts = [statement.get("result", {}).get("response")]
    texts.append(statement.get("context", {}).get("extensions", {}).get(REFLECTION))
    texts += fact.object.get("definition", {}).get("description", {}).values()
    return next((text for text in texts if isinstance(text, str)), "")
