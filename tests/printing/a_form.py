"""The forms there are, by the name of their module: in the newest layout, and those of every frozen one."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from banfu_desktop.printing import forms


@cache
def _layouts() -> tuple[str, ...]:
    """Names of the folders of frozen layouts, the newest first."""
    folders = [module.name for module in iter_modules(forms.__path__) if module.ispkg]
    return tuple(sorted(folders, key=lambda name: -int(name.removeprefix("v"))))


@cache
def _modules(package: str) -> dict[str, Any]:
    """The forms of a package, by name; what has no sample is shared by forms."""
    found = import_module(package)
    names = [module.name for module in iter_modules(found.__path__) if not module.ispkg]
    modules = {name: import_module(f"{package}.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "SAMPLE")}


def _packages() -> Iterator[str]:
    yield forms.__name__
    yield from (f"{forms.__name__}.{layout}" for layout in _layouts())


def names() -> set[str]:
    """Every form."""
    return {name for package in _packages() for name in _modules(package)}


def newest(name: str) -> Any:
    """The module that prints a form today."""
    return next(_modules(package)[name] for package in _packages() if name in _modules(package))


def frozen() -> Iterator[tuple[str, str, Any]]:
    """Every form of every frozen layout: the layout, the form's name, its module."""
    for layout in _layouts():
        for name, module in _modules(f"{forms.__name__}.{layout}").items():
            yield layout, name, module
