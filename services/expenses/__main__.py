"""The commands of expenses: `python -m services.expenses serve|migrate|count-statuses`."""

import sys
from typing import cast

from kit.command import Service, run
from kit.feeds.servicer import FeedsServicer
from kit.process import SWEEP_SECONDS, Process
from kit.servicer import Servicer
from services.expenses.feeds import FILES
from services.expenses.queries import counts as queries
from services.expenses.servicer.claims import ClaimsServicer
from services.expenses.servicer.desk import DeskServicer
from services.expenses.servicer.expenses import Office
from services.expenses.servicer.juries import JuryServicer
from services.expenses.servicer.records import RecordsServicer
from services.expenses.servicer.sealing import Sweeper
from services.expenses.settings import ExpensesSettings
from services.expenses.templates.counts import counts


def servicers(process: Process) -> list[Servicer]:
    settings = cast("ExpensesSettings", process.settings)
    office = Office(process, zone=settings.zone, proofs_address_lines=settings.proofs_address_lines)
    process.chores.add("sweeper of the seals", SWEEP_SECONDS, Sweeper(process, office.folders).sweep)
    return [
        ClaimsServicer(process, office),
        DeskServicer(process, office),
        JuryServicer(process, office),
        RecordsServicer(process, office),
        FeedsServicer(process, FILES),
    ]


def _count_statuses(process: Process) -> None:
    """How many claims stand in each status now, by the business clock."""
    with process.database.read() as session:
        sys.stdout.write(counts(queries.counts(session, process.clock.now())))


SERVICE = Service("expenses", ExpensesSettings, servicers, commands={"count-statuses": _count_statuses})


if __name__ == "__main__":
    run(SERVICE)
