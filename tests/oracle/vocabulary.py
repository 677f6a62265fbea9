"""What a statement says (domain.md 5.1): the rules of the vocabulary file, tried in their order.
The first whose verb matches and whose conditions all hold decides. What the conditions mean is
written in the file's JSON Schema."""

import json
import re
from pathlib import Path
from typing import Any

Json = dict[str, Any]

KINDS = {
    "Activity": "activity",
    "Agent": "agent",
    "Group": "group",
    "StatementRef": "statement-ref",
    "SubStatement": "sub-statement",
}


def kind_of(thing: Json) -> str:
    """An object without objectType is an activity."""
    return KINDS[thing.get("objectType", "Activity")]


def type_of(activity: Json) -> str | None:
    """An activity's type, where it has a definition with one."""
    return activity.get("definition", {}).get("type")


def context_activities(statement: Json, name: str) -> list[Json]:
    """One list of contextActivities; xAPI 1.0 allowed a single object in its place."""
    found = statement.get("context", {}).get("contextActivities", {}).get(name, [])
    return found if isinstance(found, list) else [found]


class Vocabulary:
    """The rules, with every name written out: an organisation's own before those that are shipped."""

    def __init__(self, path: Path, own: Path | None = None) -> None:
        self.prefixes: dict[str, list[str]] = {}
        self.types: dict[str, set[str]] = {}
        self.rules: list[Json] = []
        self.group_prefixes: list[str] = []
        for file in [own, path]:
            if file is not None:
                self.add(json.loads(file.read_text()))

    def add(self, source: Json) -> None:
        """Puts a file's rules after those that are there."""
        for name, beginnings in source["prefixes"].items():
            if self.prefixes.setdefault(name, beginnings) != beginnings:
                raise SystemExit(f"the prefix {name} means two things")
        for name, entries in source["types"].items():
            expanded = {iri for entry in entries for iri in self.expand(entry)}
            self.types.setdefault(name, set()).update(expanded)
        for rule in source["rules"]:
            rule["verb_iris"] = {iri for verb in rule["verbs"] for iri in self.expand(verb)}
            self.rules.append(rule)
        self.group_prefixes += source.get("group_prefixes", [])

    def group_below(self, iri: str) -> str | None:
        """The group that an address names by its beginning (docs/rules-and-vocabulary.md): the part
        that follows the longest declared one."""
        beginnings = [beginning for beginning in self.group_prefixes if iri.startswith(beginning)]
        if not beginnings:
            return None
        longest = max(beginnings, key=len)
        name = re.split("[/?#]", iri[len(longest) :])[0]
        return longest + name if name else None

    def expand(self, name: str) -> list[str]:
        """`as:like` stands for every IRI of the prefix; a name with :// is an IRI as it stands."""
        if "://" in name:
            return [name]
        prefix, rest = name.split(":", 1)
        return [beginning + rest for beginning in self.prefixes[prefix]]

    def is_a(self, activity: Json, kind: str) -> bool:
        """Whether an activity's type is in a named set."""
        return type_of(activity) in self.types[kind]

    def among(self, iri: str | None, names: list[str]) -> bool:
        """Whether a type is one of those named, alone or by set."""
        for name in names:
            if name.startswith("@"):
                if iri in self.types[name[1:]]:
                    return True
            elif iri in self.expand(name):
                return True
        return False

    def rule(self, statement: Json) -> Json | None:
        """The rule that decides; None for a statement that is only kept and listed."""
        for rule in self.rules:
            if statement["verb"]["id"] in rule["verb_iris"]:
                when = rule.get("when", {})
                if all(self.holds(name, wanted, statement) for name, wanted in when.items()):
                    return rule
        return None

    def holds(self, name: str, wanted: Any, statement: Json) -> bool:
        """Whether one condition of `when` holds."""
        target = statement["object"]
        is_activity = kind_of(target) == "activity"
        result = statement.get("result", {})
        match name:
            case "object":
                return kind_of(target) in wanted
            case "object_type_in":
                return is_activity and self.among(type_of(target), wanted)
            case "object_type_not_in":
                return not (is_activity and self.among(type_of(target), wanted))
            case "context_type_in":
                return self.context_has(wanted, statement)
            case "context_type_not_in":
                return not self.context_has(wanted, statement)
            case "context_extension":
                return self.extension(statement.get("context", {}), wanted)
            case "result_extension":
                return self.extension(result, wanted)
            case "object_extension":
                return self.extension(target.get("definition", {}), wanted)
            case "result":
                return all(member in result for member in wanted)
            case "result_any":
                return any(member in result for member in wanted)
            case "result_absent":
                return not any(member in result for member in wanted)
        raise SystemExit(f"the vocabulary has a condition that is not known here: {name}")

    def context_has(self, wanted: Json, statement: Json) -> bool:
        return any(
            self.among(type_of(activity), wanted["types"])
            for name in wanted["in"]
            for activity in context_activities(statement, name)
        )

    def extension(self, holder: Json, wanted: Json) -> bool:
        extensions = holder.get("extensions", {})
        for iri in self.expand(wanted["iri"]):
            if iri in extensions:
                if "equals" not in wanted:
                    return True
                found, value = extensions[iri], wanted["equals"]
                # In Python True == 1; in JSON true is not 1.
                if isinstance(found, bool) == isinstance(value, bool) and found == value:
                    return True
        return False
