"""What the first run can do for a county: found one, show its keys, bring one back from its second place."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.frame.county_box import CountyBox, CountyWish
from banfu_desktop.ui.frame.county_cards import CountyCards
from banfu_desktop.ui.frame.welcome import CountyWays
from banfu_desktop.ui.look.look import Look


def county_ways(look: Look, dialogs: Dialogs, clock: Callable[[], datetime]) -> CountyWays:
    """Those of this computer."""

    def found(wish: CountyWish) -> tuple[str, str]:
        from banfu_desktop.services.county import founding, town_list

        towns = town_list.read(wish.towns) if wish.towns else ()
        return founding.found(
            wish.folder, wish.name, wish.code, wish.document_no, practice=wish.practice,
            database=wish.database, towns=towns,
        )  # fmt: skip

    def show_keys(wish: CountyWish, keys: tuple[str, str], parent: QWidget | None) -> None:
        cards = CountyCards(look, dialogs, clock, wish.name, wish.folder)
        rescue, card = keys
        cards.show_rescue(rescue, parent)
        if card:
            cards.show_recovery(card, parent)

    def kept_in(folder: Path) -> Path | None:
        from banfu_desktop.services.county import second_place

        places = (folder, folder / second_place.NAME)
        return next((place for place in places if second_place.is_kept(place)), None)

    def bring_back(place: Path, folder: Path, typed: str) -> None:
        from banfu_desktop.services.county import bringing_back

        bringing_back.bring_back(place, folder, typed, clock())

    return CountyWays(found, show_keys, kept_in, bring_back)


def register(folder: Path, look: Look, dialogs: Dialogs, clock: Callable[[], datetime]) -> None:
    """Offer the register of a folder that holds no more than a county's key pair; the pair stays in use."""
    ways = county_ways(look, dialogs, clock)
    box = CountyBox(look, dialogs, folder, None, ways.found)
    if dialogs.run(box):
        ways.show_keys(box.wish, box.keys, None)
