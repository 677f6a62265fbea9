"""tincan_calls.py ENDPOINT KEY SECRET: makes the calls of the Python library tincan and prints
their names."""

import sys
import uuid

from tincan import (
    ActivityProfileDocument, Activity, Agent, AgentProfileDocument, RemoteLRS, StateDocument,
    Statement, Verb,
)

endpoint, username, password = sys.argv[1:]
lrs = RemoteLRS(endpoint=endpoint, username=username, password=password)
mark = uuid.uuid4().hex
agent = Agent(mbox=f"mailto:{mark}@example.org", name="Anna")
activity = Activity(id=f"https://app.example.org/{mark}")
verb = Verb(id="http://adlnet.gov/expapi/verbs/shared")


def call(name, *arguments, **options):
    answer = getattr(lrs, name)(*arguments, **options)
    if not answer.success:
        raise SystemExit(f"{name}: {answer.response.status} {answer.data}")
    print(name)
    return answer


def statement():
    return Statement(actor=agent, verb=verb, object=activity)


first = call("save_statement", statement()).content
call("save_statements", [statement(), statement()])
got = call("retrieve_statement", first.id).content
assert got.object.id == activity.id, got
page = call("query_statements", {"agent": agent, "limit": 2}).content
assert len(page.statements) == 2 and page.more, page
rest = call("more_statements", page).content
assert len(rest.statements) == 1, rest

state = StateDocument(id="place", agent=agent, activity=activity, content="page 1")
call("save_state", state)
kept = call("retrieve_state", activity, agent, "place").content
assert kept.content in (b"page 1", "page 1"), kept.content
assert call("retrieve_state_ids", activity, agent).content == ["place"]
call("delete_state", kept)
call("clear_state", activity, agent)
# The library sends no precondition with a new profile, which xAPI 1.0.3 has it do: what it is
# refused with is clear.
profile = ActivityProfileDocument(id="p", activity=activity, content="a")
refused = lrs.save_activity_profile(profile)
assert refused.response.status == 400 and b"If-None-Match" in (
    refused.data if isinstance(refused.data, bytes) else refused.data.encode()), refused.data
print("save_activity_profile")
assert call("retrieve_activity_profile_ids", activity).content == []
assert call("retrieve_agent_profile_ids", agent).content == []
