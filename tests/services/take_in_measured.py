"""A process of its own: take files into a claim, look at each, print the claim; say the memory it took."""

import json
import sys
from datetime import date, datetime
from pathlib import Path

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.printing.preview import page_count, page_image
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reimbursements import ClaimKind, Line
from banfu_desktop.services.attachments import bundles, intake
from banfu_desktop.services.hall import papers
from banfu_desktop.services.members import members
from banfu_desktop.services.reimbursements import papers as claim_papers
from banfu_desktop.services.reimbursements import reimbursements

NOW = datetime(2026, 11, 2, 9, 0)


def main(folder: Path, files: list[Path]) -> None:
    """Print what was said of every file, the names kept, the pages printed and the most MB ever held."""
    database = Database.open(folder)
    said: dict[str, str] = {}
    with database.write(Deed("测试", "测试", NOW)) as session:
        claim_id = _claim(session)
        bundle = reimbursements.one(session, claim_id).bundle_id
        for file in files:
            try:
                said[file.name] = "".join(intake.take_in(session, bundle, [file], NOW).notes)
            except UserError as refusal:
                said[file.name] = f"拒绝：{refusal}"
    with database.read() as session:
        rows = bundles.listing(session, bundle)
        shown = [intake.thumbnail(session, row, 160) is not None for row in rows]
        pdf = papers.pdf(claim_papers.claim(session, claim_id, NOW))
    pages = page_count(pdf)
    for page in range(pages):
        page_image(pdf, page, 2.0)
    database.close()
    kept = {row.name: seen for row, seen in zip(rows, shown, strict=True)}
    print(json.dumps({"said": said, "kept": kept, "pages": pages, "peak": _peak_mb()}))


def _claim(session: object) -> int:
    posting = members.named(session, "谭䶮")[0]  # type: ignore[arg-type]
    values = {"posting_id": posting.id, "kind": ClaimKind.OTHER, "filled_on": NOW.date()}
    claim_id = reimbursements.save(session, values, NOW)  # type: ignore[arg-type]
    line = Line(day=date(2026, 10, 20), item="资料费", amount_fen=10_000)
    reimbursements.set_lines(session, claim_id, [line])  # type: ignore[arg-type]
    return claim_id


def _peak_mb() -> int:
    """The most memory of this very program: getrusage would count what its parent held when it forked."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**20


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(word) for word in sys.argv[2:]])
