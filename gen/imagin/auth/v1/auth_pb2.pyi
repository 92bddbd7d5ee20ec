import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from imagin.access.v1 import access_pb2 as _access_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LoginRequest(_message.Message):
    __slots__ = ("identifier", "password", "device_secret", "client_address")
    IDENTIFIER_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    DEVICE_SECRET_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    identifier: str
    password: str
    device_secret: str
    client_address: str
    def __init__(self, identifier: _Optional[str] = ..., password: _Optional[str] = ..., device_secret: _Optional[str] = ..., client_address: _Optional[str] = ...) -> None: ...

class LoginResponse(_message.Message):
    __slots__ = ("session_secret", "device_secret", "must_change_password", "should_give_email")
    SESSION_SECRET_FIELD_NUMBER: _ClassVar[int]
    DEVICE_SECRET_FIELD_NUMBER: _ClassVar[int]
    MUST_CHANGE_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    SHOULD_GIVE_EMAIL_FIELD_NUMBER: _ClassVar[int]
    session_secret: str
    device_secret: str
    must_change_password: bool
    should_give_email: bool
    def __init__(self, session_secret: _Optional[str] = ..., device_secret: _Optional[str] = ..., must_change_password: _Optional[bool] = ..., should_give_email: _Optional[bool] = ...) -> None: ...

class ResolveSessionRequest(_message.Message):
    __slots__ = ("session_secret", "is_activity")
    SESSION_SECRET_FIELD_NUMBER: _ClassVar[int]
    IS_ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    session_secret: str
    is_activity: bool
    def __init__(self, session_secret: _Optional[str] = ..., is_activity: _Optional[bool] = ...) -> None: ...

class Session(_message.Message):
    __slots__ = ("person", "roles", "activities", "tokens", "expire_time", "must_change_password", "should_give_email", "previous_login_time", "welcome_message", "form_token")
    class TokensEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    PERSON_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    ACTIVITIES_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    MUST_CHANGE_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    SHOULD_GIVE_EMAIL_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_LOGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    WELCOME_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    FORM_TOKEN_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    roles: _containers.RepeatedScalarFieldContainer[_access_pb2.Role]
    activities: _containers.RepeatedCompositeFieldContainer[Activity]
    tokens: _containers.ScalarMap[str, str]
    expire_time: _timestamp_pb2.Timestamp
    must_change_password: bool
    should_give_email: bool
    previous_login_time: _timestamp_pb2.Timestamp
    welcome_message: str
    form_token: str
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ..., roles: _Optional[_Iterable[_Union[_access_pb2.Role, str]]] = ..., activities: _Optional[_Iterable[_Union[Activity, _Mapping]]] = ..., tokens: _Optional[_Mapping[str, str]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., must_change_password: _Optional[bool] = ..., should_give_email: _Optional[bool] = ..., previous_login_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., welcome_message: _Optional[str] = ..., form_token: _Optional[str] = ...) -> None: ...

class PersonSummary(_message.Message):
    __slots__ = ("id", "identifier", "civility", "last_name", "first_name")
    ID_FIELD_NUMBER: _ClassVar[int]
    IDENTIFIER_FIELD_NUMBER: _ClassVar[int]
    CIVILITY_FIELD_NUMBER: _ClassVar[int]
    LAST_NAME_FIELD_NUMBER: _ClassVar[int]
    FIRST_NAME_FIELD_NUMBER: _ClassVar[int]
    id: str
    identifier: str
    civility: str
    last_name: str
    first_name: str
    def __init__(self, id: _Optional[str] = ..., identifier: _Optional[str] = ..., civility: _Optional[str] = ..., last_name: _Optional[str] = ..., first_name: _Optional[str] = ...) -> None: ...

class Activity(_message.Message):
    __slots__ = ("key", "label", "path", "sentence")
    KEY_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    SENTENCE_FIELD_NUMBER: _ClassVar[int]
    key: str
    label: str
    path: str
    sentence: str
    def __init__(self, key: _Optional[str] = ..., label: _Optional[str] = ..., path: _Optional[str] = ..., sentence: _Optional[str] = ...) -> None: ...

class LogoutRequest(_message.Message):
    __slots__ = ("session_secret",)
    SESSION_SECRET_FIELD_NUMBER: _ClassVar[int]
    session_secret: str
    def __init__(self, session_secret: _Optional[str] = ...) -> None: ...

class LogoutResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ChangePasswordRequest(_message.Message):
    __slots__ = ("session_secret", "current_password", "new_password")
    SESSION_SECRET_FIELD_NUMBER: _ClassVar[int]
    CURRENT_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    NEW_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    session_secret: str
    current_password: str
    new_password: str
    def __init__(self, session_secret: _Optional[str] = ..., current_password: _Optional[str] = ..., new_password: _Optional[str] = ...) -> None: ...

