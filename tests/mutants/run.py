"""run.py: builds the tests once with every fault of mutants.toml in it, each switched on by its name in
COACHLIGHT_MUTANT, and runs them once for each. Says by which test each fault was found, as a table.

It changes sources and puts them back; it refuses to where they differ from what is committed. Run it
from the root: python3 tests/mutants/run.py [NAME…] > table.md. PREFIX, an environment variable, stands
before each command that compiles or tests."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PREFIX = shlex.split(os.environ.get("PREFIX", ""))
LIBRARY = ["competency::", "engagement::", "projector::"]
BLACK_BOX = "test(/^(evidence|golden|histories|projection)::.*sqlite/)"
SWITCH = '''
/// Whether a fault is switched on.
pub fn mutant(name: &str) -> bool {
    static CHOSEN: std::sync::LazyLock<Option<String>> =
        std::sync::LazyLock::new(|| std::env::var("COACHLIGHT_MUTANT").ok());
    CHOSEN.as_deref() == Some(name)
}
'''


def planted(text, mutant):
    """A file's text with a fault in it, asleep."""
    old, name = mutant["old"], mutant["name"]
    around = mutant.get("within", old)
    if text.count(around) != 1 or around.count(old) != 1:
        raise SystemExit(f"{name}: {around!r} is not there once in {mutant['file']}")
    both = f'(if crate::mutant("{name}") {{ {mutant["new"]} }} else {{ {old} }})'
    return text.replace(around, around.replace(old, both))


def command(*words, **options):
    return subprocess.run([*PREFIX, *words], cwd=ROOT, text=True, **options)


def first_failure(output):
    """The first test that failed, as cargo test or nextest say it."""
    # Not what a terminal is coloured by.
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
    found = re.search(r"^test (\S+) \.\.\. FAILED", plain, re.M)
    found = found or re.search(r"^\s+(?:FAIL|TIMEOUT|SIGABRT) \[.*?\] (?:\(.*?\) )?coachlight::it (\S+)", plain, re.M)
    return found[1] if found else None


def caught_by(name):
    """The test that found a fault, and what was printed; none if nothing did."""
    environment = {**os.environ, "COACHLIGHT_MUTANT": name, "HISTORIES": "60"}
    suites = [
        ["cargo", "test", "--lib", "--", *LIBRARY],
        ["./test", "--test", "it", "-E", BLACK_BOX],
    ]
    for suite in suites:
        done = command(*suite, env=environment, capture_output=True)
        if done.returncode != 0:
            output = done.stdout + done.stderr
            return first_failure(output) or f"{' '.join(suite)} failed without naming a test", output
    return None, ""


def main():
    mutants = tomllib.loads((Path(__file__).parent / "mutants.toml").read_text())["mutant"]
    chosen = sys.argv[1:] or ["", *(mutant["name"] for mutant in mutants)]
    files = {ROOT / mutant["file"] for mutant in mutants} | {ROOT / "src/lib.rs"}
    if command("git", "diff", "--quiet", "HEAD", "--", "src").returncode != 0:
        raise SystemExit("src differs from what is committed")
    before = {file: file.read_text() for file in files}
    texts = dict(before)
    for mutant in mutants:
        file = ROOT / mutant["file"]
        texts[file] = planted(texts[file], mutant)
    texts[ROOT / "src/lib.rs"] += SWITCH
    lives = []
    try:
        for file, text in texts.items():
            file.write_text(text)
        command("cargo", "test", "--no-run", "--lib", "--test", "it", stdout=sys.stderr, check=True)
        if "" in chosen:
            wrong, output = caught_by("")
            if wrong:
                raise SystemExit(f"{output[-8000:]}\nwithout a fault {wrong} fails")
        print("| what is broken | found by |\n| --- | --- |", flush=True)
        for mutant in mutants:
            if mutant["name"] in chosen:
                found, _ = caught_by(mutant["name"])
                said = f"`{found}`" if found else "**nothing**"
                print(f"| {mutant['rule']} | {said} |", flush=True)
                lives += [] if found else [mutant["name"]]
    finally:
        for file, text in before.items():
            file.write_text(text)
    if lives:
        print(f"these live: {', '.join(lives)}", file=sys.stderr)
    return 1 if lives else 0


if __name__ == "__main__":
    sys.exit(main())
