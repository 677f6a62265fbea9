#!/usr/bin/env python3
"""Sends a gateway a small random history of what the made-up organisation never does: things taken
back after others spoke of them, odd scores, ends of credentials, late and resent statements."""

import argparse
import json
import random
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any

from gateway import Gateway

Json = dict[str, Any]

AS = "http://activitystrea.ms/"
AS1 = "http://activitystrea.ms/schema/1.0/"
ADL = "http://adlnet.gov/expapi/verbs/"
ADLA = "http://adlnet.gov/expapi/activities/"
TC = "http://id.tincanapi.com/verb/"
TLA = "https://w3id.org/xapi/tla/"
OURS = "https://coachlight.org/xapi/"
DAYS = 130
BATCH = 100


class History:
    """Statements as they come about."""

    def __init__(self, seed: int, acts: int) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.app = f"https://app-{seed}.example.org"
        self.now = datetime.now(timezone.utc) - timedelta(hours=1)
        self.start = self.now - timedelta(days=DAYS)
        self.at = self.start
        self.number = 0
        self.sent: list[Json] = []
        self.learners = [self.agent("learner", number) for number in range(8)]
        self.coaches = [self.agent("coach", number) for number in range(2)]
        kind = f"{OURS}activity-types/learning-group"
        self.groups = [self.activity(f"groups/{n}", kind, f"Group {n}") for n in range(3)]
        kind = f"{TLA}activity-types/competency"
        self.skills = [self.activity(f"skills/{n}", kind, f"Skill {n}") for n in range(3)]
        self.posts: list[Json] = []
        self.replies: list[Json] = []
        self.likes: list[Json] = []
        self.shares: list[Json] = []
        self.steps: list[Json] = []
        self.checks: list[Json] = []
        self.credentials: list[Json] = []
        self.plans: list[Json] = []
        self.found()
        doings = [name for name in dir(self) if name.startswith("do_")]
        for number in range(acts):
            self.number = number
            share = (number + self.random.random()) / acts
            self.at = self.start + (self.now - self.start) * share
            getattr(self, self.random.choice(doings))()

    # What statements are made of.

    def agent(self, role: str, number: int) -> Json:
        account = {"homePage": self.app, "name": f"{role}-{number}"}
        name = f"{role} {number} of {self.seed}"
        return {"objectType": "Agent", "name": name, "account": account}

    def activity(self, path: str, kind: str, name: str, text: str | None = None) -> Json:
        definition: Json = {"type": kind, "name": {"en": f"{name} of {self.seed}"}}
        if text is not None:
            definition["description"] = {"en": text}
        return {"objectType": "Activity", "id": f"{self.app}/{path}", "definition": definition}

    def say(self, actor: Json, verb: str, target: Json, **more: Any) -> Json:
        statement: Json = {
            "id": str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            "actor": actor,
            "verb": {"id": verb},
            "object": target,
            "timestamp": self.at.isoformat(timespec="milliseconds"),
        }
        statement |= {name: value for name, value in more.items() if value is not None}
        self.sent.append(statement)
        return statement

    def reference(self, statement: Json) -> Json:
        return {"objectType": "StatementRef", "id": statement["id"]}

    def either(self, statement: Json) -> Json:
        """The object itself, or its statement."""
        return self.some(statement["object"], statement["object"], self.reference(statement))

    def within(self, *activities: Json, name: str = "grouping") -> Json:
        return {"contextActivities": {name: list(activities)}}

    def some(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def somebody(self) -> Json:
        return self.some(*self.learners, *self.learners, *self.coaches)

    def group(self) -> Json:
        return self.random.choice(self.groups)

    def skill(self) -> Json:
        return self.random.choice(self.skills)

    def later(self, days: int) -> str:
        return (self.at + timedelta(days=self.random.randrange(3, days))).date().isoformat()

    def score(self) -> Json:
        raw = self.random.randrange(101)
        return self.some(
            {"raw": raw, "min": 0, "max": 100, "scaled": raw / 50 - 1},
            {"raw": raw, "max": 120},
            {"scaled": raw / 100},
            {"scaled": -raw / 100},
            {"raw": raw},
        )

    def found(self) -> None:
        """Groups: about one skill, about two, about none."""
        for number, group in enumerate(self.groups):
            about = [skill["id"] for skill in (self.skills[:1], self.skills[1:], [])[number]]
            link = {"extensions": {f"{OURS}extensions/competency-link": about}} if about else None
            self.say(self.coaches[number % 2], f"{AS}create", group, context=link)
            for learner in self.random.sample(self.learners, 6):
                self.say(learner, self.some(AS, AS1) + "join", group)

    # What people do.

    def do_post(self) -> None:
        kind = self.some(f"{AS}note", f"{AS}question", f"{AS}question", f"{AS}bookmark")
        post = self.activity(f"posts/{self.number}", kind, "Post")
        place = self.within(
            self.group(), *self.some([], [], [self.skill()]), name=self.some("grouping", "other")
        )
        self.posts.append(
            self.say(self.somebody(), self.some(AS, AS1) + "create", post, context=place)
        )

    do_post_again = do_post_often = do_post

    def do_post_ahead_of_time(self) -> None:
        self.at = self.now + timedelta(days=self.random.randrange(1, 9))
        self.do_post()

    def do_reply(self) -> None:
        if self.posts:
            thread = self.random.choice(self.posts)["object"]
            answer = self.activity(f"posts/{self.number}", f"{AS}comment", "Reply")
            place = self.within(thread, name="parent")
            said = self.say(self.somebody(), f"{TC}replied", answer, context=place)
            self.replies.append(said)
            self.posts.append(said)

    do_reply_again = do_reply

    def do_reflect(self) -> None:
        text = "x" * self.random.choice([79, 80, 120])
        note = self.activity(f"posts/{self.number}", f"{AS}note", "Reflection", text)
        place = self.within(self.group())
        self.posts.append(
            self.say(self.somebody(), f"{OURS}verbs/reflected", note, context=place)
        )

    def do_like(self) -> None:
        if self.posts:
            target = self.either(self.random.choice(self.posts))
            place = self.some(None, None, self.within(self.group()))
            self.likes.append(self.say(self.somebody(), f"{AS}like", target, context=place))

    do_like_again = do_like_often = do_like_always = do_like

    def do_unlike(self) -> None:
        if self.likes:
            like = self.random.choice(self.likes)
            self.say(like["actor"], f"{AS}unlike", like["object"])

    def do_share(self) -> None:
        if self.posts:
            target = self.random.choice(self.posts)["object"]
            place = self.within(self.group())
            self.shares.append(self.say(self.somebody(), f"{AS}share", target, context=place))

    def do_unshare(self) -> None:
        if self.shares:
            share = self.random.choice(self.shares)
            self.say(share["actor"], f"{AS}unshare", share["object"])

    def do_delete(self) -> None:
        if self.posts:
            post = self.random.choice(self.posts)
            self.say(post["actor"], f"{AS}delete", self.either(post))

    def do_void(self) -> None:
        everything = self.posts[-6:] + self.likes[-5:] + self.steps[-3:] + self.checks[-3:]
        if everything:
            target = self.reference(self.random.choice(everything))
            self.say(self.somebody(), f"{ADL}voided", target)

    def do_rate(self) -> None:
        if self.posts:
            score = self.some({"raw": self.random.randrange(1, 6), "min": 1, "max": 5}, {"raw": 3})
            target = self.random.choice(self.posts)["object"]
            self.say(self.somebody(), f"{TC}rated", target, result={"score": score})

    def do_accept(self) -> None:
        if self.replies:
            answer = self.random.choice(self.replies)
            thread = answer["context"]["contextActivities"]["parent"][0]["id"]
            askers = [post["actor"] for post in self.posts if post["object"]["id"] == thread]
            self.say(self.some(*askers, self.somebody()), f"{AS}accept", self.either(answer))

    def do_step(self) -> None:
        kind = f"{OURS}activity-types/transfer-step"
        step = self.activity(f"steps/{self.number}", kind, "Step")
        place = self.within(self.group(), *self.some([], [], [self.skill()]))
        verb = "https://w3id.org/xapi/dod-isd/verbs/applied"
        self.steps.append(self.say(self.somebody(), verb, step, context=place))

    do_step_again = do_step

    def do_verify(self) -> None:
        if self.steps:
            target = self.either(self.random.choice(self.steps))
            mark = self.some(None, {"score": {"scaled": self.random.choice([0, 0.25, 0.5, 1])}})
            learner, coach = self.random.choice(self.learners), self.random.choice(self.coaches)
            actor, context = self.some(
                (coach, None), (learner, None), (learner, {"instructor": coach})
            )
            verb = f"{TLA}verbs/verified"
            self.checks.append(self.say(actor, verb, target, context=context, result=mark))

    do_verify_again = do_verify

    def do_review(self) -> None:
        score = {"raw": self.random.randrange(5), "min": 0, "max": 4}
        self.say(
            self.random.choice(self.coaches),
            f"{TC}reviewed",
            self.random.choice(self.learners),
            context=self.within(self.skill()),
            result=self.some(None, {"score": score}, {"score": score}),
        )

    def do_plan(self) -> None:
        wanted: Json = {f"{OURS}extensions/target-level": self.random.randrange(1, 5)}
        if self.random.random() < 0.8:
            wanted[f"{TLA}contextextensions/due_date"] = self.later(200)
        place = self.within(self.group()) | {"extensions": wanted}
        said = self.say(self.somebody(), f"{TLA}verbs/planned", self.skill(), context=place)
        self.plans.append(said)

    def do_give_up(self) -> None:
        if self.plans:
            plan = self.random.choice(self.plans)
            self.say(plan["actor"], f"{TLA}verbs/deselected", self.either(plan))

    def do_progress(self) -> None:
        share = self.random.choice([0, 10, 33, 50, 100])
        told = {"extensions": {"https://w3id.org/xapi/cmi5/result/extensions/progress": share}}
        result = self.some(told, told, {"score": {"scaled": 0.4}})
        place = self.within(self.group())
        self.say(self.somebody(), f"{ADL}progressed", self.skill(), context=place, result=result)

    def do_test(self) -> None:
        test = self.activity(f"tests/{self.number % 3}", f"{ADLA}assessment", "Test")
        place = self.some(self.within(self.skill()), self.within(self.group(), self.skill()))
        result: Json = {"score": self.score()}
        if self.random.random() < 0.5:
            result["success"] = self.random.random() < 0.5
        verb = ADL + self.some("completed", "passed", "failed", "scored")
        said = self.say(self.somebody(), verb, test, context=place, result=result)
        if self.random.random() < 0.2:
            # As Moodle sends it again: without an identifier, both times.
            del said["id"]
            self.sent.append(json.loads(json.dumps(said)))

    do_test_again = do_test

    def do_complete(self) -> None:
        course = self.activity(f"courses/{self.number % 5}", f"{ADLA}course", "Course")
        result = self.some(None, {"completion": True}, {"completion": False})
        place = self.within(self.skill())
        self.say(self.somebody(), f"{ADL}completed", course, context=place, result=result)

    def do_answer(self) -> None:
        item = self.activity(f"items/{self.number}", f"{ADLA}cmi.interaction", "Item")
        result = {"success": self.random.random() < 0.5}
        place = self.within(self.skill())
        self.say(self.somebody(), f"{ADL}answered", item, context=place, result=result)

    def do_attend(self) -> None:
        meeting = self.activity(f"meetings/{self.number}", f"{ADLA}meeting", "Meeting")
        place = self.within(self.some(self.group(), self.skill()))
        self.say(self.somebody(), f"{ADL}attended", meeting, context=place)

    def do_confer(self) -> None:
        place = self.within(self.skill())
        if self.random.random() < 0.5:
            place["extensions"] = {f"{TLA}contextextensions/expiration": self.later(400)}
        coach, learner = self.random.choice(self.coaches), self.random.choice(self.learners)
        self.credentials.append(
            self.say(coach, f"{TLA}verbs/conferred", learner, context=place)
        )

    def do_revoke(self) -> None:
        if self.credentials:
            ended = self.random.choice(self.credentials)
            context = {"statement": self.reference(ended)}
            self.say(ended["actor"], f"{TLA}verbs/revoked", ended["object"], context=context)

    def do_leave(self) -> None:
        if self.random.random() < 0.3:
            self.say(self.random.choice(self.learners), f"{AS}leave", self.group())

    def arrivals(self) -> list[Json]:
        """Some come late, some twice."""
        late = [said for said in self.sent if self.random.random() < 0.05]
        again = [said for said in self.sent if "id" in said and self.random.random() < 0.03]
        return [said for said in self.sent if said not in late] + late + again


def send(gateway: Gateway, statements: list[Json]) -> None:
    body = json.dumps(statements).encode()
    headers = gateway.headers | {
        "Content-Type": "application/json",
        "X-Experience-API-Version": "1.0.3",
    }
    request = urllib.request.Request(f"{gateway.base}/xapi/statements", body, headers)
    try:
        urllib.request.urlopen(request).close()
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{error.code} {error.read().decode()}") from error


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("key", help="a key that may write statements")
    parser.add_argument("secret")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--acts", type=int, default=600)
    arguments = parser.parse_args()
    gateway = Gateway(arguments.base, arguments.key, arguments.secret)
    statements = History(arguments.seed, arguments.acts).arrivals()
    batch: list[Json] = []
    for statement in statements:
        # No request may hold an identifier twice.
        known = {said.get("id") for said in batch} - {None}
        if len(batch) == BATCH or statement.get("id") in known:
            send(gateway, batch)
            batch = []
        batch.append(statement)
    send(gateway, batch)
    print(f"sent {len(statements)} statements")


if __name__ == "__main__":
    main()
