"""Commands of backup and transfer."""

from banfu_desktop.cli.run import ACTOR, Run, say


def export(run: Run) -> None:
    """The county package."""
    from banfu_desktop.services import transfer

    with run.office() as database:
        sent = transfer.export_package(database, run.args.file, run.now, ACTOR)
    say(str(sent))


def verify(run: Run) -> None:
    """Whether a package is whole, ours and new."""
    from banfu_desktop.services import transfer

    say(str(transfer.verify_package(run.args.file, run.folder, code=run.args.code, county=run.args.county)))


def restore(run: Run) -> None:
    """A package into a new, empty folder."""
    from banfu_desktop.services import transfer

    args = run.args
    restored = transfer.restore_package(
        args.file, args.into, run.folder, run.now, code=args.code, county=args.county
    )
    say(str(restored))


def list_copies(run: Run) -> None:
    """Local copies."""
    from banfu_desktop.services import safekeeping

    for row in safekeeping.list_backups(run.folder):
        say(f"{row.made_at:%Y-%m-%d %H:%M}\t{row.size // 1024} KB\t{row.reason}\t{row.path.name}")


def keygen(run: Run) -> None:
    """A key pair for the county."""
    from banfu_desktop.services import transfer

    say(str(transfer.county_keygen(run.args.folder)))
