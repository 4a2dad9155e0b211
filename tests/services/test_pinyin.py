"""Names and texts in pinyin: surnames in names of people only, phrases as read, every reading found."""

import pytest

from banfu_desktop.services.pinyin import spell, spell_name


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("曾广亮", "zengguangliang", "zgl"),
        ("单晓梅", "shanxiaomei", "sxm"),
        ("区惠娟", "ouhuijuan", "ohj"),
        ("解大伟", "xiedawei", "xdw"),
        ("单于雄", "chanyuxiong", "cyx"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqi", "mq"),
        ("长孙明", "zhangsunming", "zsm"),
        ("欧阳㑇", "ouyang", "oy"),
        ("令狐冲", "linghuchong", "lhc"),
    ],
)
def test_a_surname_is_read_as_a_surname(name: str, full: str, initials: str) -> None:
    spelling = spell_name(name)
    assert spelling.full.split()[0].startswith(full)
    assert spelling.initials.split()[0].startswith(initials)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("解放路横幅", "jiefangluhengfu"),
        ("单位水电费", "danweishuidianfei"),
        ("曾经垫付", "cengjingdianfu"),
        ("区农业局", "qunongyeju"),
        ("重庆银行", "chongqingyinhang"),
    ],
)
def test_an_ordinary_text_has_no_surname(text: str, full: str) -> None:
    assert spell(text).full.split()[0] == full


@pytest.mark.parametrize(("name", "wanted"), [("王乐", "wy"), ("李行", "lh"), ("张重", "zc"), ("任盛", "rc")])
def test_every_reading_of_a_character_finds_the_name(name: str, wanted: str) -> None:
    assert wanted in spell_name(name).initials.split()


def test_letters_and_digits_stand_for_themselves() -> None:
    assert spell("A4打印纸").initials.split()[0] == "a4dyz"
