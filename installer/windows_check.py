"""Whether every library that the Windows folder asks for is in it or in Windows itself."""

import re
import subprocess
from pathlib import Path

_NAME = re.compile(r"(?m)^\s+DLL Name: (\S+)$")
WINDOWS = re.compile(
    r"^(api-ms-win-.*|ext-ms-.*|kernel32|user32|gdi32|advapi32|shell32|ole32|oleaut32|ws2_32|winmm|imm32|version|dwmapi"
    r"|uxtheme|shlwapi|comdlg32|comctl32|winspool\.drv|crypt32|bcrypt|bcryptprimitives|ncrypt|rpcrt4|setupapi|netapi32"
    r"|userenv|secur32|iphlpapi|dnsapi|winhttp|wtsapi32|mpr|authz|d3d9|d3d11|d3d12|dxgi|dwrite|d2d1|dcomp|opengl32|shcore"
    r"|msvcrt|ucrtbase|ntdll|propsys|normaliz|usp10|d3dcompiler_47|uiautomationcore|runtimeobject|synchronization"
    r"|psapi|cfgmgr32|powrprof|icu|icuuc|icuin|gdiplus|dbghelp|hid|mfplat)(\.dll)?$"
)
"""What Windows 10 and later bring."""


def _headers(path: Path) -> str:
    command = ["x86_64-w64-mingw32-objdump", "-p", str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def imports(path: Path) -> list[str]:
    """Names of the libraries a Windows program or library asks for, in small letters."""
    return [name.lower() for name in _NAME.findall(_headers(path))]


def exports(path: Path) -> list[str]:
    """Names that a library offers to others."""
    table = _headers(path).partition("[Ordinal/Name Pointer] Table")[2].partition("\n\n")[0]
    return sorted(re.findall(r"(?m)^\s+\[\s*\d+\] (?:\+base\[\s*\d+\]\s+)?(?:[0-9a-f]+ )?(\w+)$", table))


def complete(folder: Path) -> None:
    """Look at everything in the folder.

    Raises:
        LookupError: some library is neither there nor Windows' own.
    """
    binaries = [path for path in folder.rglob("*") if path.suffix.lower() in (".exe", ".dll", ".pyd")]
    here = {path.name.lower() for path in binaries}
    lacking = sorted(
        f"{path.name} asks for {name}"
        for path in binaries
        for name in imports(path)
        if name not in here and not WINDOWS.match(name)
    )
    if lacking:
        raise LookupError("; ".join(lacking))
