#!/usr/bin/env python3
"""The formulas of competency progress and engagement a second time: reads every statement of a
gateway back, works the numbers out, and compares them with what the gateway's API says."""

import argparse
import json
import sys
from datetime import date, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import engagement
import ledger
from compare import Comparison
from engagement import Counts
from evidence import MICRO, Evidence, Item
from facts import EPOCH, Fact, derive
from gateway import Gateway
from groups import Places
from health import health
from matching import match_groups, match_people
from network import Network
from persons import Persons
from plans import Standing, aims, standing
from vocabulary import Vocabulary

Json = dict[str, Any]
Key = tuple[str, int]
"""A person and a competency, as the API names them."""

VOCABULARY = Path(__file__).parents[2] / "fixtures/vocabulary/coachlight.json"
EFFECTS = 12
"""Pieces of evidence of a competency whose effect is worked out, the newest: each is a fold."""


def date_of(day: int) -> str:
    return (EPOCH.date() + timedelta(days=day)).isoformat()


def day_of(text: str) -> int:
    return date.fromisoformat(text).toordinal() - EPOCH.date().toordinal()


IGNORED = ("key", "iri", "name", "pins", "open_disagreements")
"""What a number is called, and what people say about it: no part of the formulas."""
GATES = {3: "check", 4: "coach"}
"""What must have been among the evidence lately (3.3, step 6)."""


def aligned_on(today: int, alignments: list[Json]) -> dict[str, list[str]]:
    """Which competencies activities are about at the end of a day, as coaches have said."""
    found: dict[str, list[str]] = {}
    for one in alignments:
        ended = one.get("ended")
        if day_of(one["from"]) <= today and (ended is None or day_of(ended) > today):
            found.setdefault(one["activity"], []).append(one["competency"])
    return found


