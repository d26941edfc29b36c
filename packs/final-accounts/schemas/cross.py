"""Rules between the nine forms: each figure that two of them print is the same."""

from __future__ import annotations

from xltool.schema import cell, codes

from .shared import agree

LISTED = codes("fiscal").codes
CLASSES = [each for each in codes("functions").under("") if each.code in LISTED]
YEAR = "本年收入合计", "Income of the year"
SPENT = "本年支出合计", "Spending of the year"
ACCOUNTS, FISCAL, INCOME = cell.accounts, cell.fiscal, cell.income.total
BUDGETS = (
    (ACCOUNTS.in_general, FISCAL.in_general, FISCAL.out_year.general, cell.general, "一般公共预算", "the general budget"),
    (ACCOUNTS.in_fund, FISCAL.in_fund, FISCAL.out_year.fund, cell.fund, "政府性基金预算", "government funds"),
    (ACCOUNTS.in_soe, FISCAL.in_soe, FISCAL.out_year.soe, cell.soe, "国有资本经营预算", "state capital"),
)  # fmt: skip
SAME = (
    ("R8", ACCOUNTS.in_year.amount, INCOME.total, "公开01、02", *YEAR),
    ("R8", ACCOUNTS.out_year.amount, cell.spending.total.total, "公开01、03", *SPENT),
    ("R8", ACCOUNTS.in_general.amount + ACCOUNTS.in_fund.amount + ACCOUNTS.in_soe.amount, INCOME.fiscal,
     "公开01、02", "财政拨款收入", "All of appropriations"),
    ("R8", ACCOUNTS.in_superior.amount, INCOME.superior, "公开01、02", "上级补助收入", "Income from above"),
    ("R8", ACCOUNTS.in_business.amount, INCOME.business, "公开01、02", "事业收入", "Income of services"),
    ("R8", ACCOUNTS.in_operating.amount, INCOME.operating, "公开01、02", "经营收入", "Income of operations"),
    ("R8", ACCOUNTS.in_affiliate.amount, INCOME.affiliate, "公开01、02", "附属单位上缴收入", "Income from below"),
    ("R8", ACCOUNTS.in_other.amount, INCOME.other, "公开01、02", "其他收入", "Other income"),
    *(("R8", ACCOUNTS[each.code].amount, cell.spending[each.code].total,
       "公开01、03", each.label, f"Class {each.code}") for each in CLASSES),
    *(("R9", here.amount, there.amount, "公开01、04", f"{zh}拨款", f"What comes from {en}")
      for here, there, _, _, zh, en in BUDGETS),
    *(("R9", spent, form.total.total, "公开04与分表", f"{zh}支出", f"What {en} spends")
      for _, _, spent, form, zh, en in BUDGETS),
    *(("R9", FISCAL[each.code].general, cell.general[each.code].total,
       "公开04、05", each.label, f"Class {each.code} of the general budget") for each in CLASSES),
    ("R9", FISCAL.in_fund.amount, cell.fund.total.income, "公开04、08", "政府性基金收入", "Income of funds"),
    ("R9", FISCAL.opening_fund.amount, cell.fund.total.opening,
     "公开04、08", "政府性基金年初结转和结余", "What funds carried over"),
    ("R10", cell.general.total.basic, cell.basic.personnel.amount + cell.basic.public.amount,
     "公开05、06", "基本支出", "Basic spending"),
)  # fmt: skip
PUBLIC = (
    ("30212", cell.three_public.unit.abroad_f, "因公出国（境）费用"),
    ("30217", cell.three_public.unit.hosts_f, "公务接待费"),
    ("30231", cell.three_public.unit.run_f, "公务用车运行维护费"),
    ("31013", cell.three_public.unit.buy_f, "公务用车购置"),
)
rules = (
    *(agree(rule_id, one == other, f"{forms} {zh}应一致", f"{en} is the same in both forms")
      for rule_id, one, other, forms, zh, en in SAME),
    *(agree("R14", cell.basic[code].amount <= public, f"公开06 {zh}不应超过公开07",
            f"Code {code} of form 06 is within form 07") for code, public, zh in PUBLIC),
)  # fmt: skip
