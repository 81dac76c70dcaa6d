"""An application for tests: the product's guards round one page that draws what the policy could hinder."""

from pathlib import Path

import streamlit as st

from pages.routes import ROUTES
from pages.security import middleware

app = st.App(Path(__file__).parent / "chart_script.py", routes=ROUTES, middleware=middleware())
