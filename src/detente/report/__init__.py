"""Room `report`: findings in words and pictures, as one self-contained HTML page."""

from detente.report.page import render, write_report

__all__ = ["render", "write_report"]
