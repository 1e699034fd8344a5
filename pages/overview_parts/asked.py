"""The figures of the overview: those on cards, and those only told of where they moved."""

LENDING = (
    "balance", "overdue_rate_balance", "overdue_rate_count", "overdue_rate_due", "par30_balance", "par90_balance",
)  # fmt: skip
COLLECTING = (
    "npl_ratio", "cash_recovered", "cost_per_case", "cost_per_yuan_recovered", "complaints_per_1000_cases",
    "breach_rate",
)  # fmt: skip
ONLY_TOLD = ("roll_rate_m0", "promise_kept_rate")
TOGETHER = (*LENDING, *COLLECTING, *ONLY_TOLD)
