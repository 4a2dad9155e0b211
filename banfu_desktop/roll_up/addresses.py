"""Where a county's database is: in its own folder, or on a PostgreSQL server that nobody can listen in to."""

import sqlalchemy as sa

from banfu_desktop.rules.errors import UserError

_DRIVER = "postgresql+psycopg"
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_PROVEN = frozenset({"verify-ca", "verify-full"})
_EXAMPLE = "例如 postgresql+psycopg://banfu@localhost/banfu_county"


def checked(text: str) -> str:
    """A database's address as it is kept; empty stays empty, which is the county's own folder.

    Raises:
        UserError: not PostgreSQL, with a password in it, or over a network without a proven server.
    """
    if not text:
        return ""
    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError:
        raise UserError("数据库地址写得不对", _EXAMPLE) from None
    if url.drivername != _DRIVER or not url.database:
        raise UserError("数据库地址写得不对，县里的数据只能放在自己的文件夹或 PostgreSQL 里", _EXAMPLE)
    if url.password is not None or "password" in url.query:
        raise UserError("数据库地址里不能写口令", "请把口令放进口令文件，用 PGPASSFILE 指明它的位置")
    if not _is_here(url) and url.query.get("sslmode") not in _PROVEN:
        raise UserError(
            "另一台电脑上的数据库要用加密连接", "请在地址后面加上 ?sslmode=verify-full，并备好服务器的根证书"
        )
    return text


def _is_here(url: sa.URL) -> bool:
    """Whether the server is on this machine: by a socket, or by the loopback."""
    named = [url.query["host"]] if isinstance(url.query.get("host"), str) else list(url.query.get("host", ()))
    hosts = [url.host, *named] if url.host else named
    return all(host in _THIS_MACHINE or str(host).startswith("/") for host in hosts)
