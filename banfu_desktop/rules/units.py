"""Units: the level a name suggests, for a person to confirm, and names that may mean one unit (六(一))."""

from banfu_desktop.rules.words import UnitLevel

_MARKS = (
    (UnitLevel.BANK, ("银行", "农行", "工行", "建行", "农商", "信用社")),
    (UnitLevel.ENTERPRISE, ("公司", "集团", "电网", "财险")),
    (UnitLevel.CENTRAL, ("国家", "中央")),
    (UnitLevel.DONGGUAN, ("东莞",)),
    (UnitLevel.PROVINCE, ("省",)),
    (UnitLevel.CITY, ("市",)),
)
_COUNTY_BODY = ("市场",)
"""Words that hold a mark and say nothing of the level: 市场监管局 is not of a city."""
_SHORTEST = 3


def proposed_level(name: str, county: str) -> tuple[UnitLevel, str]:
    """The level a unit's name suggests, and by what; a proposal that a person confirms or corrects.

    Args:
        county: the office's county, 新丰县.
    """
    for start in (county, "县"):
        if name.startswith(start):
            return UnitLevel.COUNTY, f"名称以“{start}”开头"
    plain = name
    for word in _COUNTY_BODY:
        plain = plain.replace(word, "")
    for level, marks in _MARKS:
        for mark in marks:
            if mark in plain:
                return level, f"名称中有“{mark}”"
    if name == "团省委":
        return UnitLevel.PROVINCE, "名称中有“省”"
    return UnitLevel.COUNTY, "名称中没有写明层级"


def core(name: str, county: str) -> str:
    """A unit's name without the county before it: 新丰县司法局 and 县司法局 are both 司法局."""
    for start in (county, county.removesuffix("县"), "县"):
        if start and name.startswith(start) and len(name) - len(start) >= _SHORTEST - 1:
            return name.removeprefix(start)
    return name


def look_alike(name: str, other: str, county: str) -> bool:
    """Whether two names may mean one unit: 县市场监管局 and 新丰县市场监督管理局; asked, never decided."""
    short, long = sorted((core(name, county), core(other, county)), key=len)
    if len(short) < _SHORTEST or (short[0], short[-1]) != (long[0], long[-1]):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
