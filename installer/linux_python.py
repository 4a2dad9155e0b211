"""CPython 3.11 for old Linux desktops: Debian's source, compiled by zig for a glibc as old as UOS 20 carries.

usage: python -m installer.linux_python [ARCH]     (needs the network once, dpkg-dev, g++, make; some minutes)

Kept in build/linux/python-ARCH until what it is made by changes. No folder of this machine is named in it.
"""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from installer import stage
from installer.debian_sources import Release

PIECES = Path(__file__).with_name("linux")
WORK = stage.ROOT / "build" / "linux"
GLIBC = {"x86_64": "2.28", "aarch64": "2.28"}
"""The oldest glibc that may carry it, by machine, as zig writes them."""
PREFIX = Path("/usr/lib/banfu-python")
"""Where it believes to be; it finds out where it really is from its own place."""
_RELEASE = "bookworm"
_STATIC = ("libffi", "zlib", "bzip2", "xz-utils")
_LEFT_OUT = (
    "_ssl", "_hashlib", "_sqlite3", "_curses", "_curses_panel", "readline", "_tkinter", "_dbm", "_gdbm",
    "nis", "_crypt", "_uuid", "ossaudiodev", "spwd", "_testcapi", "_testbuffer", "_testimportmultiple",
    "_testinternalcapi", "_testmultiphase", "_testclinic", "_ctypes_test", "_xxtestfuzz", "xxlimited",
    "xxlimited_35",
)  # fmt: skip
"""Extension modules that would bring libraries along and that the program does not use."""
_FLAGS = (
    "-O3 -g0 -fPIC -fno-sanitize=undefined -fno-semantic-interposition -Wno-date-time "
    "-ffile-prefix-map={work}=."
)
_CHECKED = "import _bz2, _ctypes, _decimal, _elementtree, _lzma, _zoneinfo, pyexpat, unicodedata, zlib"
"""What must be there; setup.py only says it when a module could not be made."""
_WRAPPER = """\
#!/bin/sh
# zig as a C compiler for {target}; what its linker does not know is said in words that it does.
for word do
  shift
  case $word in
    -Wl,-h*) word=-Wl,-soname,${{word#-Wl,-h}} ;;
    -print-multiarch) echo {machine}-linux-gnu; exit 0 ;;
  esac
  set -- "$@" "$word"
done
exec "{zig}" {mode} -target {target} -I"{static}/include" -L"{static}/lib" "$@"
"""


