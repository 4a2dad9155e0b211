"""The bundle for Linux brings what packages look for beside their own modules."""

import re
from importlib.util import find_spec
from pathlib import Path

from installer import stage


def test_the_folder_is_there_from_which_a_package_goes_up_to_its_templates() -> None:
    """Linux walks docx/parts/../templates step by step, and docx/parts is inside the archive of modules."""
    found = find_spec("docx")
    assert found is not None
    assert found.origin is not None
    package = Path(found.origin).parent
    going_up = {
        path.parent.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"__file__.*\"\.\.\"", path.read_text("utf-8"))
    }
    spec = (stage.ROOT / "installer" / "bundle.spec").read_text("utf-8")
    assert going_up == set(re.findall(r'"(\w+)/__init__\.py"', spec))
