"""The town's side of the county: its file brought in, its receipts kept, a new signing key taken into use."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from banfu_desktop.backup import county_file as files
from banfu_desktop.backup import feedback as answers
from banfu_desktop.backup.county_file import CountyFile
from banfu_desktop.backup.feedback import Receipt
from banfu_desktop.backup.identity import fingerprint
from banfu_desktop.db.store import Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.keeping import town
from banfu_desktop.services.office import county_file, county_questions, receipts
from banfu_desktop.services.office.county_file import Imported
from banfu_desktop.services.office.county_questions import Asked
from banfu_desktop.ui.boxes.asking import ask_again
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.command import Command

_FILES = f"县文件 (*{files.SUFFIX})"
_ANSWERS = f"县里的回执 (*{answers.SUFFIX})"
_SEE, _ANSWER = "去看记录", "答复"
_HEARD = "请打电话向县里问县文件的核对码，照听到的输入（4 组，每组 4 个字符）。"


def place_of(record: str) -> object:
    """What a page is told of a record that the county has named: a month, a number, or nothing."""
    if record.isdecimal():
        return int(record)
    try:
        return Month.parse(record)
    except UserError:
        return None


class CountyDesk:
    """What the backup page offers of the county besides packages."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def commands(self) -> Sequence[Command]:
        """The county's file, its receipts, and a new signing key after a rescue."""
        return (
            Command("import_county_file", "登记县文件…", self._bring_in, act=Act.SETTINGS,
                    help="县里下发的县文件：上报包写给谁、各镇名单、调休；登记前用电话核对核对码",
                    icon="building-2"),
            Command("import_feedback", "登记县里的回执…", self._keep, act=Act.ENTER,
                    help="县里收到上报包后发回的回执，登记后检查数据会一直核对它", icon="receipt"),
            Command("answer_question", "答复县里的问题…", self._choose, act=Act.ENTER,
                    help="县里随回执问的，答复随下一份上报包送出", icon="circle-question-mark"),
            Command("adopt_key", f"{town.NEW_KEY}…", self._adopt, act=Act.KEYS,
                    help="由县里用救援钥匙恢复以后，原来的签名钥匙没有了，换用新的并告诉县里",
                    icon="key-round"),
        )  # fmt: skip

    def _bring_in(self) -> None:
        path = self._ctx.dialogs.open_file("选择县文件", _FILES)
        if path is not None:
            deed = Deed("登记县文件", self._ctx.tasks.actor, self._ctx.now())
            self._ctx.tasks.long("核对县文件", lambda progress: self._looked(path, deed), self._compare)

    def _looked(self, path: Path, deed: Deed) -> tuple[CountyFile, bool]:
        """Called on a worker."""
        database = self._database()
        with database.noting(deed):
            file = county_file.look(path)
        with database.read() as session:
            return file, county_file.needs_comparing(session, file)

    def _compare(self, found: tuple[CountyFile, bool], before: str = "") -> None:
        """The fingerprint is typed as heard; it is not shown here, so that nobody can copy it."""
        file, asked = found
        heard = ""
        if asked:
            heard = self._ctx.dialogs.ask_text(f"核对{file.county}的县文件", _HEARD, before) or ""
            if not heard:
                return
        now = self._ctx.now()
        self._ctx.tasks.write(
            f"登记{file.county}的县文件",
            lambda session: county_file.bring_in(session, file, heard, now),
            self._say_imported,
            ask_again(self._ctx, lambda: self._compare(found, heard)) if heard else None,
            notice=None,
            undo=False,
        )

    def _say_imported(self, done: Imported) -> None:
        self._ctx.dialogs.tell(
            f"{done.county}的县文件已登记", "\n".join(f"{said}。" for said in done.sentences)
        )

    def _keep(self) -> None:
        path = self._ctx.dialogs.open_file("选择县里的回执", _ANSWERS)
        if path is not None:
            now, actor = self._ctx.now(), self._ctx.tasks.actor
            self._ctx.tasks.long(
                "登记县里的回执", lambda progress: self._kept(path, actor, now), self._say_receipt
            )

    def _kept(self, path: Path, actor: str, now: datetime) -> Receipt:
        """Called on a worker."""
        database = self._database()
        readers = town.Town.of(database).readers
        with database.write(Deed("登记县里的回执", actor, now)) as session:
            return receipts.bring_in(session, path, readers)

    def _say_receipt(self, receipt: Receipt) -> None:
        self._ctx.signals.changed.emit(frozenset({"receipts", "county_questions"}))
        lines = "".join(f"\n{line}" for line in receipt.lines)
        text = (
            f"{receipt.county}于 {receipt.at:%Y-%m-%d %H:%M} 收到第 {receipt.number} 号上报包，"
            f"留痕到第 {receipt.entries} 条，与这里的相符。{lines}"
        )
        self._ctx.dialogs.tell("回执已登记", text)

    def _choose(self) -> None:
        self._ctx.tasks.read(lambda session: county_questions.listing(session, open_only=True), self._offer)

    def _offer(self, rows: Sequence[Asked]) -> None:
        if not rows:
            self._ctx.dialogs.tell("县里的问题", "没有等着答复的问题。")
            return
        labels = {f"第{row.no}号 {row.text}": row for row in rows}
        only = next(iter(labels))
        choice = (
            only if len(rows) == 1 else self._ctx.dialogs.choose("县里的问题", "答复哪一个？", tuple(labels))
        )
        chosen = labels.get(choice)
        if chosen is not None:
            self._answer(chosen)

    def visit(self, where: object) -> bool:
        """Whether it is a question of the county, to which home leads; it is answered then."""
        if not (isinstance(where, str) and where.startswith(county_questions.KEY)):
            return False
        question = int(where.removeprefix(county_questions.KEY))
        self._ctx.tasks.read(lambda session: county_questions.one(session, question), self._answer)
        return True

    def _answer(self, asked: Asked) -> None:
        """The county's words, and the record they are about, before the answer is typed."""
        where = f"（{asked.clause}）" if asked.clause else ""
        text = f"县里问：{asked.text}{where}\n答复期限 {asked.due_on}。"
        if asked.room:
            seen = self._ctx.dialogs.choose("县里的问题", text, (_SEE, _ANSWER))
            if seen == _SEE:
                self._ctx.go(asked.room, place_of(asked.record))
            if seen != _ANSWER:
                return
        said = self._ctx.dialogs.ask_text("答复县里的问题", text)
        if said:
            now = self._ctx.now()
            self._ctx.tasks.write(
                "答复县里的问题",
                lambda session: county_questions.answer(session, asked.id, said, now),
                notice="已答复，随下一份上报包送给县里",
            )

    def _adopt(self) -> None:
        text = "以后的上报包用新的签名钥匙签名。县里要打电话核对新的核对码以后，才会收下。"
        if self._ctx.dialogs.ask(f"{town.NEW_KEY}？", text, "换用"):
            now, actor = self._ctx.now(), self._ctx.tasks.actor
            self._ctx.tasks.long(town.NEW_KEY, lambda progress: self._adopted(actor, now), self._say_key)

    def _adopted(self, actor: str, now: datetime) -> str:
        """Called on a worker."""
        database, deed = self._database(), Deed(town.NEW_KEY, actor, now)
        database.permit(Act.KEYS, deed)
        town.adopt_key(database, deed)
        return fingerprint(town.Town.of(database).verify_key)

    def _say_key(self, mark: str) -> None:
        self._ctx.signals.changed.emit(frozenset({"office"}))
        self._ctx.dialogs.tell("已换用新的签名钥匙", f"新的核对码：{mark}\n请打电话告诉县里。")

    def _database(self) -> Any:
        assert self._ctx.database is not None
        return self._ctx.database()
