"""Every command of the program says what it comes to; whoever may not do that sees it grey."""

from banfu_desktop.rules.roles import Act, Role, may
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.permits import permitted
from banfu_desktop.ui.registry import ROOMS
from tests.ui.pages.conftest import Visit

RESERVED = {
    "seal_month": Act.SEAL,
    "seal_sheet": Act.SEAL,
    "seal_handover": Act.SEAL,
    "start_of_use": Act.SEAL,
    "void_sheet": Act.SEAL,
    "waive_line": Act.SEAL,
    "defer_line": Act.SEAL,
    "sign_month": Act.SEAL,
    "issue_report": Act.SEAL,
    "close_month": Act.CLOSE,
    "close_book": Act.CLOSE,
    "carry_year": Act.CLOSE,
    "approve_claim": Act.APPROVE,
    "refuse_claim": Act.APPROVE,
    "erase_expired": Act.ERASE,
    "restore_copy": Act.RESTORE,
    "restore_package": Act.RESTORE,
    "take_as_it_stands": Act.RESTORE,
    "clock_right": Act.SETTINGS,
    "print_card": Act.KEYS,
    "check_card": Act.KEYS,
    "import_county_key": Act.SETTINGS,
    "import_county_file": Act.SETTINGS,
    "adopt_key": Act.KEYS,
}
"""What is not for everybody who enters records; the audit trail's chapter of the manual lists it."""
READING = ("print_", "export_", "see_", "show_", "search_", "verify_", "copy_rows", "go_")
BOTH = {"export_package", "print_card"}
"""They begin like reading, and write: the package's number, the card's key."""


def test_every_command_says_what_it_comes_to(visit: Visit, shell: Shell) -> None:
    commands = {command.name: command for command in shell.commands}
    for room in ROOMS:
        commands |= {command.name: command for command in visit(room.name).commands_here}
    assert len(commands) > 100
    acts = {name: command.act for name, command in commands.items()}
    assert {name: act for name, act in acts.items() if act not in (None, Act.ENTER)} == RESERVED
    assert [name for name, act in acts.items() if name.startswith(READING) and act and name not in BOTH] == []
    visitor = permitted(commands.values(), lambda: Role.VISITOR)
    for command in visitor:
        allowed = may(Role.VISITOR, command.act)
        assert ("办理）" in command.help) is not allowed, command.name
