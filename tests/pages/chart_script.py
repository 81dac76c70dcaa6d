"""A chart in layers, a table, and words that try to become markup."""

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import crisis, say, theme

HOSTILE = (
    '**bold** <img src="https://evil.example/x.png"> ![i](https://evil.example/y.png) '
    ":red[r] :smile: www.evil.example -> $x$"
)

frame = pd.DataFrame({"week": range(6), "score": [19, 18, 15, 12, 9, 7]})
base = alt.Chart(frame).encode(x="week:Q", y="score:Q", tooltip=["week", "score"])
rule = alt.Chart(pd.DataFrame({"y": [5]})).mark_rule(strokeDash=[4, 4]).encode(y="y:Q")
st.altair_chart(base.mark_line(color=theme.palette().medication) + base.mark_point() + rule, key="chart")
st.dataframe(frame)
say.text(HOSTILE, key="card-hostile")
say.chip(HOSTILE, kind="good")
st.subheader(say.literal(HOSTILE), anchor=False)
with st.container(key="answers-one"):
    st.segmented_control("How often?", ["Not at all", "Several days"], key="answer", required=True, width="stretch")
crisis.block()
crisis.line()
