"""The calculation of a whole claim: five trips over thirty days, and half-days every day."""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from bench.measuring import is_void, medians, verdict
from services.expenses.rules.fees import fee
from services.expenses.rules.half_days import HalfDay, HalfDays
from services.expenses.rules.places import Commune
from services.expenses.rules.rates import Rate, Rates
from services.expenses.rules.travel import travel
from services.expenses.rules.trips import Situation, Trip

GOAL_SECONDS = 0.002
FIRST_DAY = date(2026, 6, 1)
TRIPS, DAYS = 5, 30
ARRAS, DOUAI = Commune("62041", "Arras", 41_000), Commune("59178", "Douai", 39_000)


def run() -> int:
    """Measure, print, and say whether the goal is met."""
    lines = (Path(__file__).parents[1] / "demo" / "siec" / "rates.jsonl").read_text().splitlines()
    rates = Rates(Rate.read(json.loads(line, parse_float=Decimal)) for line in lines)
    trips, half_days = _trips(), _half_days()
    situation = Situation(place=DOUAI, residences=(ARRAS.code,))
    last_day = FIRST_DAY + timedelta(days=DAYS - 1)

    def calculate() -> object:
        fee(half_days, exam="BGT", nature="PRATIQUE", first_day=FIRST_DAY, last_day=last_day, rates=rates)
        return travel(trips, situation, rates)

    found = medians({"claim": calculate, "again": calculate})
    print(
        f"one claim, {TRIPS} trips over {DAYS} days: {found['claim'] * 1000:.2f} ms (goal {GOAL_SECONDS * 1000:.0f} ms)"
    )
    return verdict(is_met=found["claim"] <= GOAL_SECONDS, is_void=is_void(found["claim"], found["again"]))


def _trips() -> list[Trip]:
    """Stays of six days with their nights, one after the other."""
    starts = [datetime.combine(FIRST_DAY + timedelta(days=6 * number), time(7, 30)) for number in range(TRIPS)]
    return [
        Trip(
            departure_town=ARRAS,
            arrival_town=DOUAI,
            departure_time=start,
            return_time=start + timedelta(days=5, hours=12),
            kilometres=Decimal(60),
            power_cv=5,
            night_count=5,
            half_meal_count=2,
        )
        for start in starts
    ]


def _half_days() -> HalfDays:
    days = (FIRST_DAY + timedelta(days=number) for number in range(DAYS))
    return HalfDays(tuple(HalfDay(day, time(8), time(12)) for day in days))
