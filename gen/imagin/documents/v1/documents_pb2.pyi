import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from imagin.access.v1 import access_pb2 as _access_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Folder(_message.Message):
    __slots__ = ("id", "set_key", "name", "owner_person_id", "reader_person_ids", "capacity", "document_count", "state", "state_time")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Folder.State]
        STATE_OPEN: _ClassVar[Folder.State]
        STATE_SEALED: _ClassVar[Folder.State]
    STATE_UNSPECIFIED: Folder.State
    STATE_OPEN: Folder.State
    STATE_SEALED: Folder.State
    ID_FIELD_NUMBER: _ClassVar[int]
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OWNER_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    READER_PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STATE_TIME_FIELD_NUMBER: _ClassVar[int]
    id: str
    set_key: str
    name: str
    owner_person_id: str
    reader_person_ids: _containers.RepeatedScalarFieldContainer[str]
    capacity: int
    document_count: int
    state: Folder.State
    state_time: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., set_key: _Optional[str] = ..., name: _Optional[str] = ..., owner_person_id: _Optional[str] = ..., reader_person_ids: _Optional[_Iterable[str]] = ..., capacity: _Optional[int] = ..., document_count: _Optional[int] = ..., state: _Optional[_Union[Folder.State, str]] = ..., state_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateFolderRequest(_message.Message):
    __slots__ = ("request_id", "set_key", "name", "owner_person_id", "reader_person_ids", "capacity")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OWNER_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    READER_PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    set_key: str
    name: str
    owner_person_id: str
    reader_person_ids: _containers.RepeatedScalarFieldContainer[str]
    capacity: int
    def __init__(self, request_id: _Optional[str] = ..., set_key: _Optional[str] = ..., name: _Optional[str] = ..., owner_person_id: _Optional[str] = ..., reader_person_ids: _Optional[_Iterable[str]] = ..., capacity: _Optional[int] = ...) -> None: ...

class ListFoldersRequest(_message.Message):
    __slots__ = ("set_key",)
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    set_key: str
    def __init__(self, set_key: _Optional[str] = ...) -> None: ...

class ListFoldersResponse(_message.Message):
    __slots__ = ("folders",)
    FOLDERS_FIELD_NUMBER: _ClassVar[int]
    folders: _containers.RepeatedCompositeFieldContainer[Folder]
    def __init__(self, folders: _Optional[_Iterable[_Union[Folder, _Mapping]]] = ...) -> None: ...

class SealFoldersRequest(_message.Message):
    __slots__ = ("request_id", "set_key")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    set_key: str
    def __init__(self, request_id: _Optional[str] = ..., set_key: _Optional[str] = ...) -> None: ...

class ReopenFoldersRequest(_message.Message):
    __slots__ = ("request_id", "set_key")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    set_key: str
    def __init__(self, request_id: _Optional[str] = ..., set_key: _Optional[str] = ...) -> None: ...