class ChangePasswordResponse(_message.Message):
    __slots__ = ("session_secret",)
    SESSION_SECRET_FIELD_NUMBER: _ClassVar[int]
    session_secret: str
    def __init__(self, session_secret: _Optional[str] = ...) -> None: ...

class GiveEmailRequest(_message.Message):
    __slots__ = ("request_id", "email")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    email: str
    def __init__(self, request_id: _Optional[str] = ..., email: _Optional[str] = ...) -> None: ...

class GiveEmailResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ConfirmEmailRequest(_message.Message):
    __slots__ = ("secret",)
    SECRET_FIELD_NUMBER: _ClassVar[int]
    secret: str
    def __init__(self, secret: _Optional[str] = ...) -> None: ...

class ConfirmEmailResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RequestPasswordResetRequest(_message.Message):
    __slots__ = ("identifier", "client_address")
    IDENTIFIER_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    identifier: str
    client_address: str
    def __init__(self, identifier: _Optional[str] = ..., client_address: _Optional[str] = ...) -> None: ...

class RequestPasswordResetResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ResetPasswordRequest(_message.Message):
    __slots__ = ("secret", "new_password")
    SECRET_FIELD_NUMBER: _ClassVar[int]
    NEW_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    secret: str
    new_password: str
    def __init__(self, secret: _Optional[str] = ..., new_password: _Optional[str] = ...) -> None: ...

class ResetPasswordResponse(_message.Message):
    __slots__ = ("device_secret",)
    DEVICE_SECRET_FIELD_NUMBER: _ClassVar[int]
    device_secret: str
    def __init__(self, device_secret: _Optional[str] = ...) -> None: ...

class Person(_message.Message):
    __slots__ = ("summary", "national_id", "origin", "roles", "address", "establishment", "email_pro", "email_perso", "phone", "mobile", "has_active_payroll_file", "has_insee_number", "has_bank_details", "vehicle_power_cv", "vehicle_kind", "account_state", "corps", "post_codes", "teaches_levels", "discipline_code", "discipline_label", "is_dcs_teacher", "birth_date", "given_email", "revision", "masked_insee_number", "masked_iban")
    class Origin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        ORIGIN_UNSPECIFIED: _ClassVar[Person.Origin]
        ORIGIN_EPP: _ClassVar[Person.Origin]
        ORIGIN_AGAPE: _ClassVar[Person.Origin]
        ORIGIN_AGORA: _ClassVar[Person.Origin]
        ORIGIN_EXTERNE: _ClassVar[Person.Origin]
    ORIGIN_UNSPECIFIED: Person.Origin
    ORIGIN_EPP: Person.Origin
    ORIGIN_AGAPE: Person.Origin
    ORIGIN_AGORA: Person.Origin
    ORIGIN_EXTERNE: Person.Origin
    class AccountState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        ACCOUNT_STATE_UNSPECIFIED: _ClassVar[Person.AccountState]
        ACCOUNT_STATE_NEW: _ClassVar[Person.AccountState]
        ACCOUNT_STATE_TEMPORARY: _ClassVar[Person.AccountState]
        ACCOUNT_STATE_ACTIVE: _ClassVar[Person.AccountState]
    ACCOUNT_STATE_UNSPECIFIED: Person.AccountState
    ACCOUNT_STATE_NEW: Person.AccountState
    ACCOUNT_STATE_TEMPORARY: Person.AccountState
    ACCOUNT_STATE_ACTIVE: Person.AccountState
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    NATIONAL_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    ESTABLISHMENT_FIELD_NUMBER: _ClassVar[int]
    EMAIL_PRO_FIELD_NUMBER: _ClassVar[int]
    EMAIL_PERSO_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    MOBILE_FIELD_NUMBER: _ClassVar[int]
    HAS_ACTIVE_PAYROLL_FILE_FIELD_NUMBER: _ClassVar[int]
    HAS_INSEE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    HAS_BANK_DETAILS_FIELD_NUMBER: _ClassVar[int]
    VEHICLE_POWER_CV_FIELD_NUMBER: _ClassVar[int]
    VEHICLE_KIND_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_STATE_FIELD_NUMBER: _ClassVar[int]
    CORPS_FIELD_NUMBER: _ClassVar[int]
    POST_CODES_FIELD_NUMBER: _ClassVar[int]
    TEACHES_LEVELS_FIELD_NUMBER: _ClassVar[int]
    DISCIPLINE_CODE_FIELD_NUMBER: _ClassVar[int]
    DISCIPLINE_LABEL_FIELD_NUMBER: _ClassVar[int]
    IS_DCS_TEACHER_FIELD_NUMBER: _ClassVar[int]
    BIRTH_DATE_FIELD_NUMBER: _ClassVar[int]
    GIVEN_EMAIL_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    MASKED_INSEE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    MASKED_IBAN_FIELD_NUMBER: _ClassVar[int]
    summary: PersonSummary
    national_id: str
    origin: Person.Origin
    roles: _containers.RepeatedScalarFieldContainer[_access_pb2.Role]
    address: PostalAddress
    establishment: Establishment
    email_pro: str
    email_perso: str
    phone: str
    mobile: str
    has_active_payroll_file: bool
    has_insee_number: bool
    has_bank_details: bool
    vehicle_power_cv: int
    vehicle_kind: str
    account_state: Person.AccountState
    corps: str
    post_codes: _containers.RepeatedScalarFieldContainer[str]
    teaches_levels: _containers.RepeatedScalarFieldContainer[str]
    discipline_code: str
    discipline_label: str
    is_dcs_teacher: bool
    birth_date: _date_pb2.Date
    given_email: str
    revision: int
    masked_insee_number: str
    masked_iban: str
    def __init__(self, summary: _Optional[_Union[PersonSummary, _Mapping]] = ..., national_id: _Optional[str] = ..., origin: _Optional[_Union[Person.Origin, str]] = ..., roles: _Optional[_Iterable[_Union[_access_pb2.Role, str]]] = ..., address: _Optional[_Union[PostalAddress, _Mapping]] = ..., establishment: _Optional[_Union[Establishment, _Mapping]] = ..., email_pro: _Optional[str] = ..., email_perso: _Optional[str] = ..., phone: _Optional[str] = ..., mobile: _Optional[str] = ..., has_active_payroll_file: _Optional[bool] = ..., has_insee_number: _Optional[bool] = ..., has_bank_details: _Optional[bool] = ..., vehicle_power_cv: _Optional[int] = ..., vehicle_kind: _Optional[str] = ..., account_state: _Optional[_Union[Person.AccountState, str]] = ..., corps: _Optional[str] = ..., post_codes: _Optional[_Iterable[str]] = ..., teaches_levels: _Optional[_Iterable[str]] = ..., discipline_code: _Optional[str] = ..., discipline_label: _Optional[str] = ..., is_dcs_teacher: _Optional[bool] = ..., birth_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., given_email: _Optional[str] = ..., revision: _Optional[int] = ..., masked_insee_number: _Optional[str] = ..., masked_iban: _Optional[str] = ...) -> None: ...

