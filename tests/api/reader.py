"""A client that knows nothing but the document: operations by name, requests and answers as it describes them.

It imports nothing of the center.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Told:
    """An answer that is as the document says."""

    status: int
    headers: dict[str, str]
    body: Any


class Reader:
    """Calls the API that a document describes."""

    def __init__(self, address: str) -> None:
        with urllib.request.urlopen(address, timeout=30) as reply:
            self.document: dict[str, Any] = json.load(reply)
        self._base = self.document["servers"][0]["url"]

    def call(self, operation_id: str, *, token: str = "", body: Any = None, **given: str) -> Told:
        """Make the call of that name; what is not given is taken from the document's examples."""
        method, path, parameters, operation = self._find(operation_id)
        self._ensure_secured(operation, token)
        query, headers = {}, {"Authorization": f"Bearer {token}"} if token else {}
        for parameter in parameters:
            name, value = parameter["name"], given.get(_plain(parameter["name"])) or self._example(parameter["schema"])
            self._ensure(parameter["schema"], value)
            if parameter["in"] == "path":
                path = path.replace(f"{{{name}}}", urllib.parse.quote(value, safe=""))
            elif parameter["in"] == "query":
                query[name] = value
            else:
                headers[name] = value
        data = None
        if "requestBody" in operation:
            [(media_type, content)] = operation["requestBody"]["content"].items()
            self._ensure(content["schema"], body)
            headers["Content-Type"], data = media_type, json.dumps(body).encode()
        address = f"{self._base}{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        return self._send(urllib.request.Request(address, data, headers, method=method.upper()), operation)

    def filled(self, schema_name: str, **given: Any) -> dict[str, Any]:
        """A body of that schema: what is required by its examples, and what is given."""
        schema = self.document["components"]["schemas"][schema_name]
        examples = {name: self._example(schema["properties"][name]) for name in schema["required"] if name not in given}
        return {**examples, **given}

    def _find(self, operation_id: str) -> tuple[str, str, list[Any], dict[str, Any]]:
        for path, at_path in self.document["paths"].items():
            for method in METHODS:
                if at_path.get(method, {}).get("operationId") == operation_id:
                    operation = at_path[method]
                    return method, path, at_path.get("parameters", []) + operation.get("parameters", []), operation
        raise AssertionError(f"the document knows no {operation_id}")

    def _ensure_secured(self, operation: dict[str, Any], token: str) -> None:
        ways = operation.get("security", [{}])
        assert any(bool(way) == bool(token) for way in ways), f"{operation['operationId']} is called otherwise"
        for scheme in self.document["components"]["securitySchemes"].values():
            assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")

    def _example(self, schema: dict[str, Any]) -> Any:
        return schema["const"] if "const" in schema else schema["examples"][0]

    def _ensure(self, schema: dict[str, Any], value: Any) -> None:
        rooted = {**self.document, "$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        validator = Draft202012Validator(rooted, format_checker=Draft202012Validator.FORMAT_CHECKER)
        assert [error.message for error in validator.iter_errors(value)] == [], value

    def _send(self, request: urllib.request.Request, operation: dict[str, Any]) -> Told:
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                status, headers, data = reply.status, dict(reply.headers), reply.read()
        except urllib.error.HTTPError as refused:
            status, headers, data = refused.code, dict(refused.headers), refused.read()
        described = operation["responses"][str(status)]
        [(media_type, content)] = described["content"].items()
        assert headers["Content-Type"] == media_type
        assert {name for name, header in described.get("headers", {}).items() if header["required"]} <= headers.keys()
        body = json.loads(data)
        self._ensure(content["schema"], body)
        return Told(status, headers, body)


def _plain(name: str) -> str:
    """Idempotency-Key → idempotency_key, from → from_."""
    return name.lower().replace("-", "_") + ("_" if name == "from" else "")
