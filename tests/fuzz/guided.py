"""Coverage-guided fuzzing of one door, with atheris where it is installed: make fuzz, or

usage: python -m tests.fuzz.guided TARGET SECONDS FOLDER

Inputs that reached something new are kept in FOLDER/corpus and are where the next run begins; an input that
crashes is kept in FOLDER by libFuzzer. Atheris is no dependency of the project: pip install atheris.
"""

import importlib
import shutil
import sys
import tempfile
from pathlib import Path

import atheris

WATCHED = ["banfu_desktop", "openpyxl", "defusedxml"]


def main(name: str, seconds: str, folder: Path) -> None:
    """Fuzz until the time is up; libFuzzer ends the process."""
    with atheris.instrument_imports(include=WATCHED):
        door = importlib.import_module("tests.fuzz.targets").TARGETS[name]
        store = importlib.import_module("banfu_desktop.db.store")
    corpus = folder / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(door.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    place = Path(tempfile.mkdtemp(prefix="banfu-fuzz-"))
    store.Database.create(place / "office")[0].close()
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={folder}/", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda content: door.run(bytes(content), place))
    try:
        atheris.Fuzz()
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
