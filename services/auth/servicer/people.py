"""The register of people, for staff and for other services."""

from collections.abc import Iterable
from datetime import timedelta

from grpc import ServicerContext

from imagin.auth.v1 import auth_pb2 as pb
from imagin.auth.v1 import auth_pb2_grpc as pb_grpc
from kit import pages
from kit.audit import CHANGED, MASK, READ, Entry
from kit.clock import real_now
from kit.errors import InvalidFields, NotFound
from kit.identifiers import is_id
from kit.identity import Caller
from kit.process import Process
from kit.servicer import Servicer
from services.auth import errors, wire
from services.auth.models import EndReason, LinkPurpose, Person
from services.auth.queries import accounts, mails, people, sessions
from services.auth.rules import accounts as rules
from services.auth.rules import emails, identity, lists, revealing, temporary
from services.auth.rules import mails as mail_rules
from services.auth.rules.throttling import RECORDED_EMAILS
from services.auth.rules.vault import Vault
from services.auth.servicer.tries import Tries
from services.auth.settings import AuthSettings
from services.auth.tasks import Postman

MOST_PEOPLE = 1_000


class PeopleServicer(Servicer, pb_grpc.PeopleServiceServicer):
    """People and the help that staff give them with their account."""

    def __init__(self, process: Process, settings: AuthSettings, vault: Vault, postman: Postman) -> None:
        super().__init__(process)
        self._vault = vault
        self._postman = postman
        self._tries = Tries(process.database, vault)
        self._temporary_life = timedelta(days=settings.temporary_password_days)

    def ListPeople(self, request: pb.ListPeopleRequest, context: ServicerContext) -> pb.ListPeopleResponse:
        words, order = lists.searched(request.search), wire.people_order(request)
        place = pages.place(request, length=len(people.ORDERS[order]))
        with self.read(context) as read:
            page = people.page(
                read.session,
                words,
                order=order,
                is_descending=request.is_descending,
                size=pages.size(request.page_size),
                place=place,
            )
            return wire.people_page(request, page, people.count(read.session, words), real_now())

    def GetPerson(self, request: pb.GetPersonRequest, context: ServicerContext) -> pb.Person:
        with self.read(context) as read:
            person = accounts.person_with_secrets(read.session, request.id)
            if person is None:
                raise NotFound
            return wire.person_for_staff(person, rules.state(person.account, real_now()), self._vault)

    def RevealPerson(self, request: pb.RevealPersonRequest, context: ServicerContext) -> pb.RevealPersonResponse:
        purpose = revealing.purpose(request.purpose)
        # A unit of work for its audit row. No `work.reply`: it would keep the answer.
        with self.work(request, context) as work:
            person = accounts.person_with_secrets(work.session, request.person_id)
            if person is None:
                raise NotFound
            if person.id == work.caller.person_id:
                raise errors.OwnAccount
            work.record(Entry("person", person.id, READ, {"purpose": {"from": None, "to": purpose}}))
            return wire.revealed(person, self._vault)

    def RecordEmail(self, request: pb.RecordEmailRequest, context: ServicerContext) -> pb.Person:
        address = emails.checked(request.email)
        with self.work(request, context) as work:
            person = _helped(accounts.person_with_account(work.session, request.id), work.caller)
            self._tries.take_within(work.session, {RECORDED_EMAILS: (person.id,)}, errors.TooManyEmails)
            # An address known before learns of the new one: a record made by mistake, or by malice, is noticed.
            if person.mail_address not in (None, address):
                mails.add(work.session, person, mail_rules.EMAIL_RECORDED)
            person.given_email = address
            mails.add(work.session, person, mail_rules.PASSWORD_RESET_BY_STAFF)
            work.after_commit(self._postman.wake)
            return work.reply(_wired, person)

    def IssueTemporaryPassword(
        self, request: pb.IssueTemporaryPasswordRequest, context: ServicerContext
    ) -> pb.IssueTemporaryPasswordResponse:
        with self.work(request, context) as work:
            person = _helped(accounts.person_with_account(work.session, request.id), work.caller)
            account = accounts.account_for_update(work.session, person.id)
            symbols = rules.set_temporary(account, self._vault, real_now(), self._temporary_life)
            sessions.end(work.session, person.id, EndReason.PASSWORD_RESET)
            sessions.forget_devices(work.session, person.id)
            accounts.revoke_links(work.session, person.id, LinkPurpose.RESET_PASSWORD)
            mails.give_up(work.session, person.id, LinkPurpose.RESET_PASSWORD)
            mails.add(work.session, person, mail_rules.TEMPORARY_PASSWORD_SET)
            work.after_commit(self._postman.wake)
            return pb.IssueTemporaryPasswordResponse(
                temporary_password=temporary.printed(symbols), expire_time=account.temporary_expire_time
            )

    def BatchGetPeople(self, request: pb.BatchGetPeopleRequest, context: ServicerContext) -> pb.BatchGetPeopleResponse:
        _at_most("ids", [*request.ids, *request.identifiers])
        ids = _known_form(request.ids)
        identifiers = {identity.canonical(identifier) for identifier in request.identifiers}
        with self.read(context) as read:
            found = people.some(read.session, ids, identifiers)
            return pb.BatchGetPeopleResponse(people=[_wired(person) for person in found])

    def BatchPrintTemporaryPasswords(
        self, request: pb.BatchPrintTemporaryPasswordsRequest, context: ServicerContext
    ) -> pb.BatchPrintTemporaryPasswordsResponse:
        _at_most("person_ids", request.person_ids)
        with self.work(request, context) as work:
            now = real_now()
            printed = {}
            for account in accounts.accounts_for_update(work.session, _known_form(request.person_ids)):
                if rules.is_printable(account):
                    symbols = rules.print_temporary(account, self._vault, now, self._temporary_life)
                    printed[account.person_id] = temporary.printed(symbols)
                    work.record(_printed(account.person_id))
            return pb.BatchPrintTemporaryPasswordsResponse(
                temporary_passwords=printed, expire_time=now + self._temporary_life
            )


def _wired(person: Person) -> pb.Person:
    return wire.person(person, rules.state(person.account, real_now()))


def _helped(person: Person | None, caller: Caller) -> Person:
    """The person, if this member of staff may give them a way in."""
    if person is None:
        raise NotFound
    if person.id == caller.person_id:
        raise errors.OwnAccount
    if not identity.may_help(wire.known_roles(caller.roles), {right.role for right in person.habilitations}):
        raise errors.RightsAboveYours
    return person


def _at_most(field: str, asked: Iterable[str]) -> None:
    if len(list(asked)) > MOST_PEOPLE:
        raise InvalidFields([(field, errors.TOO_MANY_PEOPLE, {"most": MOST_PEOPLE})])


def _known_form(ids: Iterable[str]) -> set[str]:
    """What is no identifier names nobody, and is left out like anybody unknown."""
    return {one for one in ids if is_id(one)}


def _printed(person_id: str) -> Entry:
    """Reading a secret is kept like a change."""
    return Entry("person", person_id, CHANGED, {"temporary_password_printed": {"from": MASK, "to": MASK}})
