"""Personal numbers past their retention period, erased from the window: told, done, certified."""

from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.services.audit import papers, retention
from banfu_desktop.services.audit.retention import Overview
from banfu_desktop.services.keeping import copies
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.preview.preview import preview_paper

_TOLD = 8
_TITLE = "到期个人信息"
_WORD = "销毁"
_CONFIRM = f"销毁以后谁也恢复不了。确实要做，请输入“{_WORD}”两个字。"


def erase_expired(ctx: Context) -> None:
    """Say who is due; erase on confirmation; show the certificate; offer to delete the older copies."""
    today = ctx.today
    ctx.tasks.read(lambda session: retention.overview(session, today), lambda due: _ask(ctx, due))


def overview_words(due: Overview) -> str:
    """Who is due and what will go, in sentences."""
    lines = [
        f"{row.name}（{row.organisation}，{chinese_date(row.left_on)}离岗）" for row in due.ready[:_TOLD]
    ]
    if more := len(due.ready) - _TOLD:
        lines += [f"等共{len(due.ready)}人"] if more > 0 else []
    waiting = [f"{row.name}{row.waits}，先不销毁" for row in due.people if row.waits]
    what = (
        "将销毁他们的身份证号、银行账号、电话和不属于凭证的附件，操作留痕里的也一并销毁，不能撤销、不能恢复。"
        "已封存的发放表、已付款的报销单按会计档案保存，不动。"
    )
    return "\n".join((*lines, *waiting, "", what))


def _ask(ctx: Context, due: Overview) -> None:
    if not due.years:
        ctx.dialogs.tell(_TITLE, "设置里“个人信息保存年数”是0，没有期限。")
    elif not due.ready:
        waiting = "\n".join(f"{row.name}{row.waits}，先不销毁" for row in due.people)
        text = f"没有离岗满{due.years}年（{chinese_date(due.gone_before)}以前离岗）、号码还在的人。"
        ctx.dialogs.tell(_TITLE, "\n".join(filter(None, (text, waiting))))
    elif ctx.dialogs.ask(f"{_TITLE}：{len(due.ready)}人", overview_words(due), "继续…", danger=True):
        typed = ctx.dialogs.ask_text("确认销毁", _CONFIRM, confirm=_WORD)
        if typed is not None and typed.strip(" “”") == _WORD:
            _erase(ctx)
        elif typed is not None:
            ctx.dialogs.tell("没有销毁", f"输入的不是“{_WORD}”，什么都没有动。")


def _erase(ctx: Context) -> None:
    today = ctx.today
    ctx.tasks.write(
        "销毁到期个人信息",
        lambda session: retention.erase(session, today, "经办"),
        lambda number: _certify(ctx, number),
        notice="已销毁，请打印销毁证明",
        undo=False,
        risky=False,
    )


def _certify(ctx: Context, number: int) -> None:
    now = ctx.now()
    preview_paper(ctx, "销毁证明", lambda session: papers.destruction_of(session, number, now))
    text = (
        "销毁前做的本机备份里还有这些号码。先做一份新备份并核对，再删除所有更早的备份。"
        "删除以后，只能恢复到现在这个样子。"
    )
    if ctx.dialogs.ask("删除更早的本机备份？", text, "备份并删除", danger=True):
        database = ctx.database
        assert database is not None
        ctx.tasks.long(
            "备份并删除旧备份",
            lambda _progress: copies.renew(database(), now),
            lambda gone: ctx.say(f"已做新备份，删除了{gone}份旧备份"),
        )
