"""What the program is made of: a bill of materials in CycloneDX, from what is installed and locked, offline.

usage: python -m installer.bom [FILE.json]     (without a file, to the standard output)
"""

import importlib.metadata as metadata
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = "banfu-desktop"
ACCEPTED = frozenset(
    {
        "Apache-2.0", "BSD-3-Clause", "ISC", "LGPL-3.0-only", "LicenseRef-public-domain", "MIT", "MIT-0",
        "MIT-CMU", "OFL-1.1", "PSF-2.0", "X11", "Zlib", "blessing", "bzip2-1.0.6",
    }
)  # fmt: skip
"""SPDX names of the licences the program may ship; of alternatives one is enough. `blessing` is SQLite's."""
_IN_PYTHON: Mapping[str, tuple[str, str]] = {
    "python3.11": ("Python", "PSF-2.0"),
    "libffi": ("libffi", "MIT"),
    "zlib": ("zlib", "Zlib"),
    "bzip2": ("bzip2", "bzip2-1.0.6"),
    "xz-utils": ("liblzma", "LicenseRef-public-domain"),
}
"""Debian's sources of the Python that Linux packages carry: the work, and its licence."""
_BY_HAND: Mapping[str, str] = {
    "chinesecalendar": "MIT",
    "defusedxml": "PSF-2.0",
    "et-xmlfile": "MIT",
    "lxml": "BSD-3-Clause",
    "openpyxl": "MIT",
    "pi-heif": "BSD-3-Clause",
    "charset-normalizer": "MIT",
    "pynacl": "Apache-2.0",
    "pypdfium2": "Apache-2.0 OR BSD-3-Clause",
    "pypinyin": "MIT",
    "pyrage": "MIT",
    "python-docx": "MIT",
    "pyside6-essentials": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "reportlab": "BSD-3-Clause",
    "rl-accel": "BSD-3-Clause",
    "shiboken6": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "sqlcipher3": "Zlib",
    "xlrd": "BSD-3-Clause",
}
"""Read in the packages' own licence files, where their metadata carry no SPDX expression."""


@dataclass(frozen=True)
class Component:
    """One work inside the program.

    Attributes:
        name: as its project writes it.
        version: empty where the package that carries it does not say.
        licence: an SPDX expression.
        hashes: SHA-256 of every file the lock accepts for it, in hex; none for what comes inside another.
        requires: names of the components it needs.
        inside: the component that carries it; empty for one installed by itself.
    """

    name: str
    version: str
    licence: str
    hashes: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    inside: str = ""

    @property
    def ref(self) -> str:
        """Its package URL, by which the document refers to it."""
        version = f"@{self.version}" if self.version else ""
        return f"pkg:generic/{self.name}{version}" if self.inside else f"pkg:pypi/{self.name}{version}"

    @property
    def is_accepted(self) -> bool:
        """Whether one of its alternative licences is one we accept; where they are joined, all must be."""
        alternatives = re.split(r" OR ", self.licence.strip("()"))
        return any(set(one.split(" AND ")) <= ACCEPTED for one in alternatives)


def components() -> list[Component]:
    """Everything the program ships: packages with what they need, and the works inside them, by name.

    Raises:
        LookupError: a package is not installed, not locked in that version, or has no known licence.
    """
    locked = _lock()
    return [*(_component(name, locked) for name in packages()), *_inside()]


def packages(of: str = PROGRAM) -> list[str]:
    """Names of the packages that the program ships, or that another package needs, all the way down."""
    return sorted(_closure(of) - {of})


def document(parts: list[Component]) -> dict[str, Any]:
    """The bill of materials as CycloneDX 1.6; the same parts give the same document."""
    own = f"pkg:pypi/{PROGRAM}@{metadata.version(PROGRAM)}"
    refs = {part.name: part.ref for part in parts}
    needs = {part.ref: [refs[name] for name in part.requires] for part in parts if not part.inside}
    for part in parts:
        if part.inside in refs:
            needs[refs[part.inside]].append(part.ref)
    direct = [refs[name] for name in sorted(_requires(PROGRAM))]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join((own, *sorted(refs.values()))))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": PROGRAM,
                "version": metadata.version(PROGRAM),
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [_entry(part) for part in parts],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(on)} for ref, on in sorted({own: direct, **needs}.items())
        ],
    }


def _entry(part: Component) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": "library", "bom-ref": part.ref, "name": part.name, "purl": part.ref}
    if part.version:
        entry["version"] = part.version
    single = re.fullmatch(r"[\w.-]+", part.licence)
    entry["licenses"] = [{"license": {"id": part.licence}}] if single else [{"expression": part.licence}]
    if part.hashes:
        entry["hashes"] = [{"alg": "SHA-256", "content": content} for content in part.hashes]
    return entry


def _closure(name: str) -> set[str]:
    """A package with everything it needs on this platform."""
    found, waiting = set[str](), [name]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting.extend(_requires(here))
    return found


def _requires(name: str) -> set[str]:
    """What a package needs here, without its extras."""
    needs = (Requirement(text) for text in metadata.requires(name) or ())
    return {
        canonicalize_name(need.name)
        for need in needs
        if need.marker is None or need.marker.evaluate({"extra": ""})
    }


