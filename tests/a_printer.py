"""Stand-ins for printers: `lp` and `lpstat` on PATH that keep what they are given."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

TWO = """printer HP is idle.  enabled since Mon Nov 30 07:02:13 2026
\tDescription: HP LaserJet M405（办公室）
\tAlerts: none
printer Back disabled since Mon Nov 30 07:02:13 2026 -
\t缺纸
\tDescription: 后勤室
system default destination: HP
"""


@dataclass(frozen=True)
class Sent:
    """One call of lp: its arguments and what came on standard input."""

    words: list[str]
    pdf: bytes

    def said(self, option: str) -> str:
        """What follows an option."""
        return self.words[self.words.index(option) + 1]

    @property
    def options(self) -> dict[str, str]:
        """What was set by -o."""
        pairs = (after for word, after in zip(self.words, self.words[1:], strict=False) if word == "-o")
        return dict(pair.split("=", 1) for pair in pairs)


class FakeLp:
    """Puts lp and lpstat before everything else on PATH."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, printers: str = TWO) -> None:
        self._folder = folder
        (folder / "printers").write_text(printers, "utf-8")
        (folder / "lpstat").write_text(f"#!/bin/sh\ncat '{folder}/printers'\ncat '{folder}/trouble' >&2\n")
        (folder / "lp").write_text(
            f"""#!/bin/sh
number=$(ls '{folder}' | grep -c words)
for word in "$@"; do printf '%s\\n' "$word"; done > '{folder}'/$number.words
cat > '{folder}'/$number.pdf
cat '{folder}/refusal' >&2
test ! -s '{folder}/refusal'
"""
        )
        self.refuse("")
        self.be_in_trouble("")
        for name in ("lp", "lpstat"):
            (folder / name).chmod(stat.S_IRWXU)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def refuse(self, words: str) -> None:
        """What lp complains about from now on; nothing: it takes everything."""
        (self._folder / "refusal").write_text(words, "utf-8")

    def be_in_trouble(self, words: str) -> None:
        """What lpstat complains about from now on."""
        (self._folder / "trouble").write_text(words, "utf-8")

    @property
    def sent(self) -> list[Sent]:
        """What was sent, in order."""
        jobs = sorted(self._folder.glob("*.words"))
        return [
            Sent(job.read_text("utf-8").splitlines(), job.with_suffix(".pdf").read_bytes()) for job in jobs
        ]
