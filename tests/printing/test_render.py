"""What is printed: repeated headers, sub-totals that add up, room for stamps, nothing outside the frame."""

import re
import subprocess
import sys
from dataclasses import replace

import pypdfium2
import pytest

from banfu_desktop.printing.engine.blocks import (
    SIGN_AND_DATE,
    Column,
    Document,
    Facts,
    Field,
    Fields,
    Grid,
    Legend,
    Paragraph,
    Signatures,
    Title,
)
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.preview import page_count, page_image, page_size, page_text
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import capital, parse_yuan, yuan

MM = 72 / 25.4
NET = {count: sum(200_000 - number * 37 for number in range(1, count + 1)) for count in (1, 20, 300)}


def numbers(text):
    """Amounts of the lines that begin with a word, in fen."""
    return [[parse_yuan(part) for part in line.split()] for line in re.findall(r"(?m)^本页小计 (.+)$", text)]


def characters(pdf, page):
    """(left, bottom, right, top) in points of every inked character of a page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        reader = document[page].get_textpage()
        boxes = (reader.get_charbox(at) for at in range(reader.count_chars()))
        return [box for box in boxes if box[0] < box[2]]
    finally:
        document.close()


def attendance(count):
    columns = (Column("序号", 7), Column("姓名", 17), *(Column(str(day), 5) for day in range(1, 32)))
    columns += (*(Column(word, 7.2) for word in ("在岗", "公务外出", "病假")), Column("本人签字", 18))
    row = ("欧阳丽华", *("√" if day % 7 else "事" for day in range(31)), 26, 0, 0, "")
    grid = Grid(columns, tuple((number, *row) for number in range(1, count + 1)), row_height=10)
    return Document(
        "考勤表", (Title("考勤表"), grid, Legend("符号：√ 在岗"), Signatures(("考勤员",))), landscape=True
    )


def leave_form():
    return Document(
        "请假审批表",
        (
            Title("请假审批表"),
            Fields(
                (
                    (Field("姓名", "阿卜杜热合曼·买买提"), Field("派出单位", "县农业农村局")),
                    (Field("事由", "回乡办理父亲住院手续，" * 12, height=25),),
                    (Field("镇党委意见", height=30, foot=SIGN_AND_DATE),),
                )
            ),
        ),
    )


@pytest.mark.parametrize("count", [1, 20, 300])
def test_sub_totals_add_up_to_the_total_and_its_capital_figures(pay_sheet, texts, count):
    pages = texts(render([pay_sheet(count)]))
    subtotals = [numbers(page) for page in pages]
    total = yuan(NET[count])

    assert f"人民币{capital(NET[count])}　　（小写）：¥{total}" in pages[-1]
    assert re.search(rf"(?m)^合　计 .*{re.escape(total)}$", pages[-1])
    if len(pages) > 1:
        assert all(len(found) == 1 for found in subtotals)
        assert sum(found[0][-1] for found in subtotals) == NET[count]
    else:
        assert subtotals == [[]]


@pytest.mark.parametrize("count", [1, 20, 60, 300])
def test_every_page_has_the_header_and_every_row_stands_once_and_in_order(pay_sheet, texts, count):
    pages = texts(render([pay_sheet(count)]))

    assert all("姓名" in page and "实发" in page for page in pages)
    rows = [int(number) for page in pages for number in re.findall(r"(?m)^(\d+) \S+ 县司法局", page)]
    assert rows == list(range(1, count + 1))


def test_an_empty_sheet_says_so_and_adds_up_to_nothing(pay_sheet, texts):
    (page,) = texts(render([pay_sheet(0)]))

    assert "（无）" in page
    assert "人民币零元整" in page


def test_signatures_never_stand_on_a_page_without_a_row(pay_sheet, texts):
    for count in range(1, 31):
        last = texts(render([pay_sheet(count)]))[-1]
        assert "财务审核" in last
        assert re.search(r"(?m)^\d+ \S+ 县司法局", last), f"{count} rows"


def test_one_row_low_on_a_page_moves_on_with_its_total_and_signatures(pay_sheet, texts):
    sheet = pay_sheet(1)
    for lines in range(25):
        filler = tuple(Paragraph("备注") for _ in range(lines))
        for blocks, first in ((sheet.blocks, "驻镇帮扶工作补助发放表"), (sheet.blocks[2:], "序号")):
            last = texts(render([Document("试印", (*filler, *blocks), landscape=True)]))[-1]
            assert all(word in last for word in (first, "谭䶮", "人民币", "财务审核")), f"{lines} lines"
            assert "本页小计" not in last


@pytest.mark.parametrize("name", ["谭䶮", "李𬱖", "王㑇", "阿卜杜热合曼·买买提"])
def test_rare_and_long_names_read_back(pay_sheet, name):
    assert f" {name} " in page_text(render([pay_sheet(5)]), 0)


def test_every_page_is_numbered_and_carries_time_and_check_code(pay_sheet, texts):
    pages = texts(render([pay_sheet(60)]))

    for number, page in enumerate(pages, 1):
        assert f"校验码 7F3K-92QD 第 {number} 页　共 {len(pages)} 页 打印时间 2026-11-01 09:30" in page


def test_several_documents_are_one_file_each_on_new_pages_with_its_own_count(pay_sheet, texts):
    pages = texts(render([pay_sheet(30), leave_form(), pay_sheet(1)]))

    assert "请假审批表" in pages[-2]
    assert [re.findall(r"第 (\d+) 页　共 (\d+) 页", page)[0] for page in pages] == [
        ("1", "3"),
        ("2", "3"),
        ("3", "3"),
        ("1", "1"),
        ("1", "1"),
    ]


def test_nothing_to_print_is_refused():
    with pytest.raises(UserError, match="没有可以打印的内容"):
        render([])


def test_the_same_documents_are_the_same_bytes_also_in_another_process(pay_sheet):
    script = (
        "import sys; from banfu_desktop.printing.engine.blocks import *;"
        "from banfu_desktop.printing.engine.render import render;"
        "sys.stdout.buffer.write(render([Document('试印', (Title('谭䶮𬱖'), Paragraph('1,290.32'))) ]))"
    )
    document = Document("试印", (Title("谭䶮𬱖"), Paragraph("1,290.32")))
    render([pay_sheet(3)])  # what was printed before leaves no trace
    others = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout for _ in "ab"
    ]

    assert render([document]) == render([document]) == others[0] == others[1]


def test_every_font_in_the_file_is_embedded(pay_sheet):
    pdf = render([pay_sheet(20)])

    assert pdf.count(b"/Type /Font ") + pdf.count(b"/Type /Font\n") == pdf.count(b"/FontFile2 ")
    assert pdf.count(b"/BaseFont ") == pdf.count(b"/FontFile2 ") > 0


@pytest.mark.parametrize("make", [attendance, lambda count: leave_form()], ids=["31 days", "boxed form"])
def test_no_text_lies_outside_the_frame_on_other_forms(make):
    assert_inside(render([make(20)]))


def test_no_text_lies_outside_the_frame_however_long_it_is(pay_sheet):
    columns = (Column("姓名", 20), Column("备注", 20, "left"), Column("实发", 12, money=True, summed=True))
    rows = tuple(("买买提·" * size, "440299199001014955" * size, 10 ** (2 * size)) for size in range(1, 8))
    crowded = Document(
        "试印",
        (
            Title("驻镇帮扶工作补助发放表" * 3),
            Facts("填报单位（盖章）：" * 9, "2026年10月" * 3, "单位：元"),
            Grid(columns, rows),
        ),
        paper="A5",
    )
    for document in (pay_sheet(60), crowded):
        assert_inside(render([document]))


def assert_inside(pdf):
    for page in range(page_count(pdf)):
        width, height = page_size(pdf, page)
        for left, bottom, right, top in characters(pdf, page):
            assert left > 25 * MM - 1
            assert right < width - 15 * MM + 1
            assert bottom > 8 * MM
            assert top < height - 10 * MM


def test_a_long_text_in_a_cell_wraps_whole_and_makes_its_row_taller(texts):
    note = "回乡办理父亲住院手续并在县人民医院陪护一周"
    grid = Grid((Column("姓名", 40), Column("备注", 20, "left")), (("钟立新", note), ("谭䶮", "")))
    (page,) = texts(render([Document("试印", (grid,))]))

    assert note in page.replace("\n", "")


def test_a_row_taller_than_a_page_is_refused_with_its_number():
    grid = Grid((Column("姓名", 40), Column("备注", 10, "left")), (("钟立新", ""), ("谭䶮", "甲" * 2000)))

    with pytest.raises(UserError, match="第2行"):
        render([Document("试印", (grid,), landscape=True)])


def test_a_boxed_cell_taller_than_a_page_is_refused():
    form = Fields(((Field("事由", "甲" * 5000),),))

    with pytest.raises(UserError, match="一栏的文字太多"):
        render([Document("试印", (form,))])


def test_a_group_stands_above_its_columns_and_blank_rows_fill_the_form(texts):
    columns = (
        Column("月日", 12, group="出发"),
        Column("地点", 20, group="出发"),
        Column("小计", 20, money=True),
    )
    document = Document("差旅费报销单", (Grid(columns, (("10-8", "梅坑镇", 1500),), minimum_rows=4),))
    tall, (page,) = render([document]), texts(render([document]))

    assert page.index("出发") < page.index("月日") < page.index("10-8")
    assert "15.00" in page
    assert "（无）" not in page
    assert page_count(tall) == 1


def test_two_tables_on_one_paper_keep_their_own_totals(texts):
    columns = (Column("姓名", 40), Column("实发", 20, money=True, summed=True))
    first, second = (Grid(columns, (("钟立新", fen),), capital_of=1) for fen in (200_000, 129_032))
    document = Document("补助发放表", (first, Paragraph("二、补发", bold=True), second))
    (page,) = texts(render([document]))

    assert "人民币贰仟元整" in page
    assert "人民币壹仟贰佰玖拾元零叁角贰分" in page


def test_a_long_paragraph_runs_on_over_the_page(texts):
    pages = texts(render([Document("工作报告", (Paragraph("　　驻镇帮扶工作扎实推进。" * 300),))]))

    assert len(pages) == 3
    assert sum(page.count("扎") for page in pages) == 300


@pytest.mark.parametrize(
    ("paper", "landscape", "size"),
    [
        ("A4", False, (210, 297)),
        ("A4", True, (297, 210)),
        ("A5", False, (148, 210)),
        ("A5", True, (210, 148)),
    ],
)
def test_paper_and_orientation(paper, landscape, size):
    pdf = render([Document("试印", (Title("试印"),), paper=paper, landscape=landscape)])

    assert page_size(pdf, 0) == pytest.approx((size[0] * MM, size[1] * MM), abs=0.1)


def test_the_offset_moves_everything_right_and_down(pay_sheet):
    plain, moved = (render([pay_sheet(1, offset_mm=offset)]) for offset in ((0.0, 0.0), (2.0, 3.0)))

    for before, after in zip(characters(plain, 0), characters(moved, 0), strict=True):
        assert after[0] - before[0] == pytest.approx(2 * MM, abs=0.01)
        assert before[1] - after[1] == pytest.approx(3 * MM, abs=0.01)


def test_a_watermark_lies_on_every_page(pay_sheet, texts):
    pages = texts(render([pay_sheet(30, watermark="仅供县司法局财务室核对")]))

    assert all("仅供县司法局财务室核对" in re.sub(r"\s", "", page) for page in pages)


def test_the_stamp_has_its_clear_square_below_the_total_however_full_the_page(pay_sheet):
    blocks = pay_sheet(7).blocks
    for size in range(1, 32):
        pdf = render([Document("试印", (Paragraph("", size=size), *blocks), landscape=True)])
        boxes = characters(pdf, page_count(pdf) - 1)
        right = page_size(pdf, 0)[0] - 15 * MM
        stamp_word = min(low for left, low, _, top in boxes if left > right - 45 * MM and top > 17 * MM)
        assert stamp_word - 17 * MM > (45 - 8) * MM  # the word 盖章 stands 8 mm below the square's top


def test_a_page_is_shown_as_a_picture_of_its_size(pay_sheet):
    pdf = render([pay_sheet(2)])
    picture = page_image(pdf, 0, 2.0)

    assert (picture.width, picture.height) == (1684, 1191)
    assert len(picture.pixels) == picture.width * picture.height * 4
    assert picture.pixels[:3] == b"\xff\xff\xff"
    assert any(value < 50 for value in picture.pixels[::97])


def test_nothing_in_the_foot_lies_over_anything_else() -> None:
    """Both codes in the widest letters, on the narrow paper."""
    from banfu_desktop.printing.engine import drawing
    from banfu_desktop.printing.engine.fonts import width

    document = Document("表", (Title("表"),), check_code="WWWM-MWWM", chain_code="WWMM-WQQQ-WWMM-W0WV")
    document = replace(document, printed_at="2026-11-02 09:30")
    for landscape in (False, True):
        paper = drawing.frame(replace(document, landscape=landscape))
        left, middle, right = drawing._foot(document, paper, 12, 12)
        ends = [text.x + width(text.text, "serif") * text.size for text in (left, middle, right)]
        assert ends[0] + 4 < middle.x
        assert ends[1] + 4 < right.x
        assert ends[2] <= paper.left + paper.width + 0.01
