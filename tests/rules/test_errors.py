"""What goes wrong is said in whole sentences, by type."""

import pytest

from banfu_desktop.rules.errors import MachineError, Problem, ProblemsError, UserError


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (UserError("2026年10月已封存"), "2026年10月已封存。"),
        (UserError("已封存", "请在本月登记补发或扣回"), "已封存，请在本月登记补发或扣回。"),
        (UserError("不在发放范围", clause="六(四)"), "不在发放范围（六(四)）。"),
        (UserError("不在发放范围", "请核对人员类别", "六(四)"), "不在发放范围（六(四)），请核对人员类别。"),
    ],
)
def test_a_refusal_says_what_why_and_what_next(error: UserError, sentence: str) -> None:
    assert str(error) == sentence


def test_trouble_with_the_machine_says_what_is_safe() -> None:
    assert str(MachineError("磁盘已满")) == "磁盘已满。已保存的数据完好。"
    assert str(MachineError("磁盘已满", "原来的文件没有改动", "请腾出空间")) == (
        "磁盘已满。原来的文件没有改动。请腾出空间。"
    )
    assert str(MachineError("磁盘已满", "")) == "磁盘已满。"


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem(4, "姓名", "没有填写", "请填写姓名"), "第4行 【姓名】没有填写，请填写姓名"),
        (Problem(None, "姓名", "没有填写"), "【姓名】没有填写"),
        (Problem(0, "姓名", "没有填写"), "第0行 【姓名】没有填写"),
    ],
)
def test_a_problem_says_where(problem: Problem, line: str) -> None:
    assert str(problem) == line


def test_a_problem_is_no_warning_unless_it_says_so() -> None:
    assert not Problem(4, "姓名", "没有填写").warning


def test_problems_come_together_as_one_refusal() -> None:
    problems = (Problem(4, "姓名", "没有填写"), Problem(5, "姓名", "没有填写"))
    error = ProblemsError("花名册有2处需要更正", problems, "请更正后重新导入")
    assert isinstance(error, UserError)
    assert (error.problems, str(error)) == (problems, "花名册有2处需要更正，请更正后重新导入。")


def test_a_refusal_is_no_trouble_with_the_machine() -> None:
    assert not issubclass(UserError, MachineError)
    assert not issubclass(MachineError, UserError)
