"""调整表: what a parent adds to or takes from its own figures, cell by cell and with a reason."""

from xltool.schema import money, register, text

SOURCE = "部门汇总调整应逐项列示并说明原因，不得并入所属单位数据"

adjustments = register(
    item=text(
        "调整项目",
        nullable=False,
        codes="cells",
        prompt="从下拉列表选择：报表｜行次｜栏次。",
    ),
    amount=money("调整金额", nullable=False, prompt="增加填正数，减少填负数，单位与该栏次相同。"),
    reason=text(
        "调整原因", nullable=False, str_length={"max_value": 200}, prompt="写明调整的依据和原因。"
    ),
)

rules = ()
