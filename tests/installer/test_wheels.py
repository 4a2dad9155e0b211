"""The Linux packages carry the locked versions, save PySide6: theirs is the last for old desktops."""

from pathlib import Path

from installer import bom, wheels


def test_a_later_lock_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text(
        "# said\nsix==1.0 \\\n    --hash=sha256:aa\nTyping_Extensions==4.0 \\\n    --hash=sha256:bb\n"
    )
    second.write_text("six==2.0 \\\n    --hash=sha256:cc\n")
    assert wheels.pins(first, second) == {
        "six": "six==2.0 \\\n    --hash=sha256:cc\n",
        "typing-extensions": "Typing_Extensions==4.0 \\\n    --hash=sha256:bb\n",
    }


def test_only_pyside_is_another_version_on_linux() -> None:
    everywhere, linux = wheels.pins(wheels.LOCK), wheels.pins(wheels.LINUX)
    assert set(linux) == {"pyside6-essentials", "shiboken6"}
    for name, pin in linux.items():
        assert pin.startswith(f"{name}==6.9.3 ")
        assert everywhere[name].startswith(f"{name}==6.11.")
        assert pin.count("--hash=sha256:") >= 2


def test_every_package_of_ours_is_locked_for_the_other_machines_too() -> None:
    """Kylin on arm64 has glibc 2.31; the last PySide6 for it is older still."""
    arm64 = wheels.pins(wheels.LOCK, wheels.LOCK.parent / "installer" / "linux" / "arm64.lock")
    assert arm64["pyside6-essentials"].startswith("pyside6-essentials==6.8.0.2 ")
    assert set(bom.packages()) <= set(arm64)
