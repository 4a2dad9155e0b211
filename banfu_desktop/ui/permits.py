"""What each command comes to, so that the window greys what whoever is at work may not do, and says who may.

The write door refuses it anyway (db/guard.py); here it only shows in time.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from banfu_desktop.rules.roles import Act, Role, may, who_may
from banfu_desktop.ui.page.command import Command

_ACTS = {
    "seal_month": Act.SEAL,
    "close_month": Act.CLOSE,
    "carry_year": Act.CLOSE,
    "approve_claim": Act.APPROVE,
    "refuse_claim": Act.APPROVE,
    "erase_expired": Act.ERASE,
    "restore_copy": Act.RESTORE,
    "restore_package": Act.RESTORE,
    "print_card": Act.KEYS,
    "check_card": Act.KEYS,
    "import_county_key": Act.SETTINGS,
}
_READS = ("print_", "export_", "see_", "show_", "search_", "verify_", "copy_rows", "template", "open_folder",
          "find", "help", "lock", "back_up", "check_seal", "go_", "fund_charts", "fund_due",
          "about")  # fmt: skip
"""How commands begin that change nothing; an export masks numbers unless it is asked not to."""
_WRITES = ("export_package",)


def act_of(name: str) -> Act | None:
    """What the command of a name comes to; None where it changes nothing."""
    if name in _ACTS:
        return _ACTS[name]
    return None if name.startswith(_READS) and name not in _WRITES else Act.ENTER


def permitted(commands: Iterable[Command], role: Callable[[], Role | None]) -> tuple[Command, ...]:
    """The same commands, those greyed that the role may not give."""
    return tuple(_asking(command, role) for command in commands)


def _asking(command: Command, role: Callable[[], Role | None]) -> Command:
    act = act_of(command.name)
    if act is None or may(role(), act):
        return command
    told = f"{command.help or command.text}（由{who_may(act)}办理）"
    return replace(command, enabled=lambda: False, help=told)