class Toolchain:
    """zig as the C compiler for one kind of machine, and the static libraries made with it."""

    def __init__(self, machine: str) -> None:
        self.machine = machine
        self.folder = WORK / machine
        self.static = self.folder / "static"
        self._bin = self.folder / "bin"

    def lay_ready(self) -> None:
        """Install zig from its lock, and write the wrappers; empties the folder first."""
        stage.fresh(self.folder)
        zig = WORK / "zig"
        install = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--only-binary",
            ":all:",
            "--require-hashes",
        ]
        if not (zig / "ziglang" / "zig").exists():
            lock = ["--target", str(zig), "--requirement", str(PIECES / "toolchain.lock")]
            subprocess.run([*install, "--no-deps", *lock], check=True)
        for place in (self._bin, self.static / "include", self.static / "lib"):
            place.mkdir(parents=True)
        for name, mode in (("zig-cc", "cc"), ("zig-c++", "c++")):
            said = _WRAPPER.format(
                target=f"{self.machine}-linux-gnu.{GLIBC[self.machine]}",
                machine=self.machine,
                zig=zig / "ziglang" / "zig",
                mode=mode,
                static=self.static,
            )
            (self._bin / name).write_text(said)
            (self._bin / name).chmod(0o755)

    def run(self, folder: Path, *command: str, **more: str) -> None:
        """Run a step of a build in a folder, with the wrappers on the path.

        Raises:
            CalledProcessError: it failed; the end of what it said is on the standard error.
        """
        done = subprocess.run(
            command, cwd=folder, env=self._env(more), capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stdout[-4000:], done.stderr[-4000:], sep="\n", file=sys.stderr)
            done.check_returncode()

    def configure(self, folder: Path, *options: str, **more: str) -> None:
        """Run a package's own configure, made to believe that it builds for the machine it runs on."""
        triple = f"{self.machine}-unknown-linux-gnu"
        self.run(folder, "./configure", f"--build={triple}", f"--host={triple}", *options, **more)

    def _env(self, more: Mapping[str, str]) -> dict[str, str]:
        flags = _FLAGS.format(work=self.folder)
        given = {
            "CC": "zig-cc",
            "CFLAGS": flags,
            "SOURCE_DATE_EPOCH": "0",
            "LC_ALL": "C",
            "PYTHONHASHSEED": "0",
        }
        given |= {"BANFU_STATIC": str(self.static)}
        given |= {
            "PATH": f"{self._bin}:{os.environ['PATH']}",
            "ZIG_GLOBAL_CACHE_DIR": str(WORK / "zig-cache"),
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return {**kept, **given, **more}


def installed(machine: str = "x86_64") -> Path:
    """The finished Python's folder, with bin/ and lib/; made when it is not there.

    Raises:
        CalledProcessError: a step of the build failed; it has said why.
        LookupError: the sources cannot be had.
    """
    home = WORK / f"python-{machine}"
    if (home / "made-by").is_file() and (home / "made-by").read_text() == _made_by():
        return home
    tools = Toolchain(machine)
    tools.lay_ready()
    release = Release(_RELEASE, WORK / "apt")
    sources = stage.fresh(tools.folder / "sources")
    places = {name: release.unpack(name, sources) for name in (*_STATIC, "python3.11")}
    _static_libraries(tools, {name: place for name, (_, place) in places.items()})
    made = _python(tools, places["python3.11"][1])
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(made, home, symlinks=True)
    for name, (_, place) in places.items():
        (home / "licences").mkdir(exist_ok=True)
        shutil.copy(place / "debian" / "copyright", home / "licences" / f"{name}.txt")
    versions = "".join(f"{name} {version}\n" for name, (version, _) in sorted(places.items()))
    (home / "sources").write_text(versions)
    (home / "made-by").write_text(_made_by())
    return home


def versions(home: Path) -> dict[str, str]:
    """Debian's versions of the sources that a finished Python was made from, by name."""
    return dict(line.split() for line in (home / "sources").read_text().splitlines())


def _made_by() -> str:
    """What decides the result besides Debian's sources: what this module does, and the compiler's lock."""
    done = ast.dump(ast.parse(Path(__file__).read_bytes()))  # however it is written
    return hashlib.sha256(done.encode() + (PIECES / "toolchain.lock").read_bytes()).hexdigest() + "\n"


def _static_libraries(tools: Toolchain, places: Mapping[str, Path]) -> None:
    static, quiet = str(tools.static), ("--disable-shared", "--enable-static", "--with-pic")
    libffi = places["libffi"]
    plain = {"CXX": "g++", "CXXCPP": "g++ -E"}
    tools.configure(
        libffi, f"--prefix={static}", *quiet, "--disable-exec-static-tramp", "--disable-docs", **plain
    )
    tools.run(libffi, "make", "-j2", "install")
    zlib = places["zlib"]
    tools.run(zlib, "./configure", "--static", f"--prefix={static}")
    tools.run(zlib, "make", "-j2", "install")
    bzip2 = places["bzip2"]
    tools.run(bzip2, "make", "-j2", "CC=zig-cc", f"CFLAGS={_FLAGS.format(work=tools.folder)}", "libbz2.a")
    shutil.copy(bzip2 / "libbz2.a", tools.static / "lib")
    shutil.copy(bzip2 / "bzlib.h", tools.static / "include")
    xz = places["xz-utils"]
    without = [
        f"--disable-{part}" for part in ("xz", "xzdec", "lzmadec", "lzmainfo", "scripts", "doc", "nls")
    ]
    tools.configure(xz, f"--prefix={static}", *quiet, *without)
    tools.run(xz, "make", "-j2", "install")
    for path in (tools.static / "lib64").glob("*.a"):
        shutil.copy(path, tools.static / "lib")


def _python(tools: Toolchain, source: Path) -> Path:
    """Configure, compile and install into a folder of its own; gives what lies under the prefix there."""
    _mend(source)
    options = ["--enable-shared", "--without-ensurepip", "--disable-test-modules", "--with-system-ffi"]
    linked = {"LDFLAGS": "-Wl,-rpath,'$$ORIGIN/../lib'", "OPT": "-DNDEBUG -fwrapv -Wall"}
    tools.configure(source, f"--prefix={PREFIX}", *options, **linked)
    tools.run(source, "make", "-j2")
    target = stage.fresh(tools.folder / "target")
    tools.run(source, "make", "install", f"DESTDIR={target}")
    made = target / PREFIX.relative_to("/")
    shutil.rmtree(made / "share")
    for path in (made / "lib" / "python3.11").glob("_sysconfigdata*.py"):
        path.write_text(path.read_text("utf-8").replace(str(tools.folder), "."), "utf-8")
    tools.run(made, "bin/python3.11", "-c", _CHECKED)
    return made


def _mend(source: Path) -> None:
    """What stands in the way of zig, and of a build that looks at nothing of this machine.

    Raises:
        LookupError: the source is not as expected any more.
    """
    # Debian's mend for expat reads a header of the interpreter's own.
    own = r"\1, extra_compile_args=['-DPy_BUILD_CORE_MODULE']))"
    _replace(source / "setup.py", r"(Extension\('pyexpat', sources=\['pyexpat.c'\])\)\)", own)
    _replace(source / "setup.py", r"(def add_multiarch_paths\(self\):\n)", r"\1        return\n")
    for kind in ("include", "lib"):
        own = rf"\1[os.environ['BANFU_STATIC'] + '/{kind}']"
        _replace(source / "setup.py", rf"(system_{kind}_dirs = )\['/[^\]]*\]", own)
    (source / "Modules" / "Setup.local").write_text("*disabled*\n" + "\n".join(_LEFT_OUT) + "\n")
    # An ABI library without an object of its own makes zig take the target for a file.
    (source / "nothing.c").write_text("")
    _replace(source / "Makefile.pre.in", r"(-o \$@ -Wl,-h\$@ )(\$\^)", r"\1$(srcdir)/nothing.c \2")


def _replace(path: Path, pattern: str, by: str) -> None:
    text, times = re.subn(pattern, by, path.read_text("utf-8"))
    if not times:
        raise LookupError(f"{path.name}: nothing like {pattern} in it")
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    print(installed(*sys.argv[1:]))
