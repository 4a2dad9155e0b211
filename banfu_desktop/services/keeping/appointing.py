"""Who may open the office: persons taken on, their passwords set, gone; each time the data key changes.

With persons, whoever was given a password by another is known to the program, but his work counts as the
other's until he has changed it (rules/persons.py, How).
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.db.card import card_public, new_sheet
from banfu_desktop.db.persons import put_card
from banfu_desktop.db.rotation import Change, Work, rotate
from banfu_desktop.db.slots import Seed
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.wrapping import KEY_BYTES
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.persons import How
from banfu_desktop.rules.roles import PERSONS_ON, Act, Disclosed, Role
from banfu_desktop.services.keeping import remembered
from banfu_desktop.services.keeping.nearby import refuse_near
from banfu_desktop.services.office import office
from banfu_desktop.services.persons import persons

SWITCHED_ON = PERSONS_ON


def switch_on(database: Database, name: str, password: str, actor: str, now: datetime) -> str:
    """Give the first person, a reviewer, a password of his own; from now on every deed is signed.

    The recovery card is issued anew, since the one before opened as whoever it liked. Returns its text.

    Raises:
        UserError: there are persons already, no name, or too weak a password.
        RoleRefusalError: where there are role passwords, that is the reviewer's business.
        MachineError: see rotate; everything is as before then.
    """
    refuse_near(database, password, name)
    with database.read() as session:
        if persons.active(session):
            raise UserError("已经给每个人设了密码", "请在人员名单里登记")
    _permit(database, SWITCHED_ON, actor, now)
    seed, sheet = _fresh(), new_sheet()

    def work(session: Session) -> Change:
        person = persons.take_on(session, name, Role.REVIEWER, seed, How.OWN, None, now.date())
        put_card(session, card_public(sheet), now)
        return Change({person: (password, seed)}, sheet=sheet, me=person)

    text = _rotate(database, SWITCHED_ON, actor, now, work)
    assert text is not None, "a new card was asked for"
    return text


def add(database: Database, name: str, role: Role, password: str, actor: str, now: datetime) -> None:
    """Take on a person with a first password, which he is to change.

    Raises:
        UserError: there are no persons yet, somebody of that name is there, or too weak a password.
        RoleRefusalError: that is the reviewer's business.
        MachineError: see rotate.
    """
    refuse_near(database, password, name)
    _refuse_none(database)
    deed, seed = f"登记人员 {name}", _fresh()
    _permit(database, deed, actor, now)
    how, set_by = _hand(database)

    def work(session: Session) -> Change:
        person = persons.take_on(session, name, role, seed, how, set_by, now.date())
        return _changed(database, session, {person: (password, seed)}, now)

    _rotate(database, deed, actor, now, work)


def reset(database: Database, name: str, password: str, actor: str, now: datetime) -> None:
    """Give a person who has forgotten his password another one, which he is to change.

    Raises:
        UserError: nobody of that name, or too weak a password.
        RoleRefusalError: that is the reviewer's business, or the recovery card's.
        MachineError: see rotate.
    """
    refuse_near(database, password)
    with database.read() as session:
        row = persons.named(session, name)
    if database.person is not None and database.person.id == row.id:
        change_own(database, password, actor, now)
        return
    deed, seed = f"重设{row.name}的密码", _fresh()
    _permit(database, deed, actor, now)
    how, set_by = _hand(database)

    def work(session: Session) -> Change:
        persons.give_keys(session, row.id, seed, how, set_by)
        return _changed(database, session, {row.id: (password, seed)}, now)

    _rotate(database, deed, actor, now, work)


def change_own(database: Database, password: str, actor: str, now: datetime) -> None:
    """Another password for whoever is at work; what was known before opens nothing any more.

    Raises:
        UserError: too weak a password.
        MachineError: see rotate.
    """
    refuse_near(database, password)
    me, seed = database.person, _fresh()
    assert me is not None, "somebody is at work"

    def work(session: Session) -> Change:
        persons.give_keys(session, me.id, seed, How.OWN, me.id)
        return Change({me.id: (password, seed)})

    _rotate(database, "更改自己的密码", actor, now, work)


def leave(database: Database, name: str, actor: str, now: datetime) -> None:
    """A person leaves: his password, and whatever he may have kept, open nothing that is written from now on.

    Raises:
        UserError: nobody of that name, the only reviewer, or whoever is at work himself.
        RoleRefusalError: that is the reviewer's business.
        MachineError: see rotate.
    """
    with database.read() as session:
        row = persons.named(session, name)
    if database.person is not None and database.person.id == row.id:
        raise UserError("不能办理自己离开", "请由另一位“审核”办理")
    deed = f"{row.name}离开"
    _permit(database, deed, actor, now)

    def work(session: Session) -> Change:
        persons.leave(session, row.id, now.date())
        return Change()

    _rotate(database, deed, actor, now, work)


def appoint(database: Database, name: str, role: Role, actor: str, now: datetime) -> None:
    """Another role for a person.

    Raises:
        UserError: nobody of that name, or the only reviewer.
        RoleRefusalError: that is the reviewer's business.
    """
    with database.read() as session:
        row = persons.named(session, name)
    with database.write(Deed(f"{row.name}改任“{role.label}”", actor, now)) as session:
        persons.appoint(session, row.id, role)


def switch_off(database: Database, actor: str, now: datetime) -> None:
    """No persons and no passwords any more; this computer opens the office by itself.

    Raises:
        UserError: there are none.
        RoleRefusalError: that is the reviewer's business.
        MachineError: see rotate.
    """
    _refuse_none(database)
    deed = "停用人员"
    _permit(database, deed, actor, now)

    def work(session: Session) -> Change:
        persons.all_leave(session, now.date())
        return Change(opened=True)

    _rotate(database, deed, actor, now, work)


def reissue_card(database: Database, deed: str, actor: str, now: datetime) -> str:
    """A new recovery card, as printed; the one before opens nothing any more.

    Raises:
        RoleRefusalError: that is the reviewer's business.
        MachineError: see rotate.
    """
    sheet = new_sheet()

    def work(session: Session) -> Change:
        if persons.active(session):
            put_card(session, card_public(sheet), now)
        return Change(sheet=sheet)

    text = _rotate(database, deed, actor, now, work)
    assert text is not None, "a new card was asked for"
    return text


def set_office_password(
    database: Database, password: str, deed: str, actor: str, now: datetime
) -> str | None:
    """The one password of an office; gives a new recovery card where the present one is of an older kind.

    Raises:
        MachineError: see rotate.
    """
    seed = _fresh()
    return _rotate(database, deed, actor, now, lambda session: Change({0: (password, seed)}))


def remove_passwords(database: Database, deed: str, actor: str, now: datetime) -> str | None:
    """No password any more; gives a new recovery card where the present one is of an older kind.

    Raises:
        MachineError: see rotate.
    """
    return _rotate(database, deed, actor, now, lambda session: Change(opened=True))


def _changed(
    database: Database, session: Session, passwords: Mapping[int, tuple[str, Seed]], now: datetime
) -> Change:
    """The passwords set; with the recovery card, that card is the good one from now on."""
    if database.appointing:
        put_card(session, database.card, now)
    return Change(passwords)


def _hand(database: Database) -> tuple[How, int | None]:
    """How a password comes about that somebody sets for another, and who does."""
    return (How.RESET, database.person.id) if database.person is not None else (How.CARD, None)


def _refuse_none(database: Database) -> None:
    with database.read() as session:
        if not persons.active(session):
            raise UserError("还没有给每个人设密码", f"请先{SWITCHED_ON}")


def _permit(database: Database, deed: str, actor: str, now: datetime) -> None:
    database.permit(Act.KEYS, Deed(deed, actor, now))


def _fresh() -> Seed:
    return Seed(secrets.token_bytes(KEY_BYTES))


def _rotate(database: Database, name: str, actor: str, now: datetime, work: Work) -> str | None:
    def recorded(session: Session) -> Change:
        office.disclose(session, Disclosed.PASSWORD, name, now)
        return work(session)

    text = rotate(database, Deed(name, actor, now), recorded)
    remembered.forget(database.folder)
    return text
