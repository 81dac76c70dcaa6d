"""A report as pages: A4 or US Letter, accessible (PDF/UA-1), with nobody's name in the file's own description."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import vl_convert

from models.exchange.report.printable import printable
from models.exchange.report.setting import pdf
from models.languages import time_names

TEMPLATES = {"payer": "treatment", "history": "treatment", "plain": "plain"}


class Paper(StrEnum):
    """The size of a page."""

    a4 = "a4"
    us_letter = "us-letter"


def to_pdf(report: dict[str, Any], paper: Paper, made_at: datetime) -> bytes:
    """The pages of a report."""
    data, with_system_fonts = ready(report, paper)
    return pdf(TEMPLATES[report["kind"]], data, made_at, with_system_fonts=with_system_fonts)


def ready(report: dict[str, Any], paper: Paper) -> tuple[dict[str, Any], bool]:
    """What the template reads: every letter printable, the drawing drawn; and whether more fonts are needed."""
    data, with_system_fonts = printable(report)
    chart = data["chart"]
    if chart:
        drawn = {key: value for key, value in chart.items() if key != "spec"}
        data = {**data, "chart": {**drawn, "svg": _drawn(chart["spec"], data["language"])}}
    return {**data, "paper": str(paper)}, with_system_fonts


def _drawn(spec: dict[str, Any], language: str) -> str:
    """The drawing, with the months as the reader calls them."""
    return str(vl_convert.vegalite_to_svg(spec, time_format_locale=time_names(language)))
