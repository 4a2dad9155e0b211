"""The papers of keeping the office safe: 恢复卡 and 传递单."""

from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.forms import recovery_sheet, transfer_sheet
from banfu_desktop.printing.forms.parts import clock
from banfu_desktop.printing.paper import Paper
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.keeping import recovery
from banfu_desktop.services.keeping.exporting import Exported
from banfu_desktop.services.keeping.package import called
from banfu_desktop.services.office import office

_FINGERPRINT_BYTES = 10


def recovery_card(session: Session, key: str, fingerprint: str, now: datetime) -> Paper:
    """The 恢复卡 with a recovery key as shown once; `fingerprint` is that of the database, in hex."""
    mark = paper_key.show(bytes.fromhex(fingerprint)[:_FINGERPRINT_BYTES])
    team = office.current(session).team
    documents = recovery_sheet.build(
        recovery_sheet.Recovery(team, key, mark, recovery.card_mark(key), now.date(), clock(now))
    )
    return Paper(documents[0].name, documents)


def transfer_note(exported: Exported, now: datetime) -> Paper:
    """The 传递单 of a package that opens with a code.

    Raises:
        UserError: the package is addressed to the county's key and has no code.
    """
    package = exported.package
    if exported.code is None:
        raise UserError("这个上报包用县里的公钥加密，没有传递码", "直接把文件送到县里即可")
    documents = transfer_sheet.build(
        transfer_sheet.Transfer(
            town=called(package),
            number=package.number,
            made_at=package.made_at,
            code=exported.code,
            fingerprint=package.fingerprint,
            chain_code=paper_key.chain_code(package.audit_head),
            recovery=package.recovery,
            file_name=package.path.name,
            printed_at=clock(now),
        )
    )
    return Paper(documents[0].name, documents)