def _component(name: str, locked: Mapping[tuple[str, str], tuple[str, ...]]) -> Component:
    said = metadata.metadata(name)
    licence = _BY_HAND.get(name) or said.get("License-Expression")
    version = metadata.version(name)
    if not licence:
        raise LookupError(f"{name}: read its licence and write it into _BY_HAND")
    if (name, version) not in locked:
        raise LookupError(f"{name} {version} is installed, but the lock has another version")
    return Component(name, version, licence, locked[name, version], tuple(sorted(_requires(name))))


def _lock() -> dict[tuple[str, str], tuple[str, ...]]:
    """The hashes in the locks, by name and version; in the Linux environment those of its own lock, too."""
    locks = [ROOT / "requirements.lock"]
    if _is_linux_environment():
        locks.append(ROOT / "installer" / "linux" / "requirements.lock")
    text = "".join(lock.read_text("utf-8") for lock in locks)
    entries = re.findall(r"^([\w.-]+)==([\w.]+)(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    return {
        (canonicalize_name(name), version): tuple(sorted(re.findall(r"sha256:([0-9a-f]{64})", rest)))
        for name, version, rest in entries
    }


def _inside() -> Iterator[Component]:
    """Works that come inside the packages, and those in resources/."""
    sqlite, sqlcipher, openssl = _versions_in_sqlcipher()
    heif, de265 = _versions_in_pi_heif()
    yield Component(
        "Qt", metadata.version("pyside6-essentials"), "LGPL-3.0-only", inside="pyside6-essentials"
    )
    yield Component("SQLCipher", sqlcipher, "BSD-3-Clause", inside="sqlcipher3")
    yield Component("SQLite", sqlite, "blessing", inside="sqlcipher3")
    yield Component("OpenSSL", openssl, "Apache-2.0", inside="sqlcipher3")
    yield Component("PDFium", _pdfium(), "BSD-3-Clause", inside="pypdfium2")
    libxml2, libxslt = _versions_in_lxml()
    yield Component("libxml2", libxml2, "MIT", inside="lxml")
    yield Component("libxslt", libxslt, "MIT", inside="lxml")
    yield Component("libsodium", "", "ISC", inside="pynacl")
    yield Component("age", "", "MIT", inside="pyrage")
    yield Component("libheif", heif, "LGPL-3.0-only", inside="pi-heif")
    yield Component("libde265", de265, "LGPL-3.0-only", inside="pi-heif")
    yield Component("Noto-Sans-SC", "", "OFL-1.1", inside=PROGRAM)
    yield Component("Noto-Serif-SC", "", "OFL-1.1", inside=PROGRAM)
    yield Component("Lucide-icons", "", "ISC AND MIT", inside=PROGRAM)
    if _is_linux_environment():
        yield from _under_linux(Path(sys.base_prefix, "sources").read_text("utf-8"))


def _is_linux_environment() -> bool:
    """Whether this is the Python that Linux packages carry (installer/linux_python.py)."""
    return Path(sys.base_prefix, "sources").is_file()


def _under_linux(sources: str) -> Iterator[Component]:
    """What Linux packages carry besides: a Python made here, with what is inside it, and X11 libraries."""
    for line in sources.splitlines():
        source, version = line.split()
        name, licence = _IN_PYTHON[source]
        yield Component(name, version, licence, inside=PROGRAM)
    yield Component("xcb-util", "", "X11", inside=PROGRAM)


def _versions_in_sqlcipher() -> tuple[str, str, str]:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(":memory:")
    connection.execute("PRAGMA key='x'")  # the provider is not there before
    said = [
        str(next(iter(connection.execute(f"PRAGMA {what}")))[0])
        for what in ("cipher_version", "cipher_provider_version")
    ]
    connection.close()
    versions = [match[0] if (match := re.search(r"\d[\w.]*", text)) else "" for text in said]
    return dbapi2.sqlite_version, versions[0], versions[1]


def _versions_in_pi_heif() -> tuple[str, str]:
    """Of libheif and its decoder; both are libraries of their own beside the package, as the LGPL asks."""
    import pi_heif

    decoder = re.search(r"\d[\w.]*$", pi_heif.libheif_info()["decoders"]["libde265"])
    return pi_heif.libheif_version(), decoder[0] if decoder else ""


def _pdfium() -> str:
    import pypdfium2

    return str(pypdfium2.PDFIUM_INFO.tag if hasattr(pypdfium2.PDFIUM_INFO, "tag") else "")


def _versions_in_lxml() -> tuple[str, str]:
    from lxml import etree

    versions = etree.LIBXML_VERSION, etree.LIBXSLT_VERSION
    libxml2, libxslt = (".".join(map(str, version)) for version in versions)
    return libxml2, libxslt


def main(arguments: list[str]) -> None:
    """Write the document; refuse when a licence is not accepted."""
    parts = components()
    if refused := [f"{part.name}: {part.licence}" for part in parts if not part.is_accepted]:
        sys.exit(f"licences not accepted: {'; '.join(refused)}")
    text = json.dumps(document(parts), ensure_ascii=False, indent=1) + "\n"
    if arguments:
        Path(arguments[0]).parent.mkdir(parents=True, exist_ok=True)
        Path(arguments[0]).write_text(text, "utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
