"""The town's signing seed: in keys.json, under the data key; in no database, copy or package.

A copy of office.db therefore signs nothing, and whoever gets one restored with the same keys.json goes on as
the same town.
"""

import secrets
from dataclasses import replace
from pathlib import Path

from banfu_desktop.db.keys import read_keys, write_keys
from banfu_desktop.db.wrapping import KEY_BYTES, unwrap, wrap


def read_seed(folder: Path, data_key: bytes) -> bytes | None:
    """The seed (32 bytes) of a data folder; None where keys.json has none under this data key.

    Raises:
        UserError: the key file is missing or malformed.
    """
    wrapped = read_keys(folder).sign
    return unwrap(data_key, wrapped) if wrapped else None


def keep_seed(folder: Path, data_key: bytes, seed: bytes) -> None:
    """Write a seed into keys.json, durably.

    Raises:
        OSError: it cannot be written.
    """
    write_keys(folder, replace(read_keys(folder), sign=wrap(data_key, seed)))


def seed_of(folder: Path, data_key: bytes) -> bytes:
    """The seed of a data folder, made where there is none yet: it lies in keys.json before it is used.

    Raises:
        OSError: it cannot be written.
    """
    seed = read_seed(folder, data_key)
    if seed is None:
        seed = secrets.token_bytes(KEY_BYTES)
        keep_seed(folder, data_key, seed)
    return seed
