"""Who is who: the identifiers that the organisation says are one person's, as the standard's own
`/xapi/agents` tells them (a Person object)."""

import json
from typing import Any, Callable

Json = dict[str, Any]

MEMBERS = ("mbox", "mbox_sha1sum", "openid", "account")


def identifier(agent: Json) -> str:
    """The one identifier of an agent or group as text."""
    for member in MEMBERS:
        if member in agent:
            return json.dumps([member, agent[member]], sort_keys=True)
    return json.dumps([identifier(member) for member in agent.get("member", [])])


class Persons:
    """People by their identifiers. A person's key is the smallest of their identifiers."""

    def __init__(self, ask: Callable[[Json], Json]) -> None:
        self.ask = ask
        self.keys: dict[str, str] = {}
        self.names: dict[str, str | None] = {}

    def of(self, agent: Json) -> str:
        """The person behind an agent."""
        own = identifier(agent)
        if own not in self.keys:
            person = self.ask({k: v for k, v in agent.items() if k in MEMBERS})
            known = {own} | {
                json.dumps([member, value], sort_keys=True)
                for member in MEMBERS
                for value in person.get(member, [])
            }
            for other in known:
                self.keys[other] = min(known)
            self.names[min(known)] = next(iter(person.get("name", [])), None)
        return self.keys[own]
