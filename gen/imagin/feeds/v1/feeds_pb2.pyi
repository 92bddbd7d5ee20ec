import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from imagin.access.v1 import access_pb2 as _access_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ImportFilesRequest(_message.Message):
    __slots__ = ("feed", "outcomes", "file", "bytes")
    FEED_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    FILE_FIELD_NUMBER: _ClassVar[int]
    BYTES_FIELD_NUMBER: _ClassVar[int]
    feed: ImportFeed
    outcomes: ImportOutcomes
    file: ImportFile
    bytes: bytes
    def __init__(self, feed: _Optional[_Union[ImportFeed, _Mapping]] = ..., outcomes: _Optional[_Union[ImportOutcomes, _Mapping]] = ..., file: _Optional[_Union[ImportFile, _Mapping]] = ..., bytes: _Optional[bytes] = ...) -> None: ...

class ImportFeed(_message.Message):
    __slots__ = ("academy", "session", "produced_time", "is_dry_run", "is_forced")
    ACADEMY_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    PRODUCED_TIME_FIELD_NUMBER: _ClassVar[int]
    IS_DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    IS_FORCED_FIELD_NUMBER: _ClassVar[int]
    academy: str
    session: str
    produced_time: _timestamp_pb2.Timestamp
    is_dry_run: bool
    is_forced: bool
    def __init__(self, academy: _Optional[str] = ..., session: _Optional[str] = ..., produced_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., is_dry_run: _Optional[bool] = ..., is_forced: _Optional[bool] = ...) -> None: ...

class ImportFile(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ImportOutcomes(_message.Message):
    __slots__ = ("outcomes",)
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[ImportOutcome]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[ImportOutcome, _Mapping]]] = ...) -> None: ...

class ImportOutcome(_message.Message):
    __slots__ = ("file", "key", "cause")
    FILE_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    file: str
    key: str
    cause: ImportLine
    def __init__(self, file: _Optional[str] = ..., key: _Optional[str] = ..., cause: _Optional[_Union[ImportLine, _Mapping]] = ...) -> None: ...

class ImportFilesResponse(_message.Message):
    __slots__ = ("file", "accepted_count", "unchanged_count", "refused_count", "notice_count", "lines", "outcomes", "is_complete")
    FILE_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REFUSED_COUNT_FIELD_NUMBER: _ClassVar[int]
    NOTICE_COUNT_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    IS_COMPLETE_FIELD_NUMBER: _ClassVar[int]
    file: str
    accepted_count: int
    unchanged_count: int
    refused_count: int
    notice_count: int
    lines: _containers.RepeatedCompositeFieldContainer[ImportLine]
    outcomes: _containers.RepeatedCompositeFieldContainer[ImportOutcome]
    is_complete: bool
    def __init__(self, file: _Optional[str] = ..., accepted_count: _Optional[int] = ..., unchanged_count: _Optional[int] = ..., refused_count: _Optional[int] = ..., notice_count: _Optional[int] = ..., lines: _Optional[_Iterable[_Union[ImportLine, _Mapping]]] = ..., outcomes: _Optional[_Iterable[_Union[ImportOutcome, _Mapping]]] = ..., is_complete: _Optional[bool] = ...) -> None: ...

class ImportLine(_message.Message):
    __slots__ = ("file", "line", "field", "message", "code", "is_notice")
    FILE_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    IS_NOTICE_FIELD_NUMBER: _ClassVar[int]
    file: str
    line: int
    field: str
    message: str
    code: str
    is_notice: bool
    def __init__(self, file: _Optional[str] = ..., line: _Optional[int] = ..., field: _Optional[str] = ..., message: _Optional[str] = ..., code: _Optional[str] = ..., is_notice: _Optional[bool] = ...) -> None: ...
