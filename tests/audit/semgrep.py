"""Breaches planted on purpose: each rule of the file beside this one must find its own, and nothing else."""

import datetime
import random

import numpy
import sqlalchemy

# ruleid: no-screen-in-models
import streamlit as st


def html(words):
    # ruleid: no-html-from-words
    st.markdown(words, unsafe_allow_html=True)
    # ok: no-html-from-words
    st.text(words)


def total(answers, form, keys):
    # ruleid: no-sum-over-answers
    first = sum(answers.values())
    # ruleid: no-sum-over-answers
    second = sum(each.value for each in form if each.value is not None)
    # ruleid: no-sum-over-answers
    third = sum(answers[key] for key in keys if key in answers)
    # ruleid: no-sum-over-answers
    fourth = numpy.nansum(answers)
    # ok: no-sum-over-answers
    return first, second, third, fourth, sum([1, 2])


# ruleid: no-cache-of-everybody
@st.cache_data
def record(patient_id):
    return patient_id


def times():
    # ruleid: no-clock-without-a-zone
    now = datetime.datetime.now()
    # ruleid: no-clock-without-a-zone
    day = datetime.date.today()
    # ok: no-clock-without-a-zone
    return now, day, datetime.datetime.now(datetime.UTC)


def found(name):
    # ruleid: no-sql-of-pieces
    first = sqlalchemy.text(f"SELECT * FROM person WHERE name = '{name}'")
    # ok: no-sql-of-pieces
    return first, sqlalchemy.text("SELECT 1")


def token():
    # ruleid: no-plain-random-secret
    return random.choice("abc")
