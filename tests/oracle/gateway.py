"""Asking the gateway: every statement of the record store, the people behind agents, and the lists
and reports of the API."""

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Iterator

Json = dict[str, Any]


class Gateway:
    """A running gateway and a key that may read statements and reports."""

    def __init__(self, base: str, key: str, secret: str) -> None:
        self.base = base.rstrip("/")
        pair = f"{key}:{secret}".encode()
        self.headers = {
            "Authorization": "Basic " + base64.b64encode(pair).decode(),
            "X-Experience-API-Version": "2.0.0",
        }

    def get(self, path: str, cookie: str | None = None, **parameters: str) -> Json:
        """One answer, which must be a success; to a session if there is a cookie of one."""
        query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
        headers = {"Cookie": cookie} if cookie else self.headers
        request = urllib.request.Request(self.base + path + query, headers=headers)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{path}{query}: {error.code} {error.read().decode()}") from error

    def statements(self) -> Iterator[Json]:
        """All statements in the order of the log. Voided ones are not among them."""
        page = self.get("/xapi/statements", ascending="true", attachments="false")
        while True:
            yield from page["statements"]
            if not page.get("more"):
                return
            page = self.get(page["more"])

    def person_object(self, agent: Json) -> Json:
        """Every identifier and name of the person behind an agent."""
        return self.get("/xapi/agents", agent=json.dumps(agent))

    def list(self, path: str, **parameters: str) -> list[Json]:
        """A list of the API, all pages of it."""
        page = self.get(f"/api/v1/{path}", limit="500", **parameters)
        items = page["items"]
        while page.get("next"):
            page = self.get(page["next"])
            items += page["items"]
        return items

    def report(self, path: str, cookie: str | None = None, **parameters: str) -> Json:
        """A report of the API."""
        return self.get(f"/api/v1/{path}", cookie, **parameters)
