"""The archive's PDFs of every form before PDFBox Preflight, which knows nothing of us.

usage: python -m installer.trials.preflight
(needs Java and Debian's libpdfbox2-java, libactivation-java and libjaxb-api-java)
Preflight judges PDF/A-1b, which forbids all that 2u forbids and more: each file says it is one.
What 2u asks beyond 1b (text as Unicode, an end of line before `endstream`) our own tests hold.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from banfu_desktop.printing.engine.render import render
from tests.printing.forms import people

_JARS = "preflight pdfbox2 fontbox2 xmpbox commons-logging javax.activation jaxb-api"
_SAID = ((b"%PDF-1.7", b"%PDF-1.4"), (b"<pdfaid:part>2<", b"<pdfaid:part>1<"),
         (b"<pdfaid:conformance>U<", b"<pdfaid:conformance>B<"))  # fmt: skip
_VALID = "is a valid PDF/A-1b file"


def judged(name: str, pdf: bytes, folder: Path) -> str:
    """What Preflight says of a PDF; nothing where it is valid."""
    for ours, theirs in _SAID:
        assert pdf.count(ours) == 1, ours
        pdf = pdf.replace(ours, theirs)
    path = folder / f"{name}.pdf"
    path.write_bytes(pdf)
    jars = ":".join(f"/usr/share/java/{jar}.jar" for jar in _JARS.split())
    command = ["java", "-cp", jars, "org.apache.pdfbox.preflight.Validator_A1b", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return "" if _VALID in said else said.strip() or "no answer"


def main() -> int:
    """Every form with thirteen people, ordinary and long ones, as one archival PDF each."""
    wrong = 0
    with TemporaryDirectory() as folder:
        for name in people.everything():
            documents = (*people.ordinary(name, 13), *people.hard(name, 13))
            shown = [document for document in documents if document.only != "xlsx"]
            fault = judged(name, render(shown, "存档", archival=True), Path(folder))
            wrong += bool(fault)
            print(f"{name}: {fault or _VALID}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
