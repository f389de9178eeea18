# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a schema no document uses: keys, words of closed lists, and forms that a value may take.

walk() follows a document along its schema, through every branch that accepts it, and marks what it meets; unused()
lists what was never met. A definition counts once, wherever it is referred to: `where` of a cadence is that of a count.
"""
from jsonschema import Draft202012Validator

FORMS = ("anyOf", "oneOf")


class Usage:
    def __init__(self, schema):
        self.schema, self.names, self.used = schema, {}, set()
        self.name(schema, "", set())

    def target(self, node):
        """Where a $ref leads."""
        while "$ref" in node and len(node) == 1:
            path = node["$ref"].removeprefix("#/").split("/")
            node = self.schema
            for part in path:
                node = node[part]
        return node

    def name(self, node, path, inside):
        """Give everything below a node a name; of a definition that of its own."""
        if not isinstance(node, dict):
            return
        if "$ref" in node:
            ref = node["$ref"].removeprefix("#/$defs/")
            if ref not in inside and f"@{ref}" not in self.names:
                self.names[f"@{ref}"] = True
                self.name(self.schema["$defs"][ref], ref, inside | {ref})
        for key, value in node.get("properties", {}).items():
            if value is False:
                continue
            self.names.setdefault((id(node), "key", key), f"{path} {key}".strip())
            self.name(value, f"{path} {key}".strip(), inside)
        for word in node.get("enum", []):
            self.names.setdefault((id(node), "word", word), f"{path} = {word}")
        for how in FORMS:
            for k, branch in enumerate(node.get(how, [])):
                if set(branch) <= {"required"}:
                    continue
                self.names.setdefault((id(branch), "form", ""), f"{path} as {self.form(branch)}")
                self.name(branch, path, inside)
        for how in ("items", "additionalProperties", "unevaluatedProperties", "then", "else"):
            self.name(node.get(how), path, inside)
        for branch in node.get("allOf", []):
            self.name(branch, path, inside)
            self.name(branch.get("then"), path, inside)

    @staticmethod
    def form(branch):
        if "$ref" in branch:
            return branch["$ref"].rsplit("/", 1)[1]
        if "const" in branch:
            return str(branch["const"]).lower()
        if "properties" in branch:
            return "an object with " + ", ".join(branch.get("required", branch["properties"]))
        return str(branch.get("type", "one of a list" if "enum" in branch else "?"))

    def accepts(self, node, value):
        return Draft202012Validator({**node, "$defs": self.schema.get("$defs", {})}).is_valid(value)

    def walk(self, node, value):
        if not isinstance(node, dict):
            return
        if "$ref" in node:
            self.walk(self.target({"$ref": node["$ref"]}), value)
        for word in node.get("enum", []):
            if word == value:
                self.used.add((id(node), "word", word))
        if isinstance(value, dict):
            for key, below in value.items():
                known = node.get("properties", {})
                if key in known:
                    self.used.add((id(node), "key", key))
                    self.walk(known[key], below)
                else:
                    self.walk(node.get("additionalProperties"), below)
                    self.walk(node.get("unevaluatedProperties"), below)
        if isinstance(value, list):
            for below in value:
                self.walk(node.get("items"), below)
        for how in FORMS:
            for branch in node.get(how, []):
                if self.accepts(branch, value):
                    self.used.add((id(branch), "form", ""))
                    self.walk(branch, value)
        for branch in node.get("allOf", []):
            if "if" not in branch or self.accepts(branch["if"], value):
                self.walk(branch, value)
                self.walk(branch.get("then"), value)

    def unused(self):
        names = {name for mark, name in self.names.items() if isinstance(mark, tuple)}
        met = {self.names[mark] for mark in self.used if mark in self.names}
        return sorted(names - met)
