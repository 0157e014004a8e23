"""The JSON Schema for editors: current, and of one mind with the reader."""

import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from civic_qual.bundled import bundled
from civic_qual.codebook.files.schema import SCHEMA_FILE, json_schema, write_json_schema


def test_the_shipped_schema_is_current(tmp_path):
    write_json_schema(tmp_path / "schema.json")
    current = (tmp_path / "schema.json").read_text(encoding="utf-8")
    assert SCHEMA_FILE.read_text(encoding="utf-8") == current, (
        "write it anew: python -c 'from civic_qual.codebook.files.schema import write_json_schema "
        "as write; write()'"
    )
    assert json.loads(current) == json_schema()


@pytest.mark.parametrize("name", ["tutorial", "protection"])
def test_bundled_codebooks_fit_the_schema(name):
    data = YAML(typ="safe").load(bundled(f"codebooks/{name}.yaml"))
    jsonschema.validate(data, json_schema())


@pytest.mark.parametrize("change", [
    {"titel": "T"}, {"codes": []}, {"codes": [{"id": "a"}]}, {"languages": ["english"]},
    {"codes": [{"id": "a b", "name": {"en": "A"}}]},
])  # fmt: skip
def test_the_schema_refuses_what_the_reader_refuses(change):
    sound = {"title": "T", "languages": ["en"], "codes": [{"id": "a", "name": {"en": "A"}}]}
    jsonschema.validate(sound, json_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(sound | change, json_schema())