class History:
    """Everything that follows from the statements up to the end of a day."""

    def __init__(
        self,
        facts: list[Fact],
        vocabulary: Vocabulary,
        persons: Persons,
        alignments: list[Json],
        today: int,
        restricted: set[str],
    ) -> None:
        self.today = today
        self.facts = [fact for fact in facts if fact.day <= today]
        self.places = Places(self.facts, vocabulary, persons, aligned_on(today, alignments))
        self.places.restricted = restricted
        self.counts = Counts(self.facts, self.places)
        self.network = Network(self.facts, self.places)
        self.aims = aims(self.facts, self.places)
        self.by_person: dict[str, dict[str, list[Item]]] = {}
        self.items = Evidence(self.facts, self.places, persons).items
        for item in self.items:
            of_person = self.by_person.setdefault(item.learner, {})
            of_person.setdefault(item.competency, []).append(item)

    def aimed(self, plan: Fact) -> list[Standing] | None:
        """How the levels stand that a plan set; none for a goal without."""
        evidence = self.by_person.get(plan.actor, {})
        return standing(plan, self.places, self.aims, evidence, self.today)

    def groups_of_people(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for group in self.places.names:
            for member in self.places.members(group):
                found.setdefault(member, set()).add(group)
        return found


class Oracle:
    """One run."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.gateway = Gateway(arguments.base, arguments.key, arguments.secret)
        own = Path(arguments.own) if arguments.own else None
        self.vocabulary = Vocabulary(Path(arguments.vocabulary), own)
        self.persons = Persons(self.gateway.person_object)
        zone: tzinfo = timezone.utc if arguments.zone == "UTC" else ZoneInfo(arguments.zone)
        statements = list(self.gateway.statements())
        self.alignments = self.gateway.list("alignments")
        self.facts = derive(statements, self.vocabulary, self.persons, zone)
        self.chosen: dict[str, list[str]] = {}
        if arguments.boards:
            self.chosen = json.loads(Path(arguments.boards).read_text())
        self.cookies: dict[str, str] = {}
        if arguments.cookies:
            self.cookies = json.loads(Path(arguments.cookies).read_text())
        self.comparison = Comparison()
        self.comparison.count("statements", len(statements))
        self.listed_people = self.gateway.list("people")
        self.listed_groups = self.gateway.list("groups")
        self.match()

    def evidence_of(self, reports: dict[str, Json], **parameters: str) -> dict[Key, list[Json]]:
        """The evidence behind every competency in people's reports."""
        return {
            (person, found["key"]): self.gateway.list(
                f"people/{person}/competencies/{found['key']}/evidence", **parameters
            )
            for person, report in reports.items()
            for found in report["competencies"]
        }

    def progress_of_all(self, **parameters: str) -> dict[str, Json]:
        return {
            person["id"]: self.gateway.report(f"people/{person['id']}/progress", **parameters)
            for person in self.listed_people
            if not person["restricted"]
        }

    def match(self) -> None:
        """Which of the API's people and groups are which of ours, by what is known today."""
        reports = self.progress_of_all()
        self.restricted: set[str] = set()
        history = self.history(day_of(next(iter(reports.values()))["at"]))
        self.group_keys = match_groups(history.places.names, self.listed_groups)
        statements: dict[str, set[str]] = {person["id"]: set() for person in self.listed_people}
        for (person, _), items in self.evidence_of(reports).items():
            statements[person] |= {item["statement"] for item in items}
        members: dict[str, set[str]] = {}
        for group, key in self.group_keys.items():
            for person in self.gateway.list("people", group=group):
                members.setdefault(person["id"], set()).add(key)
        self.person_keys = match_people(
            self.persons.names,
            history.items,
            history.groups_of_people(),
            self.listed_people,
            statements,
            members,
        )
        restricted = [person["id"] for person in self.listed_people if person["restricted"]]
        self.comparison.count("restricted people", len(restricted))
        self.restricted = {
            self.person_keys[person] for person in restricted if person in self.person_keys
        }

    def history(self, today: int) -> History:
        return History(
            self.facts, self.vocabulary, self.persons, self.alignments, today, self.restricted
        )

    def compare_day(self, at: str | None) -> None:
        """Everything as of a day; None for today."""
        parameters = {"at": at} if at else {}
        reports = self.progress_of_all(**parameters)
        evidence = self.evidence_of(reports, **parameters)
        today = day_of(next(iter(reports.values()))["at"])
        history = self.history(today)
        label = date_of(today)
        self.comparison.count("days")
        for person, report in reports.items():
            own = {key: items for (owner, key), items in evidence.items() if owner == person}
            self.compare_person(label, history, person, report, own)
        ours = history.by_person.keys() | {learner for learner, _ in history.aims}
        for lost in sorted(ours - set(self.person_keys.values())):
            self.comparison.differ(f"{label} {lost}", "a person with evidence or aims", None)
        for group in self.listed_groups:
            for window in engagement.TARGET:
                report = self.gateway.report(
                    f"groups/{group['id']}/engagement",
                    self.cookies.get(group["id"]),
                    window=str(window),
                    **parameters,
                )
                self.compare_group(label, history, group["id"], window, report)

    def compare_person(
        self,
        label: str,
        history: History,
        person: str,
        report: Json,
        evidence: dict[int, list[Json]],
    ) -> None:
        """Every competency that there is evidence or an aim for."""
        self.comparison.count("people")
        key = self.person_keys.get(person)
        ours = set(history.by_person.get(key or "", {})) | {
            competency for learner, competency in history.aims if learner == key
        }
        theirs = {found["iri"]: found for found in report["competencies"]}
        path = f"{label} {report['name']} ({person})"
        self.comparison.value(f"{path}.competencies", sorted(ours), sorted(theirs))
        for competency in sorted(ours & theirs.keys()):
            found = theirs[competency]
            items = history.by_person[key].get(competency, []) if key in history.by_person else []
            aim = history.aims.get((key, competency))
            place = f"{path}.{found['name']}"
            self.compare_competency(place, history.today, items, aim, found)
            self.compare_evidence(place, history.today, items, evidence[found["key"]])

    def compare_competency(
        self, path: str, today: int, items: list[Item], aim: ledger.Aim | None, theirs: Json
    ) -> None:
        """The bar, the level, the classes, the forecast and the plan."""
        self.comparison.count("competencies")
        ours = ledger.progress(items, today)
        lapse = ledger.lapses(items, today)
        plan = None
        if aim is not None:
            plan = {
                "target_level": aim.target,
                "due": date_of(aim.due) if aim.due is not None else None,
                "done": ledger.done(ours.shown, aim.target),
                "status": ledger.status(ours, aim, today),
            }
        answer = {
            "shown": ours.shown,
            "contradicted": ours.contradicted,
            "unknown": ours.unknown,
            "confidence": ours.confidence,
            "level": ours.level,
            "waiting_for": ours.waiting_for,
            "classes": [
                {
                    "class": name,
                    "raw": mass.raw,
                    "ceiling": ledger.CEILING[name],
                    "counted": mass.counted(name),
                    "quality": mass.quality(),
                }
                for name, mass in ours.classes.items()
            ],
            "lapses": date_of(lapse) if lapse is not None else None,
            "scale": [
                {
                    "number": level,
                    "title": None,
                    "threshold": threshold,
                    "gate": GATES.get(level),
                    "gate_met": ledger.gate_met(level, ours.items, today),
                    "reached": round(ours.shown, 6) >= threshold,
                }
                for level, threshold in ledger.THRESHOLD.items()
            ],
            "parts": [],
            "helps": [
                {"kind": kind, "class": name, "effect": rise}
                for kind, name, rise in ledger.helps(items, today)
            ],
            "plan": plan,
        }
        same = {name: value for name, value in theirs.items() if name not in IGNORED}
        self.comparison.value(path, answer, same)

    def compare_evidence(
        self, path: str, today: int, items: list[Item], theirs: list[Json]
    ) -> None:
        """Each piece of evidence, told by its statement and kind."""
        listed = {(item["statement"], item["kind"]): item for item in theirs}
        effects = sorted(items, key=lambda item: item.day, reverse=True)[:EFFECTS]
        for item in items:
            self.comparison.count("pieces of evidence")
            name = next(
                (key for key in listed if key[1] == item.kind and key[0] in item.statements), None
            )
            place = f"{path}.{item.kind} {min(item.statements)}"
            if name is None:
                self.comparison.differ(place, f"{item.weight / MICRO} on {date_of(item.day)}", None)
                continue
            found = listed.pop(name)
            answer = {
                "day": date_of(item.day),
                "weight": item.weight / MICRO,
                "quality": item.quality / MICRO,
                # What others did for somebody counts, without saying whose it is.
                "by": None if item.by in self.restricted else item.by,
                "implied": item.implied,
            }
            same = {
                **{name: found[name] for name in ("day", "weight", "quality", "implied")},
                "by": self.person_keys.get(found["by"], found["by"]),
            }
            if item in effects:
                answer["effect"] = ledger.effect(items, item, today)
                same["effect"] = found["effect"]
            self.comparison.value(place, answer, same)
        for (statement, kind), found in listed.items():
            self.comparison.differ(
                f"{path}.{kind} {statement}", None, f"{found['weight']} on {found['day']}"
            )

    def compare_group(
        self, label: str, history: History, group: str, window: int, report: Json
    ) -> None:
        """Points, places, indicators and alerts."""
        key = self.group_keys[group]
        self.comparison.count("groups" if window == 30 else f"groups over {window} days")
        path = f"{label} {report['name']}, {window} days"
        scores = {
            member: history.counts.score(key, member, window, history.today)
            for member in history.places.members(key)
        }
        theirs = {
            self.person_keys.get(member["person"], member["person"]): member
            for member in report["members"]
        }
        self.comparison.value(f"{path}.members", sorted(scores), sorted(theirs))
        for member in sorted(scores.keys() & theirs.keys()):
            self.comparison.count("memberships")
            score, found = scores[member], theirs[member]
            last = history.counts.last_active.get((key, member))
            self.comparison.value(
                f"{path}.{found['name']}",
                {
                    "index": score.index,
                    "points": score.tenths / 10,
                    "facets": {facet: tenths / 10 for facet, tenths in score.facets.items()},
                    "active_days": score.active_days,
                    "last_active": date_of(last) if last is not None else None,
                },
                {
                    name: found[name]
                    for name in ("index", "points", "facets", "active_days", "last_active")
                },
            )
        chosen = {self.person_keys.get(one, one) for one in self.chosen.get(group, [])}
        places = engagement.board(scores, chosen)
        self.comparison.value(
            f"{path}.leader_board",
            # A board is told to those in the group alone.
            None
            if group not in self.cookies
            else places and [[rank, person, tenths / 10] for rank, person, tenths in places],
            report["leader_board"]
            and sorted(
                [place["rank"], self.person_keys.get(place["person"]), place["points"]]
                for place in report["leader_board"]
            ),
        )
        ours = history.network.measures(key, window, history.today)
        for name in ("reciprocity", "density", "centralisation"):
            self.comparison.value(f"{path}.{name}", getattr(ours, name), report["network"][name])
        if window == 30:
            self.compare_health(path, history, key, report)

    def compare_health(self, path: str, history: History, key: str, report: Json) -> None:
        ours = health(
            key, history.facts, history.places, history.counts, history.aimed, history.today
        )
        for name, value in (
            ("silence_days", ours.silence),
            ("active_share", ours.active),
            ("effective_voices", ours.voices),
            ("coach_centred_share", ours.coach_centred),
            ("response_hours", ours.response),
            ("momentum", ours.momentum),
        ):
            self.comparison.value(f"{path}.{name}", value, report[name])
        self.comparison.count("alerts", len(report["alerts"]))
        self.comparison.value(
            f"{path}.alerts",
            sorted(
                [alert.rule, alert.severity, alert.person or "", float(alert.value)]
                for alert in ours.alerts
            ),
            sorted(
                [
                    alert["rule"],
                    alert["severity"],
                    self.person_keys.get(alert["person"], alert["person"]) or "",
                    alert["value"],
                ]
                for alert in report["alerts"]
            ),
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", help="where the gateway is, such as http://127.0.0.1:8080")
    parser.add_argument("key", help="a key that may read statements and reports")
    parser.add_argument("secret")
    parser.add_argument("--at", action="append", help="a day to compare, several; else today")
    parser.add_argument("--zone", default="UTC", help="the organisation's time zone")
    parser.add_argument("--vocabulary", default=str(VOCABULARY))
    parser.add_argument("--own", help="the organisation's own vocabulary, which goes before it")
    parser.add_argument(
        "--cookies", help="JSON file: for groups the cookie of a coach's session, who sees the board"
    )
    parser.add_argument(
        "--boards", help="JSON file: who is on which group's leader board, by the API's identifiers"
    )
    arguments = parser.parse_args()
    oracle = Oracle(arguments)
    for at in arguments.at or [None]:
        oracle.compare_day(at)
    print(oracle.comparison.report())
    return 1 if oracle.comparison.differences else 0


if __name__ == "__main__":
    sys.exit(main())
