"""The report of a draw: one page on its own for organiser and auditor (docs/format.md 1.1)."""

from sortition.report.comparison import comparison_html
from sortition.report.page import ReportSettings, report_html

__all__ = ["ReportSettings", "comparison_html", "report_html"]
