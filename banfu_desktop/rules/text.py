"""Characters as typed and as kept."""

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(ord("！"), ord("～") + 1)}


def half_width(text: str) -> str:
    """Digits, letters and signs typed full-width, in half width."""
    return text.translate(_HALF_WIDTH)


def compact(text: str | None) -> str:
    """A number or name as it is compared: half width, capitals, no spaces; nothing is empty."""
    return "".join(half_width(text or "").split()).upper()
