"""check.py BASE KEY SECRET COOKIE: asks a gateway all that its API describes, with a key and with
the session of a coach who is an administrator, too, and compares the answers with the description.
What it asks follows from SEED, so that a run can be repeated."""

import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import requests

HERE = Path(__file__).parent
SEED = "20261129"
# Of generated requests for each operation, beside those that go to the bounds of every member.
EXAMPLES = "1"
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "ignored_auth",
    "failures_are_problem_documents",
    "what_is_read_has_a_strong_tag",
]

base, key, secret, cookie = sys.argv[1:]
api = f"{base}/api/v1"


def person_and_coach():
    """A member of a group, and a coach of it."""
    session = requests.Session()
    session.auth = (key, secret)
    for group in session.get(f"{api}/groups").json()["items"]:
        coaches = session.get(f"{api}/groups/{group['id']}").json()["coaches"]
        members = session.get(f"{api}/people?group={group['id']}").json()["items"]
        if coaches and members:
            return session, group["id"], members[0]["id"], coaches[0]["person"]
    raise SystemExit("nobody is coached")


def prepare():
    """Makes one of each thing that no statement makes."""
    session, group, person, coach = person_and_coach()
    competency = "https://app.example.org/competencies/described"

    def make(path, **body):
        answer = session.post(f"{api}{path}", json=body)
        if not answer.ok:
            raise SystemExit(f"{path}: {answer.status_code} {answer.text}")

    of = f"/people/{person}"
    make(f"{of}/plans", by=coach, title="Plan", items=[{"competency": competency, "level": 2}])
    make(f"{of}/reviews", by=coach, day="2099-03-02")
    make(f"{of}/pins", by=coach, competency=competency, level=1, reason="Seen.")
    make(f"{of}/disagreements", by=person, competency=competency, text="No.")
    make(f"{of}/absences", by=coach, **{"from": "2026-03-02", "to": "2026-03-03"})
    make(f"{of}/hints", by=coach, text="Have a look.")
    make("/alignments", by=coach, activity="https://app.example.org/a", competency=competency, why="It is.")
    make("/webhooks", url="https://127.0.0.1:1/hooks", label="Described")
    make("/exports", what="group", group=group, format="csv")


def begin(headers):
    """Lets schemathesis ask everything as somebody."""
    command = [
        HERE / ".venv/bin/schemathesis", "run", f"{api}/openapi.json",
        "--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing",
        "--seed", SEED, "--max-examples", EXAMPLES, "--workers", "1",
        "--generation-with-security-parameters", "false",
        "--continue-on-failure", "--no-color",
    ]
    for header, value in headers.items():
        command += ["-H", f"{header}: {value}"]
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "hooks",
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DESCRIBED_API": api,
        "DESCRIBED_ASKER": json.dumps(headers),
    }
    folder = tempfile.mkdtemp()
    return subprocess.Popen(
        command, env=environment, cwd=folder, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )


pair = base64.b64encode(f"{key}:{secret}".encode()).decode()
prepare()
# Both at once: each waits for the gateway most of the time.
runs = {
    "with a key": begin({"Authorization": f"Basic {pair}"}),
    "with a session": begin({"Cookie": cookie}),
}
passed = True
for name, asking in runs.items():
    printed, _ = asking.communicate()
    print(f"== {name}\n{printed}", flush=True)
    passed &= asking.returncode == 0
sys.exit(0 if passed else 1)
