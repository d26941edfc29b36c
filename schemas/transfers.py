"""内部往来表: what an entity pays to and receives from its superior and its subordinates."""

from xltool.schema import calculated, code, line, money, parts, register, text

SOURCE = "部门预算编制要求：上下级之间的补助和上缴，汇总时按对方单位抵销"

transfers = register(
    counterparty=code(
        "对方单位代码",
        nullable=False,
        str_matches=r"^[0-9A-Za-z]{1,10}$",
        prompt="填对方单位的代码，一个对方单位填一行，如 312005。",
    ),
    name=text("对方单位名称", str_length={"max_value": 60}, prompt="填对方单位的名称。"),
    superior=money("上级补助收入", ge=0, prompt="本年从该上级单位取得的补助，万元。没有数就留空。"),
    affiliate=money(
        "附属单位上缴收入", ge=0, prompt="本年该附属单位上缴的收入，万元。没有数就留空。"
    ),
    remittance=money("上缴上级支出", ge=0, prompt="本年上缴该上级单位的支出，万元。没有数就留空。"),
    subsidy=money(
        "对附属单位补助支出", ge=0, prompt="本年补助该附属单位的支出，万元。没有数就留空。"
    ),
    superior_prior=money("上级补助收入", ge=0, prompt="上年数，万元。没有数就留空。"),
    affiliate_prior=money("附属单位上缴收入", ge=0, prompt="上年数，万元。没有数就留空。"),
    remittance_prior=money("上缴上级支出", ge=0, prompt="上年数，万元。没有数就留空。"),
    subsidy_prior=money("对附属单位补助支出", ge=0, prompt="上年数，万元。没有数就留空。"),
)

rules = (
    calculated(
        "R38", line.total, parts(line.total),
        "内部往来合计等于各行之和",
        "The total of transfers is the sum of its rows",
        source=SOURCE,
    ),
)  # fmt: skip