class PostalAddress(_message.Message):
    __slots__ = ("lines", "postcode", "commune_code", "country")
    LINES_FIELD_NUMBER: _ClassVar[int]
    POSTCODE_FIELD_NUMBER: _ClassVar[int]
    COMMUNE_CODE_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    lines: _containers.RepeatedScalarFieldContainer[str]
    postcode: str
    commune_code: str
    country: str
    def __init__(self, lines: _Optional[_Iterable[str]] = ..., postcode: _Optional[str] = ..., commune_code: _Optional[str] = ..., country: _Optional[str] = ...) -> None: ...

class Establishment(_message.Message):
    __slots__ = ("uai", "name", "commune_code")
    UAI_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    COMMUNE_CODE_FIELD_NUMBER: _ClassVar[int]
    uai: str
    name: str
    commune_code: str
    def __init__(self, uai: _Optional[str] = ..., name: _Optional[str] = ..., commune_code: _Optional[str] = ...) -> None: ...

class ListPeopleRequest(_message.Message):
    __slots__ = ("search", "page_size", "page_token", "sort", "is_descending")
    class Sort(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        SORT_UNSPECIFIED: _ClassVar[ListPeopleRequest.Sort]
        SORT_NAME: _ClassVar[ListPeopleRequest.Sort]
        SORT_IDENTIFIER: _ClassVar[ListPeopleRequest.Sort]
        SORT_ORIGIN: _ClassVar[ListPeopleRequest.Sort]
        SORT_ESTABLISHMENT: _ClassVar[ListPeopleRequest.Sort]
        SORT_EMAIL: _ClassVar[ListPeopleRequest.Sort]
        SORT_ACCOUNT_STATE: _ClassVar[ListPeopleRequest.Sort]
    SORT_UNSPECIFIED: ListPeopleRequest.Sort
    SORT_NAME: ListPeopleRequest.Sort
    SORT_IDENTIFIER: ListPeopleRequest.Sort
    SORT_ORIGIN: ListPeopleRequest.Sort
    SORT_ESTABLISHMENT: ListPeopleRequest.Sort
    SORT_EMAIL: ListPeopleRequest.Sort
    SORT_ACCOUNT_STATE: ListPeopleRequest.Sort
    SEARCH_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SORT_FIELD_NUMBER: _ClassVar[int]
    IS_DESCENDING_FIELD_NUMBER: _ClassVar[int]
    search: str
    page_size: int
    page_token: str
    sort: ListPeopleRequest.Sort
    is_descending: bool
    def __init__(self, search: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., sort: _Optional[_Union[ListPeopleRequest.Sort, str]] = ..., is_descending: _Optional[bool] = ...) -> None: ...

class ListPeopleResponse(_message.Message):
    __slots__ = ("people", "next_page_token", "previous_page_token", "count", "is_count_capped")
    PEOPLE_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    IS_COUNT_CAPPED_FIELD_NUMBER: _ClassVar[int]
    people: _containers.RepeatedCompositeFieldContainer[Person]
    next_page_token: str
    previous_page_token: str
    count: int
    is_count_capped: bool
    def __init__(self, people: _Optional[_Iterable[_Union[Person, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., previous_page_token: _Optional[str] = ..., count: _Optional[int] = ..., is_count_capped: _Optional[bool] = ...) -> None: ...

class GetPersonRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class RecordEmailRequest(_message.Message):
    __slots__ = ("request_id", "id", "email")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    email: str
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., email: _Optional[str] = ...) -> None: ...

class IssueTemporaryPasswordRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class IssueTemporaryPasswordResponse(_message.Message):
    __slots__ = ("temporary_password", "expire_time")
    TEMPORARY_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    temporary_password: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, temporary_password: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BatchGetPeopleRequest(_message.Message):
    __slots__ = ("ids", "identifiers")
    IDS_FIELD_NUMBER: _ClassVar[int]
    IDENTIFIERS_FIELD_NUMBER: _ClassVar[int]
    ids: _containers.RepeatedScalarFieldContainer[str]
    identifiers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, ids: _Optional[_Iterable[str]] = ..., identifiers: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetPeopleResponse(_message.Message):
    __slots__ = ("people",)
    PEOPLE_FIELD_NUMBER: _ClassVar[int]
    people: _containers.RepeatedCompositeFieldContainer[Person]
    def __init__(self, people: _Optional[_Iterable[_Union[Person, _Mapping]]] = ...) -> None: ...

class BatchPrintTemporaryPasswordsRequest(_message.Message):
    __slots__ = ("person_ids",)
    PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    person_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, person_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchPrintTemporaryPasswordsResponse(_message.Message):
    __slots__ = ("temporary_passwords", "expire_time")
    class TemporaryPasswordsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    TEMPORARY_PASSWORDS_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    temporary_passwords: _containers.ScalarMap[str, str]
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, temporary_passwords: _Optional[_Mapping[str, str]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RevealPersonRequest(_message.Message):
    __slots__ = ("person_id", "purpose")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    purpose: str
    def __init__(self, person_id: _Optional[str] = ..., purpose: _Optional[str] = ...) -> None: ...

class RevealPersonResponse(_message.Message):
    __slots__ = ("insee_number", "iban", "bic", "person")
    INSEE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    IBAN_FIELD_NUMBER: _ClassVar[int]
    BIC_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    insee_number: str
    iban: str
    bic: str
    person: PersonSummary
    def __init__(self, insee_number: _Optional[str] = ..., iban: _Optional[str] = ..., bic: _Optional[str] = ..., person: _Optional[_Union[PersonSummary, _Mapping]] = ...) -> None: ...

class NotifyRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "template", "parameters")
    class ParametersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    template: str
    parameters: _containers.ScalarMap[str, str]
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., template: _Optional[str] = ..., parameters: _Optional[_Mapping[str, str]] = ...) -> None: ...

class NotifyResponse(_message.Message):
    __slots__ = ("is_queued",)
    IS_QUEUED_FIELD_NUMBER: _ClassVar[int]
    is_queued: bool
    def __init__(self, is_queued: _Optional[bool] = ...) -> None: ...

class ListPublicKeysRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListPublicKeysResponse(_message.Message):
    __slots__ = ("keys",)
    KEYS_FIELD_NUMBER: _ClassVar[int]
    keys: _containers.RepeatedCompositeFieldContainer[PublicKey]
    def __init__(self, keys: _Optional[_Iterable[_Union[PublicKey, _Mapping]]] = ...) -> None: ...

class PublicKey(_message.Message):
    __slots__ = ("key_id", "public_key")
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_KEY_FIELD_NUMBER: _ClassVar[int]
    key_id: str
    public_key: bytes
    def __init__(self, key_id: _Optional[str] = ..., public_key: _Optional[bytes] = ...) -> None: ...
