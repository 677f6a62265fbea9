"""What schemathesis asks of Coachlight beside what it knows itself: real identifiers in addresses,
and two promises that hold for every operation."""

import json
import os
import random
import re
import threading
import uuid

import requests
import schemathesis

# Where the API is, and the headers that say who asks.
API = os.environ["DESCRIBED_API"]
ASKER = json.loads(os.environ["DESCRIBED_ASKER"])

# Where an identifier can be learnt: the list that has it, and the member that it is called there.
LISTS = {
    "group": ("/groups", "id"),
    "person": ("/people", "id"),
    "framework": ("/frameworks", "id"),
    "role": ("/roles", "id"),
    "webhook": ("/webhooks", "id"),
    "export": ("/exports", "id"),
    "merge": ("/merges", "id"),
    "suggestion": ("/person-suggestions", "id"),
    "alignment": ("/alignments", "id"),
    "goal": ("/people/{person}/goals", "statement"),
    "step": ("/people/{person}/steps", "statement"),
    "hint": ("/people/{person}/hints", "statement"),
    "plan": ("/people/{person}/plans", "id"),
    "pin": ("/people/{person}/pins", "id"),
    "review": ("/people/{person}/reviews", "id"),
    "disagreement": ("/people/{person}/disagreements", "id"),
    "absence": ("/people/{person}/absences", "id"),
    "invitation": ("/groups/{group}/invitations", "statement"),
    "identifier": ("/groups/{group}/identifiers", "id"),
    "competency": ("/people/{person}/progress", "key"),
    "lane": ("/deliveries", "id"),
    "wish": ("/erasure-wishes", "id"),
    "alert": ("/me/inbox", "id"),
}
# What would take from the asker what it asks with, or people away from the others: asked for what
# is not there.
SPARED = {
    ("DELETE", "/keys/{key}"),
    ("POST", "/keys/{key}/rotate"),
    ("DELETE", "/me/sessions/{session}"),
    ("POST", "/people/{person}/account/access"),
    ("POST", "/people/{person}/erasure"),
}
KINDS = re.compile(r"\{(\w+)\}")
# How many of those that are known are tried.
SOME = 12
NOBODY = str(uuid.UUID(int=0))

lock = threading.Lock()
known = {}


def identifiers(path, member):
    """Identifiers in a list, asked for once."""
    if path not in known:
        answer = requests.get(f"{API}{path}", headers=ASKER, timeout=10)
        found = answer.json() if answer.status_code == 200 else {}
        items = found.get("items") or found.get("competencies") or found.get("alerts") or []
        known[path] = [item[member] for item in items[:SOME] if item.get(member)]
    return known[path]


@schemathesis.hook
def before_call(context, case, kwargs):
    """Puts identifiers of things that are there in three of four addresses."""
    names = KINDS.findall(case.path)
    if (case.method.upper(), case.path) in SPARED:
        case.path_parameters.update({name: NOBODY for name in names})
        return
    # By what is asked, so that it is the same in each run, whatever the order of the threads.
    asked = (case.method, case.path, case.path_parameters, case.query, case.headers, case.body)
    chance = random.Random(repr(asked))
    if not names or chance.random() < 0.25:
        return
    with lock:
        chosen = {}
        for name in names:
            if name not in LISTS or not is_identifier(case.path_parameters.get(name)):
                continue
            path, member = LISTS[name]
            if all(part in chosen for part in KINDS.findall(path)):
                found = identifiers(path.format(**chosen), member)
                if found:
                    chosen[name] = chance.choice(found)
        case.path_parameters.update(chosen)


def is_identifier(value):
    """Whether something has the form of an identifier, so that a real one may take its place."""
    if isinstance(value, int):
        return True
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True


@schemathesis.check
def failures_are_problem_documents(ctx, response, case):
    """A refusal says what is wrong in a problem document (RFC 9457)."""
    if response.status_code < 400 or response.request.method == "HEAD":
        return
    kind = response.headers.get("content-type", [""])[0]
    assert kind == "application/problem+json", f"{response.status_code} is {kind or 'empty'}"
    problem = response.json()
    assert problem["status"] == response.status_code, problem
    assert problem["type"].startswith("/problems/") and problem["title"], problem


@schemathesis.check
def what_is_read_has_a_strong_tag(ctx, response, case):
    """JSON that is read has a strong entity tag (RFC 9110, 8.8.3)."""
    read = response.request.method == "GET" and response.status_code == 200
    if not read or response.headers.get("content-type", [""])[0] != "application/json":
        return
    tag = response.headers.get("etag", [""])[0]
    assert re.fullmatch(r'"[\x21\x23-\x7e]+"', tag), f"the tag is {tag!r}"
