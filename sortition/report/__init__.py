"""Pages for people: the report of a draw, the account of a process, the comparison of methods."""

from sortition.report.account import account_html
from sortition.report.comparison import comparison_html
from sortition.report.journal import check_text, describe
from sortition.report.page import ReportSettings, report_html

__all__ = [
    "ReportSettings",
    "account_html",
    "check_text",
    "comparison_html",
    "describe",
    "report_html",
]
