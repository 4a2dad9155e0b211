"""The bill of materials: complete, locked, under licences we accept, and named in NOTICE."""

import importlib.metadata as metadata
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer import bom

NOTICE = (bom.ROOT / "NOTICE").read_text("utf-8").casefold()


@pytest.fixture(scope="module")
def parts() -> list[bom.Component]:
    return bom.components()


def test_every_dependency_declared_is_there(parts: list[bom.Component]) -> None:
    import tomllib

    declared = tomllib.loads((bom.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {re.match(r"[\w-]+", line)[0].lower() for line in declared}  # type: ignore[index]
    assert names <= {part.name for part in parts}
    assert len(parts) > len(names) + 10


def test_every_licence_is_one_we_accept(parts: list[bom.Component]) -> None:
    assert [part for part in parts if not part.is_accepted] == []


def test_a_licence_we_do_not_accept_is_seen(parts: list[bom.Component]) -> None:
    for licence in ("GPL-3.0-only", "MIT AND AGPL-3.0-only", ""):
        assert not replace(parts[0], licence=licence).is_accepted


def test_notice_names_every_part(parts: list[bom.Component]) -> None:
    def is_named(name: str) -> bool:
        return any(re.sub("[-_ ]", mark, name.casefold()) in NOTICE for mark in ("-", "_", " ", ""))

    written = {"shiboken6": "shiboken", "pyside6-essentials": "pyside6"}
    missing = [part.name for part in parts if not is_named(written.get(part.name, part.name))]
    assert missing == []


def test_what_is_installed_is_what_the_lock_names(parts: list[bom.Component]) -> None:
    assert all(part.hashes for part in parts if not part.inside)
    assert all(part.version for part in parts if not part.inside)


def test_the_document_is_cyclonedx_and_refers_to_nothing_that_is_not_there(
    parts: list[bom.Component], tmp_path: Path
) -> None:
    bom.main([str(tmp_path / "build" / "bom.json")])
    said = json.loads((tmp_path / "build" / "bom.json").read_text("utf-8"))
    assert (said["bomFormat"], said["specVersion"], said["version"]) == ("CycloneDX", "1.6", 1)
    refs = [entry["bom-ref"] for entry in said["components"]]
    assert len(refs) == len(set(refs)) == len(parts)
    own = said["metadata"]["component"]["bom-ref"]
    assert {row["ref"] for row in said["dependencies"]} <= {own, *refs}
    assert {ref for row in said["dependencies"] for ref in row["dependsOn"]} <= set(refs)
    assert all(
        re.fullmatch("[0-9a-f]{64}", h["content"]) for e in said["components"] for h in e.get("hashes", ())
    )
    assert said == bom.document(bom.components())


def test_a_version_past_the_lock_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bom, "_lock", dict)
    with pytest.raises(LookupError, match="the lock has another version"):
        bom.components()


def test_it_lists_every_package_of_the_runtime_lock(parts: list[bom.Component]) -> None:
    """What the lock names is shipped, and listed with version and licence, or only developers have it."""
    listed = {part.name: part.version for part in parts if not part.inside}
    developers = _needed({re.split(r"[<>=\[; ]", line)[0] for line in _extra("dev")})
    locked = dict(bom._lock().keys())
    runtime = {name: version for name, version in locked.items() if name not in developers or name in listed}
    assert runtime == listed
    assert all(part.licence for part in parts)
    assert len(runtime) > 15


def _extra(name: str) -> list[str]:
    import tomllib

    project = tomllib.loads((bom.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return list(project["optional-dependencies"][name])


def _needed(names: set[str]) -> set[str]:
    """Packages and everything they need on any platform."""
    found, waiting = set[str](), [canonicalize_name(name) for name in names]
    while waiting:
        here = waiting.pop()
        if here in found:
            continue
        found.add(here)
        try:
            needs = [Requirement(text) for text in metadata.requires(here) or ()]
        except metadata.PackageNotFoundError:  # of another platform
            continue
        waiting += [canonicalize_name(need.name) for need in needs if "extra" not in str(need.marker or "")]
    return found
