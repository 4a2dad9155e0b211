"""Marks of printed papers, by which a later release is held to the same bytes."""

import hashlib
import io
import zipfile

_DIGITS = 40


def of_pdf(content: bytes) -> str:
    """The first digits of the SHA-256."""
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def of_workbook(content: bytes) -> str:
    """The same of all members but the one that may say when the file was written."""
    whole = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        for name in members.namelist():
            if name != "docProps/core.xml":
                whole.update(name.encode() + b"\0" + members.read(name))
    return whole.hexdigest()[:_DIGITS]
