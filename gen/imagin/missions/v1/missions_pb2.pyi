from google.type import date_pb2 as _date_pb2
from google.type import timeofday_pb2 as _timeofday_pb2
from imagin.access.v1 import access_pb2 as _access_pb2
from imagin.jobs.v1 import jobs_pb2 as _jobs_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Nature(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NATURE_UNSPECIFIED: _ClassVar[Nature]
    NATURE_COPIES: _ClassVar[Nature]
    NATURE_ORAL: _ClassVar[Nature]
    NATURE_ORAL_EC: _ClassVar[Nature]
    NATURE_VAE: _ClassVar[Nature]
    NATURE_PRATIQUE: _ClassVar[Nature]
    NATURE_SPORT: _ClassVar[Nature]
    NATURE_EPS_PONCTUELLE: _ClassVar[Nature]
    NATURE_ENTRETIEN_RSC: _ClassVar[Nature]
    NATURE_LECTURE_MEMOIRE: _ClassVar[Nature]
    NATURE_ECRIT_CC: _ClassVar[Nature]
    NATURE_ORAL_CC: _ClassVar[Nature]
    NATURE_LECTURE_DOSSIER: _ClassVar[Nature]
    NATURE_HARMONISATION: _ClassVar[Nature]
    NATURE_CCONF: _ClassVar[Nature]
    NATURE_COMPO: _ClassVar[Nature]
    NATURE_NUMERISATION: _ClassVar[Nature]
    NATURE_DELIBERATION: _ClassVar[Nature]
    NATURE_COMMISSION_EPS: _ClassVar[Nature]
    NATURE_NOTATION_EPS_CCF: _ClassVar[Nature]
    NATURE_AIDE_DEROULEMENT: _ClassVar[Nature]
    NATURE_SURVEILLANCE: _ClassVar[Nature]
    NATURE_TRAVAUX_ADMINISTRATIFS: _ClassVar[Nature]

class FeeSource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FEE_SOURCE_UNSPECIFIED: _ClassVar[FeeSource]
    FEE_SOURCE_EXAMINER: _ClassVar[FeeSource]
    FEE_SOURCE_SANTORIN: _ClassVar[FeeSource]
    FEE_SOURCE_MANAGER: _ClassVar[FeeSource]
    FEE_SOURCE_HANDLED: _ClassVar[FeeSource]
    FEE_SOURCE_NONE: _ClassVar[FeeSource]

class Evaluation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EVALUATION_UNSPECIFIED: _ClassVar[Evaluation]
    EVALUATION_PONCTUEL: _ClassVar[Evaluation]
    EVALUATION_ECA: _ClassVar[Evaluation]

class PortalTarget(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PORTAL_TARGET_UNSPECIFIED: _ClassVar[PortalTarget]
    PORTAL_TARGET_SANTORIN: _ClassVar[PortalTarget]
    PORTAL_TARGET_CYCLADES: _ClassVar[PortalTarget]

class MarkingState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MARKING_STATE_UNSPECIFIED: _ClassVar[MarkingState]
    MARKING_STATE_TO_MARK: _ClassVar[MarkingState]
    MARKING_STATE_TO_SCAN: _ClassVar[MarkingState]
    MARKING_STATE_DONE: _ClassVar[MarkingState]
NATURE_UNSPECIFIED: Nature
NATURE_COPIES: Nature
NATURE_ORAL: Nature
NATURE_ORAL_EC: Nature
NATURE_VAE: Nature
NATURE_PRATIQUE: Nature
NATURE_SPORT: Nature
NATURE_EPS_PONCTUELLE: Nature
NATURE_ENTRETIEN_RSC: Nature
NATURE_LECTURE_MEMOIRE: Nature
NATURE_ECRIT_CC: Nature
NATURE_ORAL_CC: Nature
NATURE_LECTURE_DOSSIER: Nature
NATURE_HARMONISATION: Nature
NATURE_CCONF: Nature
NATURE_COMPO: Nature
NATURE_NUMERISATION: Nature
NATURE_DELIBERATION: Nature
NATURE_COMMISSION_EPS: Nature
NATURE_NOTATION_EPS_CCF: Nature
NATURE_AIDE_DEROULEMENT: Nature
NATURE_SURVEILLANCE: Nature
NATURE_TRAVAUX_ADMINISTRATIFS: Nature
FEE_SOURCE_UNSPECIFIED: FeeSource
FEE_SOURCE_EXAMINER: FeeSource
FEE_SOURCE_SANTORIN: FeeSource
FEE_SOURCE_MANAGER: FeeSource
FEE_SOURCE_HANDLED: FeeSource
FEE_SOURCE_NONE: FeeSource
EVALUATION_UNSPECIFIED: Evaluation
EVALUATION_PONCTUEL: Evaluation
EVALUATION_ECA: Evaluation
PORTAL_TARGET_UNSPECIFIED: PortalTarget
PORTAL_TARGET_SANTORIN: PortalTarget
PORTAL_TARGET_CYCLADES: PortalTarget
MARKING_STATE_UNSPECIFIED: MarkingState
MARKING_STATE_TO_MARK: MarkingState
MARKING_STATE_TO_SCAN: MarkingState
MARKING_STATE_DONE: MarkingState

class Mission(_message.Message):
    __slots__ = ("id", "number", "exam", "session", "speciality", "paper", "nature", "label", "evaluation", "wave", "centre", "start_date", "start_time", "end_date", "end_time", "time_zone", "jury", "text", "header", "fee_source", "opens_travel", "is_departure_fixed", "portal_target", "present_candidates", "expected_copies", "vae_coefficient")
    ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    EXAM_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SPECIALITY_FIELD_NUMBER: _ClassVar[int]
    PAPER_FIELD_NUMBER: _ClassVar[int]
    NATURE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    EVALUATION_FIELD_NUMBER: _ClassVar[int]
    WAVE_FIELD_NUMBER: _ClassVar[int]
    CENTRE_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    JURY_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    HEADER_FIELD_NUMBER: _ClassVar[int]
    FEE_SOURCE_FIELD_NUMBER: _ClassVar[int]
    OPENS_TRAVEL_FIELD_NUMBER: _ClassVar[int]
    IS_DEPARTURE_FIXED_FIELD_NUMBER: _ClassVar[int]
    PORTAL_TARGET_FIELD_NUMBER: _ClassVar[int]
    PRESENT_CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_COPIES_FIELD_NUMBER: _ClassVar[int]
    VAE_COEFFICIENT_FIELD_NUMBER: _ClassVar[int]
    id: str
    number: str
    exam: CodedLabel
    session: str
    speciality: str
    paper: Paper
    nature: Nature
    label: str
    evaluation: Evaluation
    wave: str
    centre: Centre
    start_date: _date_pb2.Date
    start_time: _timeofday_pb2.TimeOfDay
    end_date: _date_pb2.Date
    end_time: _timeofday_pb2.TimeOfDay
    time_zone: str
    jury: str
    text: str
    header: str
    fee_source: FeeSource
    opens_travel: bool
    is_departure_fixed: bool
    portal_target: PortalTarget
    present_candidates: int
    expected_copies: int
    vae_coefficient: str
    def __init__(self, id: _Optional[str] = ..., number: _Optional[str] = ..., exam: _Optional[_Union[CodedLabel, _Mapping]] = ..., session: _Optional[str] = ..., speciality: _Optional[str] = ..., paper: _Optional[_Union[Paper, _Mapping]] = ..., nature: _Optional[_Union[Nature, str]] = ..., label: _Optional[str] = ..., evaluation: _Optional[_Union[Evaluation, str]] = ..., wave: _Optional[str] = ..., centre: _Optional[_Union[Centre, _Mapping]] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., start_time: _Optional[_Union[_timeofday_pb2.TimeOfDay, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_time: _Optional[_Union[_timeofday_pb2.TimeOfDay, _Mapping]] = ..., time_zone: _Optional[str] = ..., jury: _Optional[str] = ..., text: _Optional[str] = ..., header: _Optional[str] = ..., fee_source: _Optional[_Union[FeeSource, str]] = ..., opens_travel: _Optional[bool] = ..., is_departure_fixed: _Optional[bool] = ..., portal_target: _Optional[_Union[PortalTarget, str]] = ..., present_candidates: _Optional[int] = ..., expected_copies: _Optional[int] = ..., vae_coefficient: _Optional[str] = ...) -> None: ...

class CodedLabel(_message.Message):
    __slots__ = ("code", "label")
    CODE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    code: str
    label: str
    def __init__(self, code: _Optional[str] = ..., label: _Optional[str] = ...) -> None: ...

class Paper(_message.Message):
    __slots__ = ("code", "label", "option", "duration_minutes", "is_optional")
    CODE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    OPTION_FIELD_NUMBER: _ClassVar[int]
    DURATION_MINUTES_FIELD_NUMBER: _ClassVar[int]
    IS_OPTIONAL_FIELD_NUMBER: _ClassVar[int]
    code: str
    label: str
    option: str
    duration_minutes: int
    is_optional: bool
    def __init__(self, code: _Optional[str] = ..., label: _Optional[str] = ..., option: _Optional[str] = ..., duration_minutes: _Optional[int] = ..., is_optional: _Optional[bool] = ...) -> None: ...

class Centre(_message.Message):
    __slots__ = ("uai", "name", "lines", "postcode", "commune")
    UAI_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    POSTCODE_FIELD_NUMBER: _ClassVar[int]
    COMMUNE_FIELD_NUMBER: _ClassVar[int]
    uai: str
    name: str
    lines: _containers.RepeatedScalarFieldContainer[str]
    postcode: str
    commune: Commune
    def __init__(self, uai: _Optional[str] = ..., name: _Optional[str] = ..., lines: _Optional[_Iterable[str]] = ..., postcode: _Optional[str] = ..., commune: _Optional[_Union[Commune, _Mapping]] = ...) -> None: ...

class Commune(_message.Message):
    __slots__ = ("code", "name", "postcodes", "department", "population", "parent_code")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    POSTCODES_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    POPULATION_FIELD_NUMBER: _ClassVar[int]
    PARENT_CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    postcodes: _containers.RepeatedScalarFieldContainer[str]
    department: str
    population: int
    parent_code: str
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., postcodes: _Optional[_Iterable[str]] = ..., department: _Optional[str] = ..., population: _Optional[int] = ..., parent_code: _Optional[str] = ...) -> None: ...

class ConvenedMission(_message.Message):
    __slots__ = ("convocation_id", "mission", "capacity", "jury_capacity", "issued_date", "is_cancelled")
    CONVOCATION_ID_FIELD_NUMBER: _ClassVar[int]
    MISSION_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    JURY_CAPACITY_FIELD_NUMBER: _ClassVar[int]
    ISSUED_DATE_FIELD_NUMBER: _ClassVar[int]
    IS_CANCELLED_FIELD_NUMBER: _ClassVar[int]
    convocation_id: str
    mission: Mission
    capacity: str
    jury_capacity: str
    issued_date: _date_pb2.Date
    is_cancelled: bool
    def __init__(self, convocation_id: _Optional[str] = ..., mission: _Optional[_Union[Mission, _Mapping]] = ..., capacity: _Optional[str] = ..., jury_capacity: _Optional[str] = ..., issued_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., is_cancelled: _Optional[bool] = ...) -> None: ...

class ListMissionsRequest(_message.Message):
    __slots__ = ("session", "search", "sort", "is_descending")
    class Sort(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        SORT_UNSPECIFIED: _ClassVar[ListMissionsRequest.Sort]
        SORT_EXAM: _ClassVar[ListMissionsRequest.Sort]
        SORT_LABEL: _ClassVar[ListMissionsRequest.Sort]
        SORT_NUMBER: _ClassVar[ListMissionsRequest.Sort]
        SORT_START: _ClassVar[ListMissionsRequest.Sort]
        SORT_CENTRE: _ClassVar[ListMissionsRequest.Sort]
        SORT_CAPACITY: _ClassVar[ListMissionsRequest.Sort]
    SORT_UNSPECIFIED: ListMissionsRequest.Sort
    SORT_EXAM: ListMissionsRequest.Sort
    SORT_LABEL: ListMissionsRequest.Sort
    SORT_NUMBER: ListMissionsRequest.Sort
    SORT_START: ListMissionsRequest.Sort
    SORT_CENTRE: ListMissionsRequest.Sort
    SORT_CAPACITY: ListMissionsRequest.Sort
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SEARCH_FIELD_NUMBER: _ClassVar[int]
    SORT_FIELD_NUMBER: _ClassVar[int]
    IS_DESCENDING_FIELD_NUMBER: _ClassVar[int]
    session: str
    search: str
    sort: ListMissionsRequest.Sort
    is_descending: bool
    def __init__(self, session: _Optional[str] = ..., search: _Optional[str] = ..., sort: _Optional[_Union[ListMissionsRequest.Sort, str]] = ..., is_descending: _Optional[bool] = ...) -> None: ...

class ListMissionsResponse(_message.Message):
    __slots__ = ("missions", "sessions", "total_count")
    MISSIONS_FIELD_NUMBER: _ClassVar[int]
    SESSIONS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    missions: _containers.RepeatedCompositeFieldContainer[ConvenedMission]
    sessions: _containers.RepeatedScalarFieldContainer[str]
    total_count: int
    def __init__(self, missions: _Optional[_Iterable[_Union[ConvenedMission, _Mapping]]] = ..., sessions: _Optional[_Iterable[str]] = ..., total_count: _Optional[int] = ...) -> None: ...

class GetMissionRequest(_message.Message):
    __slots__ = ("convocation_id",)
    CONVOCATION_ID_FIELD_NUMBER: _ClassVar[int]
    convocation_id: str
    def __init__(self, convocation_id: _Optional[str] = ...) -> None: ...

class GetConvocationDuplicateRequest(_message.Message):
    __slots__ = ("convocation_id",)
    CONVOCATION_ID_FIELD_NUMBER: _ClassVar[int]
    convocation_id: str
    def __init__(self, convocation_id: _Optional[str] = ...) -> None: ...

class GetConvocationDuplicateResponse(_message.Message):
    __slots__ = ("pdf", "file_name")
    PDF_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    pdf: bytes
    file_name: str
    def __init__(self, pdf: _Optional[bytes] = ..., file_name: _Optional[str] = ...) -> None: ...

class ListPortalMissionsRequest(_message.Message):
    __slots__ = ("person_id",)
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    def __init__(self, person_id: _Optional[str] = ...) -> None: ...

class ListPortalMissionsResponse(_message.Message):
    __slots__ = ("missions",)
    MISSIONS_FIELD_NUMBER: _ClassVar[int]
    missions: _containers.RepeatedCompositeFieldContainer[PortalMission]
    def __init__(self, missions: _Optional[_Iterable[_Union[PortalMission, _Mapping]]] = ...) -> None: ...

class PortalMission(_message.Message):
    __slots__ = ("convened", "marking_state")
    CONVENED_FIELD_NUMBER: _ClassVar[int]
    MARKING_STATE_FIELD_NUMBER: _ClassVar[int]
    convened: ConvenedMission
    marking_state: MarkingState
    def __init__(self, convened: _Optional[_Union[ConvenedMission, _Mapping]] = ..., marking_state: _Optional[_Union[MarkingState, str]] = ...) -> None: ...

class ListConvocationGroupsRequest(_message.Message):
    __slots__ = ("search", "sort", "is_descending")
    class Sort(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        SORT_UNSPECIFIED: _ClassVar[ListConvocationGroupsRequest.Sort]
        SORT_EXAM: _ClassVar[ListConvocationGroupsRequest.Sort]
        SORT_SESSION: _ClassVar[ListConvocationGroupsRequest.Sort]
        SORT_OFFICIAL: _ClassVar[ListConvocationGroupsRequest.Sort]
        SORT_DRAFT: _ClassVar[ListConvocationGroupsRequest.Sort]
        SORT_CANCELLED: _ClassVar[ListConvocationGroupsRequest.Sort]
        SORT_PEOPLE: _ClassVar[ListConvocationGroupsRequest.Sort]
    SORT_UNSPECIFIED: ListConvocationGroupsRequest.Sort
    SORT_EXAM: ListConvocationGroupsRequest.Sort
    SORT_SESSION: ListConvocationGroupsRequest.Sort
    SORT_OFFICIAL: ListConvocationGroupsRequest.Sort
    SORT_DRAFT: ListConvocationGroupsRequest.Sort
    SORT_CANCELLED: ListConvocationGroupsRequest.Sort
    SORT_PEOPLE: ListConvocationGroupsRequest.Sort
    SEARCH_FIELD_NUMBER: _ClassVar[int]
    SORT_FIELD_NUMBER: _ClassVar[int]
    IS_DESCENDING_FIELD_NUMBER: _ClassVar[int]
    search: str
    sort: ListConvocationGroupsRequest.Sort
    is_descending: bool
    def __init__(self, search: _Optional[str] = ..., sort: _Optional[_Union[ListConvocationGroupsRequest.Sort, str]] = ..., is_descending: _Optional[bool] = ...) -> None: ...

class ListConvocationGroupsResponse(_message.Message):
    __slots__ = ("groups", "total_count")
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[ConvocationGroup]
    total_count: int
    def __init__(self, groups: _Optional[_Iterable[_Union[ConvocationGroup, _Mapping]]] = ..., total_count: _Optional[int] = ...) -> None: ...

class ConvocationGroup(_message.Message):
    __slots__ = ("session", "exam", "official_count", "draft_count", "cancelled_count", "person_count")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    EXAM_FIELD_NUMBER: _ClassVar[int]
    OFFICIAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    DRAFT_COUNT_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_COUNT_FIELD_NUMBER: _ClassVar[int]
    PERSON_COUNT_FIELD_NUMBER: _ClassVar[int]
    session: str
    exam: CodedLabel
    official_count: int
    draft_count: int
    cancelled_count: int
    person_count: int
    def __init__(self, session: _Optional[str] = ..., exam: _Optional[_Union[CodedLabel, _Mapping]] = ..., official_count: _Optional[int] = ..., draft_count: _Optional[int] = ..., cancelled_count: _Optional[int] = ..., person_count: _Optional[int] = ...) -> None: ...

class StartLettersRequest(_message.Message):
    __slots__ = ("request_id", "session", "exam_code", "is_proof")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    EXAM_CODE_FIELD_NUMBER: _ClassVar[int]
    IS_PROOF_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    session: str
    exam_code: str
    is_proof: bool
    def __init__(self, request_id: _Optional[str] = ..., session: _Optional[str] = ..., exam_code: _Optional[str] = ..., is_proof: _Optional[bool] = ...) -> None: ...

class StartOfficialRunRequest(_message.Message):
    __slots__ = ("request_id", "session", "exam_code")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    EXAM_CODE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    session: str
    exam_code: str
    def __init__(self, request_id: _Optional[str] = ..., session: _Optional[str] = ..., exam_code: _Optional[str] = ...) -> None: ...

class ListJobsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListJobsResponse(_message.Message):
    __slots__ = ("jobs",)
    JOBS_FIELD_NUMBER: _ClassVar[int]
    jobs: _containers.RepeatedCompositeFieldContainer[_jobs_pb2.Job]
    def __init__(self, jobs: _Optional[_Iterable[_Union[_jobs_pb2.Job, _Mapping]]] = ...) -> None: ...

class GetJobRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class DownloadLettersRequest(_message.Message):
    __slots__ = ("job_id",)
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    def __init__(self, job_id: _Optional[str] = ...) -> None: ...

class DownloadLettersResponse(_message.Message):
    __slots__ = ("bytes",)
    BYTES_FIELD_NUMBER: _ClassVar[int]
    bytes: bytes
    def __init__(self, bytes: _Optional[bytes] = ...) -> None: ...

class GetAcademyRequest(_message.Message):
    __slots__ = ("code",)
    CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    def __init__(self, code: _Optional[str] = ...) -> None: ...

class Academy(_message.Message):
    __slots__ = ("code", "name", "header", "time_zone", "contact")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    HEADER_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    header: str
    time_zone: str
    contact: Contact
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., header: _Optional[str] = ..., time_zone: _Optional[str] = ..., contact: _Optional[_Union[Contact, _Mapping]] = ...) -> None: ...

class Contact(_message.Message):
    __slots__ = ("name", "email", "phone")
    NAME_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    name: str
    email: str
    phone: str
    def __init__(self, name: _Optional[str] = ..., email: _Optional[str] = ..., phone: _Optional[str] = ...) -> None: ...

class SearchCommunesRequest(_message.Message):
    __slots__ = ("search",)
    SEARCH_FIELD_NUMBER: _ClassVar[int]
    search: str
    def __init__(self, search: _Optional[str] = ...) -> None: ...

class SearchCommunesResponse(_message.Message):
    __slots__ = ("communes",)
    COMMUNES_FIELD_NUMBER: _ClassVar[int]
    communes: _containers.RepeatedCompositeFieldContainer[Commune]
    def __init__(self, communes: _Optional[_Iterable[_Union[Commune, _Mapping]]] = ...) -> None: ...

class BatchGetCommunesRequest(_message.Message):
    __slots__ = ("codes",)
    CODES_FIELD_NUMBER: _ClassVar[int]
    codes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, codes: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetCommunesResponse(_message.Message):
    __slots__ = ("communes",)
    COMMUNES_FIELD_NUMBER: _ClassVar[int]
    communes: _containers.RepeatedCompositeFieldContainer[Commune]
    def __init__(self, communes: _Optional[_Iterable[_Union[Commune, _Mapping]]] = ...) -> None: ...
