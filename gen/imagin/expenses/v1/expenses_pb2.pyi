import datetime

from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from google.type import timeofday_pb2 as _timeofday_pb2
from imagin.access.v1 import access_pb2 as _access_pb2
from imagin.documents.v1 import documents_pb2 as _documents_pb2
from imagin.missions.v1 import missions_pb2 as _missions_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Status(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STATUS_UNSPECIFIED: _ClassVar[Status]
    STATUS_NO_COST: _ClassVar[Status]
    STATUS_CANCELLED: _ClassVar[Status]
    STATUS_UPCOMING: _ClassVar[Status]
    STATUS_ONGOING: _ClassVar[Status]
    STATUS_TO_VALIDATE: _ClassVar[Status]
    STATUS_VALIDATED: _ClassVar[Status]
    STATUS_ACCEPTED: _ClassVar[Status]
    STATUS_DEFERRED: _ClassVar[Status]
    STATUS_HANDLED: _ClassVar[Status]
    STATUS_TO_HANDLE: _ClassVar[Status]

class Move(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MOVE_UNSPECIFIED: _ClassVar[Move]
    MOVE_SAVE: _ClassVar[Move]
    MOVE_VALIDATE: _ClassVar[Move]
    MOVE_UNVALIDATE: _ClassVar[Move]
    MOVE_DECLARE_NOT_DONE: _ClassVar[Move]
    MOVE_UNDO_NOT_DONE: _ClassVar[Move]
    MOVE_ACCEPT: _ClassVar[Move]
    MOVE_CANCEL: _ClassVar[Move]
    MOVE_UNCANCEL: _ClassVar[Move]
    MOVE_COMPUTE: _ClassVar[Move]
    MOVE_GROUP: _ClassVar[Move]
    MOVE_UNGROUP: _ClassVar[Move]
    MOVE_DECIDE: _ClassVar[Move]
    MOVE_RECORD_POST: _ClassVar[Move]
    MOVE_RECORD_JURY: _ClassVar[Move]
    MOVE_VALIDATE_JURY: _ClassVar[Move]
    MOVE_PROVE: _ClassVar[Move]
    MOVE_DEPOSIT: _ClassVar[Move]

class Mode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODE_UNSPECIFIED: _ClassVar[Mode]
    MODE_CAR: _ClassVar[Mode]
    MODE_TRAIN: _ClassVar[Mode]
    MODE_PUBLIC_TRANSPORT: _ClassVar[Mode]
    MODE_PREPAID: _ClassVar[Mode]
    MODE_MOTORCYCLE: _ClassVar[Mode]
    MODE_MOPED: _ClassVar[Mode]
    MODE_PASSENGER: _ClassVar[Mode]
    MODE_TAXI: _ClassVar[Mode]
    MODE_OFFICIAL_CAR: _ClassVar[Mode]
    MODE_PLANE: _ClassVar[Mode]
    MODE_BOAT: _ClassVar[Mode]
    MODE_FREE: _ClassVar[Mode]

class PartKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PART_KIND_UNSPECIFIED: _ClassVar[PartKind]
    PART_KIND_FEE: _ClassVar[PartKind]
    PART_KIND_TRAVEL: _ClassVar[PartKind]

class FeeInputKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FEE_INPUT_KIND_UNSPECIFIED: _ClassVar[FeeInputKind]
    FEE_INPUT_KIND_NONE: _ClassVar[FeeInputKind]
    FEE_INPUT_KIND_COPIES: _ClassVar[FeeInputKind]
    FEE_INPUT_KIND_CANDIDATES: _ClassVar[FeeInputKind]
    FEE_INPUT_KIND_HALF_DAYS: _ClassVar[FeeInputKind]
    FEE_INPUT_KIND_DURATION: _ClassVar[FeeInputKind]

class ClaimSort(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CLAIM_SORT_UNSPECIFIED: _ClassVar[ClaimSort]
    CLAIM_SORT_EXAM: _ClassVar[ClaimSort]
    CLAIM_SORT_LABEL: _ClassVar[ClaimSort]
    CLAIM_SORT_NUMBER: _ClassVar[ClaimSort]
    CLAIM_SORT_START: _ClassVar[ClaimSort]
    CLAIM_SORT_CENTRE: _ClassVar[ClaimSort]
    CLAIM_SORT_FEE_STATUS: _ClassVar[ClaimSort]
    CLAIM_SORT_TRAVEL_STATUS: _ClassVar[ClaimSort]
    CLAIM_SORT_EXAMINER: _ClassVar[ClaimSort]
    CLAIM_SORT_ORDER_NUMBER: _ClassVar[ClaimSort]
STATUS_UNSPECIFIED: Status
STATUS_NO_COST: Status
STATUS_CANCELLED: Status
STATUS_UPCOMING: Status
STATUS_ONGOING: Status
STATUS_TO_VALIDATE: Status
STATUS_VALIDATED: Status
STATUS_ACCEPTED: Status
STATUS_DEFERRED: Status
STATUS_HANDLED: Status
STATUS_TO_HANDLE: Status
MOVE_UNSPECIFIED: Move
MOVE_SAVE: Move
MOVE_VALIDATE: Move
MOVE_UNVALIDATE: Move
MOVE_DECLARE_NOT_DONE: Move
MOVE_UNDO_NOT_DONE: Move
MOVE_ACCEPT: Move
MOVE_CANCEL: Move
MOVE_UNCANCEL: Move
MOVE_COMPUTE: Move
MOVE_GROUP: Move
MOVE_UNGROUP: Move
MOVE_DECIDE: Move
MOVE_RECORD_POST: Move
MOVE_RECORD_JURY: Move
MOVE_VALIDATE_JURY: Move
MOVE_PROVE: Move
MOVE_DEPOSIT: Move
MODE_UNSPECIFIED: Mode
MODE_CAR: Mode
MODE_TRAIN: Mode
MODE_PUBLIC_TRANSPORT: Mode
MODE_PREPAID: Mode
MODE_MOTORCYCLE: Mode
MODE_MOPED: Mode
MODE_PASSENGER: Mode
MODE_TAXI: Mode
MODE_OFFICIAL_CAR: Mode
MODE_PLANE: Mode
MODE_BOAT: Mode
MODE_FREE: Mode
PART_KIND_UNSPECIFIED: PartKind
PART_KIND_FEE: PartKind
PART_KIND_TRAVEL: PartKind
FEE_INPUT_KIND_UNSPECIFIED: FeeInputKind
FEE_INPUT_KIND_NONE: FeeInputKind
FEE_INPUT_KIND_COPIES: FeeInputKind
FEE_INPUT_KIND_CANDIDATES: FeeInputKind
FEE_INPUT_KIND_HALF_DAYS: FeeInputKind
FEE_INPUT_KIND_DURATION: FeeInputKind
CLAIM_SORT_UNSPECIFIED: ClaimSort
CLAIM_SORT_EXAM: ClaimSort
CLAIM_SORT_LABEL: ClaimSort
CLAIM_SORT_NUMBER: ClaimSort
CLAIM_SORT_START: ClaimSort
CLAIM_SORT_CENTRE: ClaimSort
CLAIM_SORT_FEE_STATUS: ClaimSort
CLAIM_SORT_TRAVEL_STATUS: ClaimSort
CLAIM_SORT_EXAMINER: ClaimSort
CLAIM_SORT_ORDER_NUMBER: ClaimSort

class Claim(_message.Message):
    __slots__ = ("id", "version", "mission", "examiner", "order_number", "fee", "travel", "recorded", "draft", "draft_time", "fee_calculation", "travel_calculation", "allowed_moves", "follow_ups", "required_proofs", "proofs_address_lines", "is_untouched", "is_declared_not_done", "fee_input_kind", "modes", "departure_towns", "carrier_claim_id", "carrier_mission_number", "closing_date", "is_own", "update_time", "known_distances", "vehicle_power_cv", "group_members", "fee_carrier_claim_id", "fee_carrier_mission_number", "group_comment", "sends_by_post", "post_received_date", "travel_decisions", "half_day_split_time", "manual_travel", "mission_change_time", "carried_mission_numbers", "proofs", "previous_claim_id", "next_claim_id")
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    MISSION_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_FIELD_NUMBER: _ClassVar[int]
    ORDER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    TRAVEL_FIELD_NUMBER: _ClassVar[int]
    RECORDED_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    DRAFT_TIME_FIELD_NUMBER: _ClassVar[int]
    FEE_CALCULATION_FIELD_NUMBER: _ClassVar[int]
    TRAVEL_CALCULATION_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_MOVES_FIELD_NUMBER: _ClassVar[int]
    FOLLOW_UPS_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_PROOFS_FIELD_NUMBER: _ClassVar[int]
    PROOFS_ADDRESS_LINES_FIELD_NUMBER: _ClassVar[int]
    IS_UNTOUCHED_FIELD_NUMBER: _ClassVar[int]
    IS_DECLARED_NOT_DONE_FIELD_NUMBER: _ClassVar[int]
    FEE_INPUT_KIND_FIELD_NUMBER: _ClassVar[int]
    MODES_FIELD_NUMBER: _ClassVar[int]
    DEPARTURE_TOWNS_FIELD_NUMBER: _ClassVar[int]
    CARRIER_CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    CARRIER_MISSION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CLOSING_DATE_FIELD_NUMBER: _ClassVar[int]
    IS_OWN_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    KNOWN_DISTANCES_FIELD_NUMBER: _ClassVar[int]
    VEHICLE_POWER_CV_FIELD_NUMBER: _ClassVar[int]
    GROUP_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    FEE_CARRIER_CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    FEE_CARRIER_MISSION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    GROUP_COMMENT_FIELD_NUMBER: _ClassVar[int]
    SENDS_BY_POST_FIELD_NUMBER: _ClassVar[int]
    POST_RECEIVED_DATE_FIELD_NUMBER: _ClassVar[int]
    TRAVEL_DECISIONS_FIELD_NUMBER: _ClassVar[int]
    HALF_DAY_SPLIT_TIME_FIELD_NUMBER: _ClassVar[int]
    MANUAL_TRAVEL_FIELD_NUMBER: _ClassVar[int]
    MISSION_CHANGE_TIME_FIELD_NUMBER: _ClassVar[int]
    CARRIED_MISSION_NUMBERS_FIELD_NUMBER: _ClassVar[int]
    PROOFS_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    NEXT_CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    version: int
    mission: ClaimMission
    examiner: ClaimExaminer
    order_number: str
    fee: Part
    travel: Part
    recorded: ClaimInput
    draft: ClaimInput
    draft_time: _timestamp_pb2.Timestamp
    fee_calculation: FeeCalculation
    travel_calculation: TravelCalculation
    allowed_moves: _containers.RepeatedScalarFieldContainer[Move]
    follow_ups: _containers.RepeatedCompositeFieldContainer[FollowUp]
    required_proofs: _containers.RepeatedCompositeFieldContainer[RequiredProof]
    proofs_address_lines: _containers.RepeatedScalarFieldContainer[str]
    is_untouched: bool
    is_declared_not_done: bool
    fee_input_kind: FeeInputKind
    modes: _containers.RepeatedCompositeFieldContainer[ModeOption]
    departure_towns: _containers.RepeatedCompositeFieldContainer[Town]
    carrier_claim_id: str
    carrier_mission_number: str
    closing_date: _date_pb2.Date
    is_own: bool
    update_time: _timestamp_pb2.Timestamp
    known_distances: _containers.RepeatedCompositeFieldContainer[KnownDistance]
    vehicle_power_cv: int
    group_members: _containers.RepeatedCompositeFieldContainer[GroupMember]
    fee_carrier_claim_id: str
    fee_carrier_mission_number: str
    group_comment: str
    sends_by_post: bool
    post_received_date: _date_pb2.Date
    travel_decisions: TravelDecisions
    half_day_split_time: _timeofday_pb2.TimeOfDay
    manual_travel: ManualAmount
    mission_change_time: _timestamp_pb2.Timestamp
    carried_mission_numbers: _containers.RepeatedScalarFieldContainer[str]
    proofs: ClaimProofs
    previous_claim_id: str
    next_claim_id: str
    def __init__(self, id: _Optional[str] = ..., version: _Optional[int] = ..., mission: _Optional[_Union[ClaimMission, _Mapping]] = ..., examiner: _Optional[_Union[ClaimExaminer, _Mapping]] = ..., order_number: _Optional[str] = ..., fee: _Optional[_Union[Part, _Mapping]] = ..., travel: _Optional[_Union[Part, _Mapping]] = ..., recorded: _Optional[_Union[ClaimInput, _Mapping]] = ..., draft: _Optional[_Union[ClaimInput, _Mapping]] = ..., draft_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., fee_calculation: _Optional[_Union[FeeCalculation, _Mapping]] = ..., travel_calculation: _Optional[_Union[TravelCalculation, _Mapping]] = ..., allowed_moves: _Optional[_Iterable[_Union[Move, str]]] = ..., follow_ups: _Optional[_Iterable[_Union[FollowUp, _Mapping]]] = ..., required_proofs: _Optional[_Iterable[_Union[RequiredProof, _Mapping]]] = ..., proofs_address_lines: _Optional[_Iterable[str]] = ..., is_untouched: _Optional[bool] = ..., is_declared_not_done: _Optional[bool] = ..., fee_input_kind: _Optional[_Union[FeeInputKind, str]] = ..., modes: _Optional[_Iterable[_Union[ModeOption, _Mapping]]] = ..., departure_towns: _Optional[_Iterable[_Union[Town, _Mapping]]] = ..., carrier_claim_id: _Optional[str] = ..., carrier_mission_number: _Optional[str] = ..., closing_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., is_own: _Optional[bool] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., known_distances: _Optional[_Iterable[_Union[KnownDistance, _Mapping]]] = ..., vehicle_power_cv: _Optional[int] = ..., group_members: _Optional[_Iterable[_Union[GroupMember, _Mapping]]] = ..., fee_carrier_claim_id: _Optional[str] = ..., fee_carrier_mission_number: _Optional[str] = ..., group_comment: _Optional[str] = ..., sends_by_post: _Optional[bool] = ..., post_received_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., travel_decisions: _Optional[_Union[TravelDecisions, _Mapping]] = ..., half_day_split_time: _Optional[_Union[_timeofday_pb2.TimeOfDay, _Mapping]] = ..., manual_travel: _Optional[_Union[ManualAmount, _Mapping]] = ..., mission_change_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., carried_mission_numbers: _Optional[_Iterable[str]] = ..., proofs: _Optional[_Union[ClaimProofs, _Mapping]] = ..., previous_claim_id: _Optional[str] = ..., next_claim_id: _Optional[str] = ...) -> None: ...

class ClaimProofs(_message.Message):
    __slots__ = ("is_available", "is_dematerialised", "folders")
    IS_AVAILABLE_FIELD_NUMBER: _ClassVar[int]
    IS_DEMATERIALISED_FIELD_NUMBER: _ClassVar[int]
    FOLDERS_FIELD_NUMBER: _ClassVar[int]
    is_available: bool
    is_dematerialised: bool
    folders: _containers.RepeatedCompositeFieldContainer[ProofFolder]
    def __init__(self, is_available: _Optional[bool] = ..., is_dematerialised: _Optional[bool] = ..., folders: _Optional[_Iterable[_Union[ProofFolder, _Mapping]]] = ...) -> None: ...

class ProofFolder(_message.Message):
    __slots__ = ("part", "folder", "capacity", "document_count", "documents")
    PART_FIELD_NUMBER: _ClassVar[int]
    FOLDER_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    part: PartKind
    folder: str
    capacity: int
    document_count: int
    documents: _containers.RepeatedCompositeFieldContainer[_documents_pb2.Document]
    def __init__(self, part: _Optional[_Union[PartKind, str]] = ..., folder: _Optional[str] = ..., capacity: _Optional[int] = ..., document_count: _Optional[int] = ..., documents: _Optional[_Iterable[_Union[_documents_pb2.Document, _Mapping]]] = ...) -> None: ...

class GroupMember(_message.Message):
    __slots__ = ("claim_id", "mission_number", "label", "start_date", "fee", "amount_cents")
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    MISSION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_CENTS_FIELD_NUMBER: _ClassVar[int]
    claim_id: str
    mission_number: str
    label: str
    start_date: _date_pb2.Date
    fee: FeeInput
    amount_cents: int
    def __init__(self, claim_id: _Optional[str] = ..., mission_number: _Optional[str] = ..., label: _Optional[str] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., fee: _Optional[_Union[FeeInput, _Mapping]] = ..., amount_cents: _Optional[int] = ...) -> None: ...

class TravelDecisions(_message.Message):
    __slots__ = ("public_transport_trip_ids", "has_disability_rate")
    PUBLIC_TRANSPORT_TRIP_IDS_FIELD_NUMBER: _ClassVar[int]
    HAS_DISABILITY_RATE_FIELD_NUMBER: _ClassVar[int]
    public_transport_trip_ids: _containers.RepeatedScalarFieldContainer[str]
    has_disability_rate: bool
    def __init__(self, public_transport_trip_ids: _Optional[_Iterable[str]] = ..., has_disability_rate: _Optional[bool] = ...) -> None: ...

class ManualAmount(_message.Message):
    __slots__ = ("amount_cents", "explanation")
    AMOUNT_CENTS_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    amount_cents: int
    explanation: str
    def __init__(self, amount_cents: _Optional[int] = ..., explanation: _Optional[str] = ...) -> None: ...

class ClaimMission(_message.Message):
    __slots__ = ("id", "number", "exam", "session", "speciality", "paper", "nature", "label", "centre", "start_date", "start_time", "end_date", "end_time", "time_zone", "jury", "header", "capacity", "jury_capacity", "is_departure_fixed", "fee_source", "evaluation", "wave", "vae_coefficient", "present_candidates", "copies_expected")
    ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    EXAM_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SPECIALITY_FIELD_NUMBER: _ClassVar[int]
    PAPER_FIELD_NUMBER: _ClassVar[int]
    NATURE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    CENTRE_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    JURY_FIELD_NUMBER: _ClassVar[int]
    HEADER_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    JURY_CAPACITY_FIELD_NUMBER: _ClassVar[int]
    IS_DEPARTURE_FIXED_FIELD_NUMBER: _ClassVar[int]
    FEE_SOURCE_FIELD_NUMBER: _ClassVar[int]
    EVALUATION_FIELD_NUMBER: _ClassVar[int]
    WAVE_FIELD_NUMBER: _ClassVar[int]
    VAE_COEFFICIENT_FIELD_NUMBER: _ClassVar[int]
    PRESENT_CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    COPIES_EXPECTED_FIELD_NUMBER: _ClassVar[int]
    id: str
    number: str
    exam: _missions_pb2.CodedLabel
    session: str
    speciality: str
    paper: _missions_pb2.Paper
    nature: _missions_pb2.Nature
    label: str
    centre: _missions_pb2.Centre
    start_date: _date_pb2.Date
    start_time: _timeofday_pb2.TimeOfDay
    end_date: _date_pb2.Date
    end_time: _timeofday_pb2.TimeOfDay
    time_zone: str
    jury: str
    header: str
    capacity: str
    jury_capacity: str
    is_departure_fixed: bool
    fee_source: _missions_pb2.FeeSource
    evaluation: _missions_pb2.Evaluation
    wave: str
    vae_coefficient: str
    present_candidates: int
    copies_expected: int
    def __init__(self, id: _Optional[str] = ..., number: _Optional[str] = ..., exam: _Optional[_Union[_missions_pb2.CodedLabel, _Mapping]] = ..., session: _Optional[str] = ..., speciality: _Optional[str] = ..., paper: _Optional[_Union[_missions_pb2.Paper, _Mapping]] = ..., nature: _Optional[_Union[_missions_pb2.Nature, str]] = ..., label: _Optional[str] = ..., centre: _Optional[_Union[_missions_pb2.Centre, _Mapping]] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., start_time: _Optional[_Union[_timeofday_pb2.TimeOfDay, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_time: _Optional[_Union[_timeofday_pb2.TimeOfDay, _Mapping]] = ..., time_zone: _Optional[str] = ..., jury: _Optional[str] = ..., header: _Optional[str] = ..., capacity: _Optional[str] = ..., jury_capacity: _Optional[str] = ..., is_departure_fixed: _Optional[bool] = ..., fee_source: _Optional[_Union[_missions_pb2.FeeSource, str]] = ..., evaluation: _Optional[_Union[_missions_pb2.Evaluation, str]] = ..., wave: _Optional[str] = ..., vae_coefficient: _Optional[str] = ..., present_candidates: _Optional[int] = ..., copies_expected: _Optional[int] = ...) -> None: ...

class ClaimExaminer(_message.Message):
    __slots__ = ("person_id", "identifier", "civility", "last_name", "first_name")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    IDENTIFIER_FIELD_NUMBER: _ClassVar[int]
    CIVILITY_FIELD_NUMBER: _ClassVar[int]
    LAST_NAME_FIELD_NUMBER: _ClassVar[int]
    FIRST_NAME_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    identifier: str
    civility: str
    last_name: str
    first_name: str
    def __init__(self, person_id: _Optional[str] = ..., identifier: _Optional[str] = ..., civility: _Optional[str] = ..., last_name: _Optional[str] = ..., first_name: _Optional[str] = ...) -> None: ...

class Part(_message.Message):
    __slots__ = ("kind", "status", "amount_cents", "is_to_confirm", "is_editable", "validate_time", "accept_time", "has_tab", "is_computable", "claimed")
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_CENTS_FIELD_NUMBER: _ClassVar[int]
    IS_TO_CONFIRM_FIELD_NUMBER: _ClassVar[int]
    IS_EDITABLE_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_TIME_FIELD_NUMBER: _ClassVar[int]
    HAS_TAB_FIELD_NUMBER: _ClassVar[int]
    IS_COMPUTABLE_FIELD_NUMBER: _ClassVar[int]
    CLAIMED_FIELD_NUMBER: _ClassVar[int]
    kind: PartKind
    status: Status
    amount_cents: int
    is_to_confirm: bool
    is_editable: bool
    validate_time: _timestamp_pb2.Timestamp
    accept_time: _timestamp_pb2.Timestamp
    has_tab: bool
    is_computable: bool
    claimed: ClaimedPart
    def __init__(self, kind: _Optional[_Union[PartKind, str]] = ..., status: _Optional[_Union[Status, str]] = ..., amount_cents: _Optional[int] = ..., is_to_confirm: _Optional[bool] = ..., is_editable: _Optional[bool] = ..., validate_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., accept_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., has_tab: _Optional[bool] = ..., is_computable: _Optional[bool] = ..., claimed: _Optional[_Union[ClaimedPart, _Mapping]] = ...) -> None: ...

class ClaimedPart(_message.Message):
    __slots__ = ("input", "amount_cents", "reason")
    INPUT_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_CENTS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    input: ClaimInput
    amount_cents: int
    reason: str
    def __init__(self, input: _Optional[_Union[ClaimInput, _Mapping]] = ..., amount_cents: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class ClaimInput(_message.Message):
    __slots__ = ("fee", "travel", "typed")
    class TypedEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    FEE_FIELD_NUMBER: _ClassVar[int]
    TRAVEL_FIELD_NUMBER: _ClassVar[int]
    TYPED_FIELD_NUMBER: _ClassVar[int]
    fee: FeeInput
    travel: TravelInput
    typed: _containers.ScalarMap[str, str]
    def __init__(self, fee: _Optional[_Union[FeeInput, _Mapping]] = ..., travel: _Optional[_Union[TravelInput, _Mapping]] = ..., typed: _Optional[_Mapping[str, str]] = ...) -> None: ...

class FeeInput(_message.Message):
    __slots__ = ("copies", "candidates", "half_days", "duration_minutes")
    COPIES_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    HALF_DAYS_FIELD_NUMBER: _ClassVar[int]
    DURATION_MINUTES_FIELD_NUMBER: _ClassVar[int]
    copies: int
    candidates: int
    half_days: HalfDays
    duration_minutes: int
    def __init__(self, copies: _Optional[int] = ..., candidates: _Optional[int] = ..., half_days: _Optional[_Union[HalfDays, _Mapping]] = ..., duration_minutes: _Optional[int] = ...) -> None: ...

class HalfDays(_message.Message):
    __slots__ = ("half_days",)
    HALF_DAYS_FIELD_NUMBER: _ClassVar[int]
    half_days: _containers.RepeatedCompositeFieldContainer[HalfDay]
    def __init__(self, half_days: _Optional[_Iterable[_Union[HalfDay, _Mapping]]] = ...) -> None: ...

class HalfDay(_message.Message):
    __slots__ = ("date", "start_time", "end_time")
    DATE_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    date: _date_pb2.Date
    start_time: _timeofday_pb2.TimeOfDay
    end_time: _timeofday_pb2.TimeOfDay
    def __init__(self, date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., start_time: _Optional[_Union[_timeofday_pb2.TimeOfDay, _Mapping]] = ..., end_time: _Optional[_Union[_timeofday_pb2.TimeOfDay, _Mapping]] = ...) -> None: ...

class TravelInput(_message.Message):
    __slots__ = ("trips",)
    TRIPS_FIELD_NUMBER: _ClassVar[int]
    trips: _containers.RepeatedCompositeFieldContainer[Trip]
    def __init__(self, trips: _Optional[_Iterable[_Union[Trip, _Mapping]]] = ...) -> None: ...

class Trip(_message.Message):
    __slots__ = ("id", "departure_town", "arrival_town", "departure_date", "departure_time", "return_date", "return_time", "mode", "distance_hectometres", "one_way_count", "power_cv", "transport_cents", "night_count", "night_town", "full_meal_count", "half_meal_count", "free_meal_count", "sundry_cents", "comment", "distance_reason")
    ID_FIELD_NUMBER: _ClassVar[int]
    DEPARTURE_TOWN_FIELD_NUMBER: _ClassVar[int]
    ARRIVAL_TOWN_FIELD_NUMBER: _ClassVar[int]
    DEPARTURE_DATE_FIELD_NUMBER: _ClassVar[int]
    DEPARTURE_TIME_FIELD_NUMBER: _ClassVar[int]
    RETURN_DATE_FIELD_NUMBER: _ClassVar[int]
    RETURN_TIME_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    DISTANCE_HECTOMETRES_FIELD_NUMBER: _ClassVar[int]
    ONE_WAY_COUNT_FIELD_NUMBER: _ClassVar[int]
    POWER_CV_FIELD_NUMBER: _ClassVar[int]
    TRANSPORT_CENTS_FIELD_NUMBER: _ClassVar[int]
    NIGHT_COUNT_FIELD_NUMBER: _ClassVar[int]
    NIGHT_TOWN_FIELD_NUMBER: _ClassVar[int]
    FULL_MEAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    HALF_MEAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    FREE_MEAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    SUNDRY_CENTS_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    DISTANCE_REASON_FIELD_NUMBER: _ClassVar[int]
    id: str
    departure_town: Town
    arrival_town: Town
    departure_date: _date_pb2.Date
    departure_time: _timeofday_pb2.TimeOfDay
    return_date: _date_pb2.Date
    return_time: _timeofday_pb2.TimeOfDay
    mode: Mode
    distance_hectometres: int
    one_way_count: int
    power_cv: int
    transport_cents: int
    night_count: int
    night_town: Town
    full_meal_count: int
    half_meal_count: int
    free_meal_count: int
    sundry_cents: int
    comment: str
    distance_reason: str
    def __init__(self, id: _Optional[str] = ..., departure_town: _Optional[_Union[Town, _Mapping]] = ..., arrival_town: _Optional[_Union[Town, _Mapping]] = ..., departure_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., departure_time: _Optional[_Union[_timeofday_pb2.TimeOfDay, _Mapping]] = ..., return_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., return_time: _Optional[_Union[_timeofday_pb2.TimeOfDay, _Mapping]] = ..., mode: _Optional[_Union[Mode, str]] = ..., distance_hectometres: _Optional[int] = ..., one_way_count: _Optional[int] = ..., power_cv: _Optional[int] = ..., transport_cents: _Optional[int] = ..., night_count: _Optional[int] = ..., night_town: _Optional[_Union[Town, _Mapping]] = ..., full_meal_count: _Optional[int] = ..., half_meal_count: _Optional[int] = ..., free_meal_count: _Optional[int] = ..., sundry_cents: _Optional[int] = ..., comment: _Optional[str] = ..., distance_reason: _Optional[str] = ...) -> None: ...

class Town(_message.Message):
    __slots__ = ("code", "name", "department")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    department: str
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., department: _Optional[str] = ...) -> None: ...

class KnownDistance(_message.Message):
    __slots__ = ("from_code", "to_code", "distance_hectometres")
    FROM_CODE_FIELD_NUMBER: _ClassVar[int]
    TO_CODE_FIELD_NUMBER: _ClassVar[int]
    DISTANCE_HECTOMETRES_FIELD_NUMBER: _ClassVar[int]
    from_code: str
    to_code: str
    distance_hectometres: int
    def __init__(self, from_code: _Optional[str] = ..., to_code: _Optional[str] = ..., distance_hectometres: _Optional[int] = ...) -> None: ...

class ModeOption(_message.Message):
    __slots__ = ("mode", "needs_distance", "needs_amount", "needs_ticket", "allows_sundry", "needs_power", "is_paid")
    MODE_FIELD_NUMBER: _ClassVar[int]
    NEEDS_DISTANCE_FIELD_NUMBER: _ClassVar[int]
    NEEDS_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    NEEDS_TICKET_FIELD_NUMBER: _ClassVar[int]
    ALLOWS_SUNDRY_FIELD_NUMBER: _ClassVar[int]
    NEEDS_POWER_FIELD_NUMBER: _ClassVar[int]
    IS_PAID_FIELD_NUMBER: _ClassVar[int]
    mode: Mode
    needs_distance: bool
    needs_amount: bool
    needs_ticket: bool
    allows_sundry: bool
    needs_power: bool
    is_paid: bool
    def __init__(self, mode: _Optional[_Union[Mode, str]] = ..., needs_distance: _Optional[bool] = ..., needs_amount: _Optional[bool] = ..., needs_ticket: _Optional[bool] = ..., allows_sundry: _Optional[bool] = ..., needs_power: _Optional[bool] = ..., is_paid: _Optional[bool] = ...) -> None: ...

class FeeCalculation(_message.Message):
    __slots__ = ("amount_cents", "steps", "is_to_confirm", "warnings")
    AMOUNT_CENTS_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    IS_TO_CONFIRM_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    amount_cents: int
    steps: _containers.RepeatedCompositeFieldContainer[CalculationStep]
    is_to_confirm: bool
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, amount_cents: _Optional[int] = ..., steps: _Optional[_Iterable[_Union[CalculationStep, _Mapping]]] = ..., is_to_confirm: _Optional[bool] = ..., warnings: _Optional[_Iterable[str]] = ...) -> None: ...

class TravelCalculation(_message.Message):
    __slots__ = ("amount_cents", "steps", "is_to_confirm", "warnings", "owed_meal_count", "owed_night_count", "entitlements", "trips", "trip_remarks", "year_distances")
    AMOUNT_CENTS_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    IS_TO_CONFIRM_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    OWED_MEAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    OWED_NIGHT_COUNT_FIELD_NUMBER: _ClassVar[int]
    ENTITLEMENTS_FIELD_NUMBER: _ClassVar[int]
    TRIPS_FIELD_NUMBER: _ClassVar[int]
    TRIP_REMARKS_FIELD_NUMBER: _ClassVar[int]
    YEAR_DISTANCES_FIELD_NUMBER: _ClassVar[int]
    amount_cents: int
    steps: _containers.RepeatedCompositeFieldContainer[CalculationStep]
    is_to_confirm: bool
    warnings: _containers.RepeatedScalarFieldContainer[str]
    owed_meal_count: int
    owed_night_count: int
    entitlements: _containers.RepeatedCompositeFieldContainer[Entitlement]
    trips: _containers.RepeatedCompositeFieldContainer[TripCalculation]
    trip_remarks: _containers.RepeatedCompositeFieldContainer[TripRemark]
    year_distances: _containers.RepeatedCompositeFieldContainer[YearDistance]
    def __init__(self, amount_cents: _Optional[int] = ..., steps: _Optional[_Iterable[_Union[CalculationStep, _Mapping]]] = ..., is_to_confirm: _Optional[bool] = ..., warnings: _Optional[_Iterable[str]] = ..., owed_meal_count: _Optional[int] = ..., owed_night_count: _Optional[int] = ..., entitlements: _Optional[_Iterable[_Union[Entitlement, _Mapping]]] = ..., trips: _Optional[_Iterable[_Union[TripCalculation, _Mapping]]] = ..., trip_remarks: _Optional[_Iterable[_Union[TripRemark, _Mapping]]] = ..., year_distances: _Optional[_Iterable[_Union[YearDistance, _Mapping]]] = ...) -> None: ...

class TripCalculation(_message.Message):
    __slots__ = ("trip_id", "amount_cents", "owed_meal_count", "owed_night_count", "is_inside", "is_public_transport_basis")
    TRIP_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_CENTS_FIELD_NUMBER: _ClassVar[int]
    OWED_MEAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    OWED_NIGHT_COUNT_FIELD_NUMBER: _ClassVar[int]
    IS_INSIDE_FIELD_NUMBER: _ClassVar[int]
    IS_PUBLIC_TRANSPORT_BASIS_FIELD_NUMBER: _ClassVar[int]
    trip_id: str
    amount_cents: int
    owed_meal_count: int
    owed_night_count: int
    is_inside: bool
    is_public_transport_basis: bool
    def __init__(self, trip_id: _Optional[str] = ..., amount_cents: _Optional[int] = ..., owed_meal_count: _Optional[int] = ..., owed_night_count: _Optional[int] = ..., is_inside: _Optional[bool] = ..., is_public_transport_basis: _Optional[bool] = ...) -> None: ...

class TripRemark(_message.Message):
    __slots__ = ("trip_id", "field", "message")
    TRIP_ID_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    trip_id: str
    field: str
    message: str
    def __init__(self, trip_id: _Optional[str] = ..., field: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class YearDistance(_message.Message):
    __slots__ = ("year", "earlier_hectometres", "hectometres")
    YEAR_FIELD_NUMBER: _ClassVar[int]
    EARLIER_HECTOMETRES_FIELD_NUMBER: _ClassVar[int]
    HECTOMETRES_FIELD_NUMBER: _ClassVar[int]
    year: int
    earlier_hectometres: int
    hectometres: int
    def __init__(self, year: _Optional[int] = ..., earlier_hectometres: _Optional[int] = ..., hectometres: _Optional[int] = ...) -> None: ...

class Entitlement(_message.Message):
    __slots__ = ("kind", "date", "explanation", "trip_id")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[Entitlement.Kind]
        KIND_MIDDAY_MEAL: _ClassVar[Entitlement.Kind]
        KIND_EVENING_MEAL: _ClassVar[Entitlement.Kind]
        KIND_NIGHT: _ClassVar[Entitlement.Kind]
    KIND_UNSPECIFIED: Entitlement.Kind
    KIND_MIDDAY_MEAL: Entitlement.Kind
    KIND_EVENING_MEAL: Entitlement.Kind
    KIND_NIGHT: Entitlement.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    TRIP_ID_FIELD_NUMBER: _ClassVar[int]
    kind: Entitlement.Kind
    date: _date_pb2.Date
    explanation: str
    trip_id: str
    def __init__(self, kind: _Optional[_Union[Entitlement.Kind, str]] = ..., date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., explanation: _Optional[str] = ..., trip_id: _Optional[str] = ...) -> None: ...

class CalculationStep(_message.Message):
    __slots__ = ("label", "quantity", "unit", "rate_cents", "rate_valid_from", "source", "amount_cents", "is_to_confirm", "trip_id")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    RATE_CENTS_FIELD_NUMBER: _ClassVar[int]
    RATE_VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_CENTS_FIELD_NUMBER: _ClassVar[int]
    IS_TO_CONFIRM_FIELD_NUMBER: _ClassVar[int]
    TRIP_ID_FIELD_NUMBER: _ClassVar[int]
    label: str
    quantity: str
    unit: str
    rate_cents: str
    rate_valid_from: _date_pb2.Date
    source: str
    amount_cents: int
    is_to_confirm: bool
    trip_id: str
    def __init__(self, label: _Optional[str] = ..., quantity: _Optional[str] = ..., unit: _Optional[str] = ..., rate_cents: _Optional[str] = ..., rate_valid_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., source: _Optional[str] = ..., amount_cents: _Optional[int] = ..., is_to_confirm: _Optional[bool] = ..., trip_id: _Optional[str] = ...) -> None: ...

class FollowUp(_message.Message):
    __slots__ = ("level", "message", "claim_id", "event_time")
    class Level(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        LEVEL_UNSPECIFIED: _ClassVar[FollowUp.Level]
        LEVEL_INFORMATION: _ClassVar[FollowUp.Level]
        LEVEL_SUCCESS: _ClassVar[FollowUp.Level]
        LEVEL_WARNING: _ClassVar[FollowUp.Level]
    LEVEL_UNSPECIFIED: FollowUp.Level
    LEVEL_INFORMATION: FollowUp.Level
    LEVEL_SUCCESS: FollowUp.Level
    LEVEL_WARNING: FollowUp.Level
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    level: FollowUp.Level
    message: str
    claim_id: str
    event_time: _timestamp_pb2.Timestamp
    def __init__(self, level: _Optional[_Union[FollowUp.Level, str]] = ..., message: _Optional[str] = ..., claim_id: _Optional[str] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RequiredProof(_message.Message):
    __slots__ = ("part", "label", "reason", "is_given", "is_personal", "elsewhere")
    PART_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    IS_GIVEN_FIELD_NUMBER: _ClassVar[int]
    IS_PERSONAL_FIELD_NUMBER: _ClassVar[int]
    ELSEWHERE_FIELD_NUMBER: _ClassVar[int]
    part: PartKind
    label: str
    reason: str
    is_given: bool
    is_personal: bool
    elsewhere: GivenElsewhere
    def __init__(self, part: _Optional[_Union[PartKind, str]] = ..., label: _Optional[str] = ..., reason: _Optional[str] = ..., is_given: _Optional[bool] = ..., is_personal: _Optional[bool] = ..., elsewhere: _Optional[_Union[GivenElsewhere, _Mapping]] = ...) -> None: ...

class GivenElsewhere(_message.Message):
    __slots__ = ("claim_id", "mission_number", "order_number", "given_date")
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    MISSION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ORDER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    GIVEN_DATE_FIELD_NUMBER: _ClassVar[int]
    claim_id: str
    mission_number: str
    order_number: str
    given_date: _date_pb2.Date
    def __init__(self, claim_id: _Optional[str] = ..., mission_number: _Optional[str] = ..., order_number: _Optional[str] = ..., given_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Conditions(_message.Message):
    __slots__ = ("version", "text", "is_accepted", "accept_time")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    IS_ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    ACCEPT_TIME_FIELD_NUMBER: _ClassVar[int]
    version: int
    text: str
    is_accepted: bool
    accept_time: _timestamp_pb2.Timestamp
    def __init__(self, version: _Optional[int] = ..., text: _Optional[str] = ..., is_accepted: _Optional[bool] = ..., accept_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetConditionsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AcceptConditionsRequest(_message.Message):
    __slots__ = ("request_id", "version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    version: int
    def __init__(self, request_id: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class ListClaimsRequest(_message.Message):
    __slots__ = ("search", "sort", "is_descending", "session")
    SEARCH_FIELD_NUMBER: _ClassVar[int]
    SORT_FIELD_NUMBER: _ClassVar[int]
    IS_DESCENDING_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    search: str
    sort: ClaimSort
    is_descending: bool
    session: str
    def __init__(self, search: _Optional[str] = ..., sort: _Optional[_Union[ClaimSort, str]] = ..., is_descending: _Optional[bool] = ..., session: _Optional[str] = ...) -> None: ...

class ListClaimsResponse(_message.Message):
    __slots__ = ("claims", "total_count", "sessions", "presided_jury_count")
    CLAIMS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    SESSIONS_FIELD_NUMBER: _ClassVar[int]
    PRESIDED_JURY_COUNT_FIELD_NUMBER: _ClassVar[int]
    claims: _containers.RepeatedCompositeFieldContainer[ClaimRow]
    total_count: int
    sessions: _containers.RepeatedScalarFieldContainer[str]
    presided_jury_count: int
    def __init__(self, claims: _Optional[_Iterable[_Union[ClaimRow, _Mapping]]] = ..., total_count: _Optional[int] = ..., sessions: _Optional[_Iterable[str]] = ..., presided_jury_count: _Optional[int] = ...) -> None: ...

class ClaimRow(_message.Message):
    __slots__ = ("id", "exam_label", "label", "mission_number", "start_date", "centre_name", "fee_status", "travel_status", "order_number", "examiner_name", "examiner_identifier", "exam_code", "validate_time")
    ID_FIELD_NUMBER: _ClassVar[int]
    EXAM_LABEL_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    MISSION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    CENTRE_NAME_FIELD_NUMBER: _ClassVar[int]
    FEE_STATUS_FIELD_NUMBER: _ClassVar[int]
    TRAVEL_STATUS_FIELD_NUMBER: _ClassVar[int]
    ORDER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_NAME_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_IDENTIFIER_FIELD_NUMBER: _ClassVar[int]
    EXAM_CODE_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    exam_label: str
    label: str
    mission_number: str
    start_date: _date_pb2.Date
    centre_name: str
    fee_status: Status
    travel_status: Status
    order_number: str
    examiner_name: str
    examiner_identifier: str
    exam_code: str
    validate_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., exam_label: _Optional[str] = ..., label: _Optional[str] = ..., mission_number: _Optional[str] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., centre_name: _Optional[str] = ..., fee_status: _Optional[_Union[Status, str]] = ..., travel_status: _Optional[_Union[Status, str]] = ..., order_number: _Optional[str] = ..., examiner_name: _Optional[str] = ..., examiner_identifier: _Optional[str] = ..., exam_code: _Optional[str] = ..., validate_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetClaimRequest(_message.Message):
    __slots__ = ("id", "needs_proofs")
    ID_FIELD_NUMBER: _ClassVar[int]
    NEEDS_PROOFS_FIELD_NUMBER: _ClassVar[int]
    id: str
    needs_proofs: bool
    def __init__(self, id: _Optional[str] = ..., needs_proofs: _Optional[bool] = ...) -> None: ...

class EstimateClaimRequest(_message.Message):
    __slots__ = ("id", "input", "update_mask")
    ID_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    id: str
    input: ClaimInput
    update_mask: _field_mask_pb2.FieldMask
    def __init__(self, id: _Optional[str] = ..., input: _Optional[_Union[ClaimInput, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class EstimateClaimResponse(_message.Message):
    __slots__ = ("fee_calculation", "travel_calculation")
    FEE_CALCULATION_FIELD_NUMBER: _ClassVar[int]
    TRAVEL_CALCULATION_FIELD_NUMBER: _ClassVar[int]
    fee_calculation: FeeCalculation
    travel_calculation: TravelCalculation
    def __init__(self, fee_calculation: _Optional[_Union[FeeCalculation, _Mapping]] = ..., travel_calculation: _Optional[_Union[TravelCalculation, _Mapping]] = ...) -> None: ...

class SaveDraftRequest(_message.Message):
    __slots__ = ("request_id", "id", "version", "draft", "update_mask")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    draft: ClaimInput
    update_mask: _field_mask_pb2.FieldMask
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ..., draft: _Optional[_Union[ClaimInput, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class DiscardDraftRequest(_message.Message):
    __slots__ = ("request_id", "id", "version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class UpdateClaimRequest(_message.Message):
    __slots__ = ("request_id", "id", "version", "input", "update_mask", "is_from_draft")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    IS_FROM_DRAFT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    input: ClaimInput
    update_mask: _field_mask_pb2.FieldMask
    is_from_draft: bool
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ..., input: _Optional[_Union[ClaimInput, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ..., is_from_draft: _Optional[bool] = ...) -> None: ...

class ValidateClaimRequest(_message.Message):
    __slots__ = ("request_id", "id", "version", "is_confirmed", "sends_by_post")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    IS_CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    SENDS_BY_POST_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    is_confirmed: bool
    sends_by_post: bool
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ..., is_confirmed: _Optional[bool] = ..., sends_by_post: _Optional[bool] = ...) -> None: ...

class UnvalidateClaimRequest(_message.Message):
    __slots__ = ("request_id", "id", "version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class DeclareNotDoneRequest(_message.Message):
    __slots__ = ("request_id", "id", "version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class UndoNotDoneRequest(_message.Message):
    __slots__ = ("request_id", "id", "version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class OpenProofsRequest(_message.Message):
    __slots__ = ("request_id", "id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ...) -> None: ...

class OpenProofsResponse(_message.Message):
    __slots__ = ("set_key", "folders")
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    FOLDERS_FIELD_NUMBER: _ClassVar[int]
    set_key: str
    folders: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, set_key: _Optional[str] = ..., folders: _Optional[_Iterable[str]] = ...) -> None: ...

class ListHistoryRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListHistoryResponse(_message.Message):
    __slots__ = ("entries", "mission_number", "order_number", "examiner", "has_proofs")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    MISSION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ORDER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_FIELD_NUMBER: _ClassVar[int]
    HAS_PROOFS_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[HistoryEntry]
    mission_number: str
    order_number: str
    examiner: ClaimExaminer
    has_proofs: bool
    def __init__(self, entries: _Optional[_Iterable[_Union[HistoryEntry, _Mapping]]] = ..., mission_number: _Optional[str] = ..., order_number: _Optional[str] = ..., examiner: _Optional[_Union[ClaimExaminer, _Mapping]] = ..., has_proofs: _Optional[bool] = ...) -> None: ...

class HistoryEntry(_message.Message):
    __slots__ = ("event_time", "actor", "message", "changes")
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    event_time: _timestamp_pb2.Timestamp
    actor: str
    message: str
    changes: _containers.RepeatedCompositeFieldContainer[HistoryChange]
    def __init__(self, event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[str] = ..., message: _Optional[str] = ..., changes: _Optional[_Iterable[_Union[HistoryChange, _Mapping]]] = ...) -> None: ...

class HistoryChange(_message.Message):
    __slots__ = ("label", "before", "after")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    label: str
    before: str
    after: str
    def __init__(self, label: _Optional[str] = ..., before: _Optional[str] = ..., after: _Optional[str] = ...) -> None: ...

class GetRecapRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetRecapResponse(_message.Message):
    __slots__ = ("pdf", "file_name")
    PDF_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    pdf: bytes
    file_name: str
    def __init__(self, pdf: _Optional[bytes] = ..., file_name: _Optional[str] = ...) -> None: ...

class ListDeskClaimsRequest(_message.Message):
    __slots__ = ("search", "statuses", "sort", "is_descending", "page_size", "page_token", "session")
    SEARCH_FIELD_NUMBER: _ClassVar[int]
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    SORT_FIELD_NUMBER: _ClassVar[int]
    IS_DESCENDING_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    search: str
    statuses: _containers.RepeatedScalarFieldContainer[Status]
    sort: ClaimSort
    is_descending: bool
    page_size: int
    page_token: str
    session: str
    def __init__(self, search: _Optional[str] = ..., statuses: _Optional[_Iterable[_Union[Status, str]]] = ..., sort: _Optional[_Union[ClaimSort, str]] = ..., is_descending: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., session: _Optional[str] = ...) -> None: ...

class ListDeskClaimsResponse(_message.Message):
    __slots__ = ("claims", "next_page_token", "previous_page_token", "count", "is_count_capped")
    CLAIMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    IS_COUNT_CAPPED_FIELD_NUMBER: _ClassVar[int]
    claims: _containers.RepeatedCompositeFieldContainer[ClaimRow]
    next_page_token: str
    previous_page_token: str
    count: int
    is_count_capped: bool
    def __init__(self, claims: _Optional[_Iterable[_Union[ClaimRow, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., previous_page_token: _Optional[str] = ..., count: _Optional[int] = ..., is_count_capped: _Optional[bool] = ...) -> None: ...

class GetDeskClaimRequest(_message.Message):
    __slots__ = ("id", "needs_proofs", "list")
    ID_FIELD_NUMBER: _ClassVar[int]
    NEEDS_PROOFS_FIELD_NUMBER: _ClassVar[int]
    LIST_FIELD_NUMBER: _ClassVar[int]
    id: str
    needs_proofs: bool
    list: ListDeskClaimsRequest
    def __init__(self, id: _Optional[str] = ..., needs_proofs: _Optional[bool] = ..., list: _Optional[_Union[ListDeskClaimsRequest, _Mapping]] = ...) -> None: ...

class GetDeskRecapRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class AcceptClaimRequest(_message.Message):
    __slots__ = ("request_id", "id", "version", "parts", "accepted", "accepted_mask", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_MASK_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    parts: _containers.RepeatedScalarFieldContainer[PartKind]
    accepted: ClaimInput
    accepted_mask: _field_mask_pb2.FieldMask
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ..., parts: _Optional[_Iterable[_Union[PartKind, str]]] = ..., accepted: _Optional[_Union[ClaimInput, _Mapping]] = ..., accepted_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class CancelClaimRequest(_message.Message):
    __slots__ = ("request_id", "id", "version", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class UncancelClaimRequest(_message.Message):
    __slots__ = ("request_id", "id", "version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class ComputePartRequest(_message.Message):
    __slots__ = ("request_id", "id", "version", "fee_minutes", "travel")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    FEE_MINUTES_FIELD_NUMBER: _ClassVar[int]
    TRAVEL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    fee_minutes: int
    travel: ManualAmount
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ..., fee_minutes: _Optional[int] = ..., travel: _Optional[_Union[ManualAmount, _Mapping]] = ...) -> None: ...

class ListGroupCandidatesRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ListGroupCandidatesResponse(_message.Message):
    __slots__ = ("candidates",)
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    candidates: _containers.RepeatedCompositeFieldContainer[GroupMember]
    def __init__(self, candidates: _Optional[_Iterable[_Union[GroupMember, _Mapping]]] = ...) -> None: ...

class GroupFeesRequest(_message.Message):
    __slots__ = ("request_id", "id", "version", "member_claim_ids")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    MEMBER_CLAIM_IDS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    member_claim_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ..., member_claim_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class UngroupFeesRequest(_message.Message):
    __slots__ = ("request_id", "id", "version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class DecideTravelRequest(_message.Message):
    __slots__ = ("request_id", "id", "version", "decisions")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    decisions: TravelDecisions
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ..., decisions: _Optional[_Union[TravelDecisions, _Mapping]] = ...) -> None: ...

class RecordPostRequest(_message.Message):
    __slots__ = ("request_id", "id", "version", "received_date")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_DATE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    version: int
    received_date: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., version: _Optional[int] = ..., received_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ListJuriesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListJuriesResponse(_message.Message):
    __slots__ = ("juries",)
    JURIES_FIELD_NUMBER: _ClassVar[int]
    juries: _containers.RepeatedCompositeFieldContainer[JuryRow]
    def __init__(self, juries: _Optional[_Iterable[_Union[JuryRow, _Mapping]]] = ...) -> None: ...

class JuryRow(_message.Message):
    __slots__ = ("mission_id", "mission_number", "jury", "exam_label", "label", "start_date", "end_date", "member_count", "missing_count", "validated_count")
    MISSION_ID_FIELD_NUMBER: _ClassVar[int]
    MISSION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    JURY_FIELD_NUMBER: _ClassVar[int]
    EXAM_LABEL_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    MEMBER_COUNT_FIELD_NUMBER: _ClassVar[int]
    MISSING_COUNT_FIELD_NUMBER: _ClassVar[int]
    VALIDATED_COUNT_FIELD_NUMBER: _ClassVar[int]
    mission_id: str
    mission_number: str
    jury: str
    exam_label: str
    label: str
    start_date: _date_pb2.Date
    end_date: _date_pb2.Date
    member_count: int
    missing_count: int
    validated_count: int
    def __init__(self, mission_id: _Optional[str] = ..., mission_number: _Optional[str] = ..., jury: _Optional[str] = ..., exam_label: _Optional[str] = ..., label: _Optional[str] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., member_count: _Optional[int] = ..., missing_count: _Optional[int] = ..., validated_count: _Optional[int] = ...) -> None: ...

class Jury(_message.Message):
    __slots__ = ("mission_id", "mission", "fee_input_kind", "members", "can_record", "can_validate", "closing_date", "version", "notice")
    MISSION_ID_FIELD_NUMBER: _ClassVar[int]
    MISSION_FIELD_NUMBER: _ClassVar[int]
    FEE_INPUT_KIND_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    CAN_RECORD_FIELD_NUMBER: _ClassVar[int]
    CAN_VALIDATE_FIELD_NUMBER: _ClassVar[int]
    CLOSING_DATE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    mission_id: str
    mission: ClaimMission
    fee_input_kind: FeeInputKind
    members: _containers.RepeatedCompositeFieldContainer[JuryMember]
    can_record: bool
    can_validate: bool
    closing_date: _date_pb2.Date
    version: int
    notice: str
    def __init__(self, mission_id: _Optional[str] = ..., mission: _Optional[_Union[ClaimMission, _Mapping]] = ..., fee_input_kind: _Optional[_Union[FeeInputKind, str]] = ..., members: _Optional[_Iterable[_Union[JuryMember, _Mapping]]] = ..., can_record: _Optional[bool] = ..., can_validate: _Optional[bool] = ..., closing_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., version: _Optional[int] = ..., notice: _Optional[str] = ...) -> None: ...

class JuryMember(_message.Message):
    __slots__ = ("claim_id", "version", "examiner", "jury_capacity", "status", "fee", "calculation", "is_editable", "is_validated", "is_declared_not_done")
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_FIELD_NUMBER: _ClassVar[int]
    JURY_CAPACITY_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    CALCULATION_FIELD_NUMBER: _ClassVar[int]
    IS_EDITABLE_FIELD_NUMBER: _ClassVar[int]
    IS_VALIDATED_FIELD_NUMBER: _ClassVar[int]
    IS_DECLARED_NOT_DONE_FIELD_NUMBER: _ClassVar[int]
    claim_id: str
    version: int
    examiner: ClaimExaminer
    jury_capacity: str
    status: Status
    fee: FeeInput
    calculation: FeeCalculation
    is_editable: bool
    is_validated: bool
    is_declared_not_done: bool
    def __init__(self, claim_id: _Optional[str] = ..., version: _Optional[int] = ..., examiner: _Optional[_Union[ClaimExaminer, _Mapping]] = ..., jury_capacity: _Optional[str] = ..., status: _Optional[_Union[Status, str]] = ..., fee: _Optional[_Union[FeeInput, _Mapping]] = ..., calculation: _Optional[_Union[FeeCalculation, _Mapping]] = ..., is_editable: _Optional[bool] = ..., is_validated: _Optional[bool] = ..., is_declared_not_done: _Optional[bool] = ...) -> None: ...

class GetJuryRequest(_message.Message):
    __slots__ = ("mission_id",)
    MISSION_ID_FIELD_NUMBER: _ClassVar[int]
    mission_id: str
    def __init__(self, mission_id: _Optional[str] = ...) -> None: ...

class RecordJuryRequest(_message.Message):
    __slots__ = ("request_id", "mission_id", "entries", "is_validated", "version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MISSION_ID_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    IS_VALIDATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    mission_id: str
    entries: _containers.RepeatedCompositeFieldContainer[JuryEntry]
    is_validated: bool
    version: int
    def __init__(self, request_id: _Optional[str] = ..., mission_id: _Optional[str] = ..., entries: _Optional[_Iterable[_Union[JuryEntry, _Mapping]]] = ..., is_validated: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class JuryEntry(_message.Message):
    __slots__ = ("claim_id", "version", "fee")
    CLAIM_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    claim_id: str
    version: int
    fee: FeeInput
    def __init__(self, claim_id: _Optional[str] = ..., version: _Optional[int] = ..., fee: _Optional[_Union[FeeInput, _Mapping]] = ...) -> None: ...

class RecordConvocationsRequest(_message.Message):
    __slots__ = ("request_id", "convocations")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CONVOCATIONS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    convocations: _containers.RepeatedCompositeFieldContainer[ConvocationRecord]
    def __init__(self, request_id: _Optional[str] = ..., convocations: _Optional[_Iterable[_Union[ConvocationRecord, _Mapping]]] = ...) -> None: ...

class ConvocationRecord(_message.Message):
    __slots__ = ("convocation_id", "revision", "mission", "examiner", "facts", "opens_travel", "is_cancelled")
    CONVOCATION_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    MISSION_FIELD_NUMBER: _ClassVar[int]
    EXAMINER_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    OPENS_TRAVEL_FIELD_NUMBER: _ClassVar[int]
    IS_CANCELLED_FIELD_NUMBER: _ClassVar[int]
    convocation_id: str
    revision: int
    mission: ClaimMission
    examiner: ClaimExaminer
    facts: ExaminerFacts
    opens_travel: bool
    is_cancelled: bool
    def __init__(self, convocation_id: _Optional[str] = ..., revision: _Optional[int] = ..., mission: _Optional[_Union[ClaimMission, _Mapping]] = ..., examiner: _Optional[_Union[ClaimExaminer, _Mapping]] = ..., facts: _Optional[_Union[ExaminerFacts, _Mapping]] = ..., opens_travel: _Optional[bool] = ..., is_cancelled: _Optional[bool] = ...) -> None: ...

class ExaminerFacts(_message.Message):
    __slots__ = ("home", "establishment", "has_active_payroll_file", "has_insee_number", "vehicle_power_cv", "vehicle_kind", "person_revision")
    HOME_FIELD_NUMBER: _ClassVar[int]
    ESTABLISHMENT_FIELD_NUMBER: _ClassVar[int]
    HAS_ACTIVE_PAYROLL_FILE_FIELD_NUMBER: _ClassVar[int]
    HAS_INSEE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VEHICLE_POWER_CV_FIELD_NUMBER: _ClassVar[int]
    VEHICLE_KIND_FIELD_NUMBER: _ClassVar[int]
    PERSON_REVISION_FIELD_NUMBER: _ClassVar[int]
    home: _missions_pb2.Commune
    establishment: _missions_pb2.Commune
    has_active_payroll_file: bool
    has_insee_number: bool
    vehicle_power_cv: int
    vehicle_kind: str
    person_revision: int
    def __init__(self, home: _Optional[_Union[_missions_pb2.Commune, _Mapping]] = ..., establishment: _Optional[_Union[_missions_pb2.Commune, _Mapping]] = ..., has_active_payroll_file: _Optional[bool] = ..., has_insee_number: _Optional[bool] = ..., vehicle_power_cv: _Optional[int] = ..., vehicle_kind: _Optional[str] = ..., person_revision: _Optional[int] = ...) -> None: ...

class RecordConvocationsResponse(_message.Message):
    __slots__ = ("changed_count",)
    CHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    changed_count: int
    def __init__(self, changed_count: _Optional[int] = ...) -> None: ...

class RecordReturnsRequest(_message.Message):
    __slots__ = ("request_id", "returns")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RETURNS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    returns: _containers.RepeatedCompositeFieldContainer[ReturnRecord]
    def __init__(self, request_id: _Optional[str] = ..., returns: _Optional[_Iterable[_Union[ReturnRecord, _Mapping]]] = ...) -> None: ...

class ReturnRecord(_message.Message):
    __slots__ = ("convocation_id", "marking_state", "copies", "candidates", "is_done", "return_time")
    CONVOCATION_ID_FIELD_NUMBER: _ClassVar[int]
    MARKING_STATE_FIELD_NUMBER: _ClassVar[int]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    IS_DONE_FIELD_NUMBER: _ClassVar[int]
    RETURN_TIME_FIELD_NUMBER: _ClassVar[int]
    convocation_id: str
    marking_state: _missions_pb2.MarkingState
    copies: int
    candidates: int
    is_done: bool
    return_time: _timestamp_pb2.Timestamp
    def __init__(self, convocation_id: _Optional[str] = ..., marking_state: _Optional[_Union[_missions_pb2.MarkingState, str]] = ..., copies: _Optional[int] = ..., candidates: _Optional[int] = ..., is_done: _Optional[bool] = ..., return_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RecordReturnsResponse(_message.Message):
    __slots__ = ("changed_count",)
    CHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    changed_count: int
    def __init__(self, changed_count: _Optional[int] = ...) -> None: ...

class RecordPeopleRequest(_message.Message):
    __slots__ = ("request_id", "people")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PEOPLE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    people: _containers.RepeatedCompositeFieldContainer[PersonRecord]
    def __init__(self, request_id: _Optional[str] = ..., people: _Optional[_Iterable[_Union[PersonRecord, _Mapping]]] = ...) -> None: ...

class PersonRecord(_message.Message):
    __slots__ = ("examiner", "facts")
    EXAMINER_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    examiner: ClaimExaminer
    facts: ExaminerFacts
    def __init__(self, examiner: _Optional[_Union[ClaimExaminer, _Mapping]] = ..., facts: _Optional[_Union[ExaminerFacts, _Mapping]] = ...) -> None: ...

class RecordPeopleResponse(_message.Message):
    __slots__ = ("changed_count",)
    CHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    changed_count: int
    def __init__(self, changed_count: _Optional[int] = ...) -> None: ...
