"""Decisions and amounts of claims as plain functions: no SQL, no gRPC, no clock, no I/O (domain.md §2, §3, §5).

Arguments are plain values and small frozen dataclasses. Money is whole euro cents, rates and distances are `Decimal`,
instants are UTC, wall times are naive datetimes of the town where they happen. A refusal is an exception of
`services.expenses.errors`; a wrong field is one of `kit.errors.InvalidFields`, under its path in `ClaimInput`
(`fee.copies`, `travel.trips[0].distance_hectometres`). What only deserves a second look is in `warnings`.

Nouns, and what to call:

- `rates.Rates([Rate.read(row), …])` — the dated table; read JSON with `parse_float=Decimal`.
- `fees.fee(Copies(42), exam="BGT", nature="COPIES", first_day=…, rates=…)` → `steps.Amount`; what is entered is one of
  `copies.Copies`, `candidates.Candidates`, `half_days.HalfDays`, `hours.Duration`.
- `groups.group_fee([Member(Work(…), entry), …], rates)` and `groups.fee_carriers` — missions that one claim pays.
- `travel.travel([Trip(…), …], Situation(…), rates)` → `travel.TravelAmount`; `trips` has `Trip` and `Situation`,
  `modes` the modes, `intervals` and `takings` what claims take of a year.
- `parameters.Parameters([Parameter(…), …])` and `proofs.required_proofs(…)` — dated choices of the academy.
- `providers.fee_provider`, `providers.travel_provider` — which parts exist, and who fills them.
- `status.status(Facts(…), now)` and `workflow.allowed_moves`, `workflow.refusal`, `workflow.taken`.
- `journeys.carriers([DayMission(…), …])` — which claim of a day carries the trips.
- `places.inside`, `places.zone`; `nights.night_zone`; `trips.departure_towns`.
- `order_number.order_number(2026, "SIEC", 4512)`.

On a loaded claim:

- `views.ClaimView` is a claim at one instant for one person: statuses, moves, amounts, all that its page shows.
- What moves do to it: those of entry in `entering`, of a gestionnaire in `processing`, of a président in `juries`, of
  SANTORIN in `returns`; `parts` is what all of them do to a part, `grouping` says which claim carries whose fee, and
  `recording` keeps what missions and auth tell.
- What is entered: `entries` reads the shape in which it is kept, `assessments` says what it is worth, `estimates` does
  while it is typed; `drafts` is what does not count yet.
- What people read: `stories` and `follow_ups` (« Suivi »), `recaps`, `lists`.

A whole calculation, for example 120 km and a midday meal on one day in Lille for someone who lives in Arras:

>>> import json
>>> from datetime import datetime
>>> from decimal import Decimal
>>> from services.expenses.rules.places import Commune
>>> from services.expenses.rules.rates import Rate, Rates
>>> from services.expenses.rules.travel import travel
>>> from services.expenses.rules.trips import Situation, Trip
>>> with open("demo/siec/rates.jsonl") as lines:
...     rates = Rates(Rate.read(json.loads(line, parse_float=Decimal)) for line in lines)
>>> arras, lille = Commune("62041", "Arras", 41_000), Commune("59350", "Lille", 236_000)
>>> trip = Trip(
...     arras, lille, datetime(2025, 6, 24, 7, 30), datetime(2025, 6, 24, 19, 0),
...     kilometres=Decimal(60), power_cv=5, one_way_count=2,
... )
>>> amount = travel([trip], Situation(place=lille, residences=("62041",)), rates)
>>> amount.cents, amount.owed_meal_count, amount.owed_night_count
(5840, 1, 0)
>>> [(step.label, str(step.quantity), step.amount_cents) for step in amount.steps]
[('Indemnité kilométrique, 5\xa0CV, jusqu’à 2\u202f000\xa0km dans l’année', '120', 3840), ('Repas', '1', 2000)]
"""
