from imagin.access.v1 import access_pb2 as _access_pb2
from imagin.missions.v1 import missions_pb2 as _missions_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListPortalMissionsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListPortalMissionsResponse(_message.Message):
    __slots__ = ("rows",)
    ROWS_FIELD_NUMBER: _ClassVar[int]
    rows: _containers.RepeatedCompositeFieldContainer[PortalRow]
    def __init__(self, rows: _Optional[_Iterable[_Union[PortalRow, _Mapping]]] = ...) -> None: ...

class PortalRow(_message.Message):
    __slots__ = ("mission", "application")
    MISSION_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    mission: _missions_pb2.PortalMission
    application: Application
    def __init__(self, mission: _Optional[_Union[_missions_pb2.PortalMission, _Mapping]] = ..., application: _Optional[_Union[Application, _Mapping]] = ...) -> None: ...

class Application(_message.Message):
    __slots__ = ("code", "name", "is_open")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    IS_OPEN_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    is_open: bool
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., is_open: _Optional[bool] = ...) -> None: ...
