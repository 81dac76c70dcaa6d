"""One picture of the cohort: drawn, said in words, as a table, and as files to take along."""

import pandas as pd
import streamlit as st

from instruments import shelf
from models.criteria.cohort import scales
from models.history import Cohort
from pages.parts import cohort_charts, pieces, say
from pages.parts.cohort_tables import TABLES, Table, before_after, few, followed, waterfall
from pages.parts.cohort_words import alternative
from pages.parts.theme import palette

ON_A_SCALE = {"before-after": before_after, "waterfall": waterfall}


def show(name: str, title: str, words: str, seen: Cohort, address: str) -> None:
    """Draw it where there are enough trials, and say so where there are not."""
    with st.container(key=f"card-cohort-{name}"):
        pieces.show(pieces.heading(2, title))
        say.text(words, key=f"quiet-{name}")
        wanted = _scale(name, seen) if name in ON_A_SCALE else ""
        table = table_of(name, seen, wanted)
        if not table:
            say.text(f"Too few trials for this picture; it needs {few()}.", key=f"quiet-few-{name}")
            return
        st.vega_lite_chart(
            cohort_charts.spec(name, table, palette()),
            width="stretch",
            key=f"chart-{name}",
            alt=alternative(name, title, table),
        )
        if name == "time":
            counts = pd.DataFrame(followed(seen)).set_index("event").T  # narrow enough for a phone
            say.text("Trials still followed, by weeks since they began:", key="quiet-followed")
            st.table(counts)
        say.text("\n".join(table.said), key=f"quiet-said-{name}")
        with st.expander("As a table"):
            st.dataframe(pd.DataFrame(table.rows), hide_index=True, key=f"table-{name}")
        more = "&".join(part for part in (address, f"scale={wanted}" if wanted else "") if part)
        files = (("SVG", "svg"), ("PNG", "png"), ("table (CSV)", "csv"))
        say.paragraph("Save as", *((label, f"/cohort/{name}.{ending}?{more}") for label, ending in files))


def table_of(name: str, seen: Cohort, wanted: str) -> Table:
    """The table behind a picture; raises KeyError for a name that there is not."""
    return ON_A_SCALE[name](seen, wanted) if name in ON_A_SCALE else TABLES[name](seen)


def _scale(name: str, seen: Cohort) -> str:
    """Which scale is drawn, where more than one tells of enough trials."""
    found = {".".join(key): key for key, number in scales(seen.lines).items() if number >= few()}
    if len(found) < 2:
        return next(iter(found), "")
    chosen = st.selectbox(
        "Scale",
        list(found),
        format_func=lambda each: f"{shelf()[found[each][0]].abbreviation} ({found[each][1]})",
        key=f"scale-{name}",
        width=220,
    )
    return chosen or ""
