"""Agents and their courses."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from data.sample.arrays import Ints
from data.sample.county import AGENCIES
from data.sample.frames import dates, lookup, money, table
from data.sample.months import MONTHS, day_number, first_day
from data.sample.staff import Staff, leaves
from data.sample.story import TRAINING_COURSE, TRAINING_MONTH, wage_index

MINUTE = 0.93  # CNY a productive minute in month 1
EXAMS = (dt.date(2024, 3, 20), dt.date(2025, 3, 20), dt.date(2026, 3, 20))
EXAM, EXAM_HOURS, COURSE_HOURS = "annual_compliance_exam", 4.0, 16.0


def agent_ids(staff: Staff) -> pl.Series:
    """Ids of a platform's people, by person."""
    return pl.Series([f"U{person + 1:04d}" for person in range(len(staff.seat))], dtype=pl.String)


def agents_table(staff: Staff, rng: np.random.Generator) -> pl.DataFrame:
    """Everybody who held a seat."""
    size = len(staff.seat)
    cost = MINUTE * 60 * float(wage_index(np.array(MONTHS))) * rng.uniform(0.9, 1.1, size)
    return table(
        "agents",
        agent_id=agent_ids(staff),
        team=pl.Series([staff.team[seat] for seat in staff.seat], dtype=pl.String),
        agency=lookup(staff.agency[staff.seat], AGENCIES),
        hired_on=dates(staff.first_day),
        left_on=dates(np.where(leaves(staff), staff.last_day, 0)),
        hourly_cost=money(np.round(cost * 100)),
    )


def courses(staff: Staff) -> tuple[Ints, Ints, Ints]:
    """Person, day, and whether it is the planted course (1) or the yearly exam (0)."""
    trained = np.flatnonzero(staff.trained[staff.seat])
    person, day = [trained], [first_day(TRAINING_MONTH) + 9 + np.arange(len(trained)) % 10]
    for exam in EXAMS:
        there = np.flatnonzero((staff.first_day <= day_number(exam)) & (staff.last_day >= day_number(exam)))
        person.append(there)
        day.append(np.full(len(there), day_number(exam)))
    is_course = np.arange(sum(map(len, person))) < len(trained)
    return np.concatenate(person), np.concatenate(day), is_course.astype(np.int64)


def trainings_table(staff: Staff, rng: np.random.Generator) -> pl.DataFrame:
    """The planted course and the yearly exams."""
    person, day, course = courses(staff)
    return table(
        "trainings",
        agent_id=agent_ids(staff).gather(pl.Series(person)),
        course=lookup(course, [EXAM, TRAINING_COURSE]),
        completed_on=dates(day),
        hours=pl.Series(np.where(course == 1, COURSE_HOURS, EXAM_HOURS)),
        score=pl.Series(np.round(rng.normal(84, 7, len(person)).clip(40, 100), 1)),
    )
