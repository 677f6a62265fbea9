"""Which group and which competency a statement is about (domain.md 5.2), who is in a group and who
coaches it."""

import re
from typing import Any, Iterable

from facts import Fact
from persons import Persons
from vocabulary import Vocabulary, context_activities, kind_of

Json = dict[str, Any]

LINK = "https://coachlight.org/xapi/extensions/competency-link"
ALIGNMENT = "https://w3id.org/xapi/acrossx/extensions/alignment"
MAKES = ("post", "ask", "reply", "share", "reflect")
"""Acts that bring their object into being. Its author is who did so first."""

THREADS = ("discussion", "question", "contribution", "opening-post", "reply")


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def named(value: Any) -> Iterable[str]:
    """IRIs in an extension: texts, or objects with an id or a target's address. What a competency is
    called is no IRI, and names none."""
    for entry in listed(value):
        if isinstance(entry, str):
            found = entry
        elif isinstance(entry, dict):
            found = next((entry[it] for it in ("id", "targetUrl", "iri") if it in entry), "")
        else:
            continue
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*", found):
            yield found


class Places:
    """The history's groups, threads and competencies, as known at the end of a day."""

    def __init__(
        self,
        facts: list[Fact],
        vocabulary: Vocabulary,
        persons: Persons,
        aligned: dict[str, list[str]],
    ) -> None:
        self.aligned = aligned
        self.restricted: set[str] = set()
        """Whose data are only kept: groups' numbers are as if they had not acted."""
        self.vocabulary = vocabulary
        self.persons = persons
        self.by_id = {id: fact for fact in facts for id in fact.ids}
        self.maker: dict[str, Fact] = {}
        self.steps: dict[str, Fact] = {}
        self.coaches: dict[str, set[str]] = {}
        self.planned: dict[str, dict[str, None]] = {}
        self.names: dict[str, str | None] = {}
        self.membership: dict[tuple[str, str], Fact] = {}
        self.first: dict[tuple[str, str], Fact] = {}
        for fact in facts:
            if self.makes(fact):
                self.maker.setdefault(fact.object["id"], fact)
            if fact.act == "transfer" and kind_of(fact.object) == "activity":
                self.steps.setdefault(fact.object["id"], fact)
            if fact.act == "create-group":
                self.make_group(fact)
        for fact in facts:
            group = self.group_of(fact)
            if group is None:
                continue
            if fact.act in ("join", "leave"):
                # Facts come in the order of (timestamp, id): the last state counts.
                self.membership[(group, fact.actor)] = fact
            known = self.first.setdefault((group, fact.actor), fact)
            if fact.day < known.day:
                self.first[(group, fact.actor)] = fact

    def make_group(self, fact: Fact) -> None:
        """Whoever makes a group coaches it (docs/connect-an-app.md)."""
        group = fact.object["id"]
        self.coaches.setdefault(group, set()).add(fact.actor)
        names = fact.object.get("definition", {}).get("name", {})
        self.names[group] = next(iter(names.values()), None)
        for competency in self.linked(fact):
            self.planned.setdefault(group, {})[competency] = None

    def members(self, group: str) -> dict[str, Fact]:
        """Who has joined and not left since, without the coaches; with the act of joining. Who did
        neither is in by acting there: learning platforms do not tell of joining."""
        last = self.first | self.membership
        return {
            person: fact
            for (place, person), fact in last.items()
            if place == group
            and fact.act != "leave"
            and person not in self.coaches[group]
            and person not in self.restricted
        }

    def is_coach_of(self, person: str, learner: str) -> bool:
        """Whether somebody coaches a group that the learner has acted in
        (docs/how-the-numbers-are-made.md)."""
        return any(
            person in coaches and (group, learner) in self.first
            for group, coaches in self.coaches.items()
        )

    def makes(self, fact: Fact) -> bool:
        """Whether a fact brings its object into being. A comment without a thread around it is said
        of a thing that is there already."""
        if fact.act not in MAKES or kind_of(fact.object) != "activity":
            return False
        return fact.act != "reply" or any(
            activity["id"] != fact.object["id"]
            for name in ("parent", "grouping")
            for activity in context_activities(fact.statement, name)
            if any(self.vocabulary.is_a(activity, kind) for kind in THREADS)
        )

    def is_group(self, activity: Json) -> bool:
        return self.vocabulary.is_a(activity, "group") or activity.get("id") in self.names

    def referred(self, fact: Fact) -> Fact | None:
        """The fact that a StatementRef means."""
        if kind_of(fact.object) == "statement-ref":
            return self.by_id.get(fact.object["id"])
        return None

    def made(self, fact: Fact) -> Fact | None:
        """The fact that brought the object into being; a reference to a statement means what that
        made."""
        if kind_of(fact.object) == "statement-ref":
            origin = self.referred(fact)
            if origin is None or not self.makes(origin):
                return None
            return self.maker.get(origin.object["id"])
        return self.maker.get(fact.object.get("id", ""))

    def accepted(self, fact: Fact, group: str | None = None) -> Fact | None:
        """The answer that a fact accepts, if its actor may: the asker or a coach (5.1), for the points
        in a group one of its own."""
        answer = self.made(fact)
        if answer is None or answer.actor == fact.actor:
            return None
        # What is approved by reference to its statement says nothing of itself.
        if kind_of(fact.object) == "statement-ref" and answer.act != "reply":
            return None
        threads = [
            self.maker.get(activity["id"])
            for name in ("parent", "grouping")
            for activity in context_activities(answer.statement, name)
        ]
        asked = any(thread is not None and thread.actor == fact.actor for thread in threads)
        if group is None:
            coached = self.is_coach_of(fact.actor, answer.actor)
        else:
            coached = fact.actor in self.coaches.get(group, set())
        return answer if asked or coached else None

    def group_of(self, fact: Fact) -> str | None:
        """The lookup order of 5.2."""
        found = self.placed(fact, frozenset())
        return found[0] if found else None

    def placed(self, fact: Fact, seen: frozenset[str]) -> tuple[str, int] | None:
        """The group and the day from which it is known. What an address has told of a group is not
        changed by a thread that came later, so that each day shows what was known on it."""
        if fact.id in seen:
            return None
        if named := self.named_group(fact):
            return named, fact.day
        thread = self.thread_of(fact, seen | {fact.id})
        below = self.named_by_beginning(fact)
        if thread is not None and (below is None or thread[1] <= fact.day):
            return thread[0], max(thread[1], fact.day)
        return (below, fact.day) if below else None

    def named_group(self, fact: Fact) -> str | None:
        """The group that a statement itself names."""
        target, context = fact.object, fact.statement.get("context", {})
        if kind_of(target) == "activity" and self.is_group(target):
            return target["id"]
        for entry in context.get("contextGroups", []):
            return self.persons.of(entry["group"])
        if "team" in context:
            return self.persons.of(context["team"])
        for name in ("grouping", "parent", "other"):
            for activity in context_activities(fact.statement, name):
                if self.is_group(activity):
                    return activity["id"]
        return None

    def thread_of(self, fact: Fact, seen: frozenset[str]) -> tuple[str, int] | None:
        """The group of the thread, or of what the fact is about."""
        for activity in context_activities(fact.statement, "parent"):
            thread = self.maker.get(activity["id"])
            if thread is not None and (found := self.placed(thread, seen)):
                return found
        origin = self.made(fact)
        if origin is not None and origin is not fact:
            return self.placed(origin, seen)
        return None

    def named_by_beginning(self, fact: Fact) -> str | None:
        """The group whose declared beginning an address has: the object's, then those of the
        context. It is the last that tells of a group."""
        activities = [fact.object] if kind_of(fact.object) == "activity" else []
        for name in ("grouping", "parent", "other"):
            activities += context_activities(fact.statement, name)
        found = (self.vocabulary.group_below(activity["id"]) for activity in activities)
        return next((group for group in found if group), None)

    def linked(self, fact: Fact) -> dict[str, None]:
        """Competencies that the statement names itself."""
        found: dict[str, None] = {}
        target = fact.object
        if kind_of(target) == "activity" and self.vocabulary.is_a(target, "competency"):
            found[target["id"]] = None
        for name in ("grouping", "other", "category", "parent"):
            for activity in context_activities(fact.statement, name):
                if self.vocabulary.is_a(activity, "competency"):
                    found[activity["id"]] = None
        holders = [fact.statement.get("context", {}), target.get("definition", {})]
        for holder in holders:
            for iri in (LINK, ALIGNMENT):
                for competency in named(holder.get("extensions", {}).get(iri, [])):
                    found[competency] = None
        return found

    def learnt(self, fact: Fact) -> list[str]:
        """Competencies that coaches have said the activity is about (5.2: the alignment table): the
        object, else the thread that it stands in."""
        if kind_of(fact.object) == "activity" and fact.object["id"] in self.aligned:
            return self.aligned[fact.object["id"]]
        if fact.act in MAKES:
            for name in ("parent", "grouping"):
                for activity in context_activities(fact.statement, name):
                    if any(self.vocabulary.is_a(activity, kind) for kind in THREADS):
                        return self.aligned.get(activity["id"], [])
        return []

    def competencies_of(self, fact: Fact, about: Fact) -> list[tuple[str, bool]]:
        """Competencies, and whether only the group's plan implies them. What the statement names
        goes before what the contribution or step it is about names, and both before what coaches
        have said of the activity (5.2); that counts in full, too (3.3: link factor)."""
        for each in (fact, about):
            if explicit := self.linked(each):
                return [(competency, False) for competency in explicit]
        for each in (fact, about):
            if learnt := self.learnt(each):
                return [(competency, False) for competency in learnt]
        group = self.group_of(fact) or self.group_of(about)
        return [(competency, True) for competency in self.planned.get(group or "", {})]
