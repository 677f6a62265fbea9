"""Which of the API's people and groups are which of ours. The API names neither identifiers nor
IRIs, so people are told by their name and the statements of their evidence."""

from typing import Any

from evidence import Item

Json = dict[str, Any]


def match_groups(names: dict[str, str | None], listed: list[Json]) -> dict[str, str]:
    """API identifier -> our group, by name."""
    by_name: dict[str | None, list[str]] = {}
    for group, name in names.items():
        by_name.setdefault(name, []).append(group)
    found = {}
    for entry in listed:
        same = by_name.get(entry["name"], [])
        if len(same) != 1:
            raise SystemExit(f"{len(same)} groups are named {entry['name']!r}; one is needed")
        found[entry["id"]] = same[0]
    return found


def match_people(
    names: dict[str, str | None],
    items: list[Item],
    members: dict[str, set[str]],
    listed: list[Json],
    evidence: dict[str, set[str]],
    listed_members: dict[str, set[str]],
) -> dict[str, str]:
    """API identifier -> our person. `evidence` holds the statements of each of the API's people,
    `members` and `listed_members` the groups that each person is in."""
    learners: dict[str, set[str]] = {}
    for item in items:
        for statement in item.statements:
            learners.setdefault(statement, set()).add(item.learner)
    found: dict[str, str] = {}
    taken: set[str] = set()
    # The surest first: who has most evidence, then who is in most groups.
    def known(entry: Json) -> tuple[int, int]:
        return (len(evidence[entry["id"]]), len(listed_members.get(entry["id"], set())))

    for entry in sorted(listed, key=known, reverse=True):

        def likeness(person: str) -> tuple[int, int]:
            shared = sum(person in learners.get(one, set()) for one in evidence[entry["id"]])
            groups = members.get(person, set()) & listed_members.get(entry["id"], set())
            return (shared, len(groups))

        same = [person for person, name in names.items() if name == entry["name"]]
        free = [person for person in same if person not in taken]
        if free:
            found[entry["id"]] = max(free, key=likeness)
            taken.add(found[entry["id"]])
    return found
