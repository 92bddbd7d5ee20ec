from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ROLE_UNSPECIFIED: _ClassVar[Role]
    ROLE_EXAMINER: _ClassVar[Role]
    ROLE_MANAGER: _ClassVar[Role]
    ROLE_JURY_PRESIDENT: _ClassVar[Role]
    ROLE_CENTRE_HEAD: _ClassVar[Role]
    ROLE_ADMINISTRATOR: _ClassVar[Role]
ROLE_UNSPECIFIED: Role
ROLE_EXAMINER: Role
ROLE_MANAGER: Role
ROLE_JURY_PRESIDENT: Role
ROLE_CENTRE_HEAD: Role
ROLE_ADMINISTRATOR: Role
ACCESS_FIELD_NUMBER: _ClassVar[int]
access: _descriptor.FieldDescriptor
LABEL_FR_FIELD_NUMBER: _ClassVar[int]
label_fr: _descriptor.FieldDescriptor

class Access(_message.Message):
    __slots__ = ("roles", "services", "anonymous", "federated", "before_password_change", "change")
    ROLES_FIELD_NUMBER: _ClassVar[int]
    SERVICES_FIELD_NUMBER: _ClassVar[int]
    ANONYMOUS_FIELD_NUMBER: _ClassVar[int]
    FEDERATED_FIELD_NUMBER: _ClassVar[int]
    BEFORE_PASSWORD_CHANGE_FIELD_NUMBER: _ClassVar[int]
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    roles: _containers.RepeatedScalarFieldContainer[Role]
    services: _containers.RepeatedScalarFieldContainer[str]
    anonymous: bool
    federated: bool
    before_password_change: bool
    change: bool
    def __init__(self, roles: _Optional[_Iterable[_Union[Role, str]]] = ..., services: _Optional[_Iterable[str]] = ..., anonymous: _Optional[bool] = ..., federated: _Optional[bool] = ..., before_password_change: _Optional[bool] = ..., change: _Optional[bool] = ...) -> None: ...
