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

class DocumentType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DOCUMENT_TYPE_UNSPECIFIED: _ClassVar[DocumentType]
    DOCUMENT_TYPE_PDF: _ClassVar[DocumentType]
    DOCUMENT_TYPE_JPEG: _ClassVar[DocumentType]
    DOCUMENT_TYPE_PNG: _ClassVar[DocumentType]
    DOCUMENT_TYPE_GIF: _ClassVar[DocumentType]
DOCUMENT_TYPE_UNSPECIFIED: DocumentType
DOCUMENT_TYPE_PDF: DocumentType
DOCUMENT_TYPE_JPEG: DocumentType
DOCUMENT_TYPE_PNG: DocumentType
DOCUMENT_TYPE_GIF: DocumentType

class Document(_message.Message):
    __slots__ = ("id", "set_key", "folder", "file_name", "given_name", "type", "byte_count", "page_count", "state", "deposit_time", "depositor_person_id", "is_by_staff", "proof", "is_personal", "can_delete", "can_read", "is_seen_elsewhere")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Document.State]
        STATE_RECEIVED: _ClassVar[Document.State]
        STATE_CLEAN: _ClassVar[Document.State]
        STATE_INFECTED: _ClassVar[Document.State]
        STATE_NOT_SCANNED: _ClassVar[Document.State]
        STATE_DELAYED: _ClassVar[Document.State]
    STATE_UNSPECIFIED: Document.State
    STATE_RECEIVED: Document.State
    STATE_CLEAN: Document.State
    STATE_INFECTED: Document.State
    STATE_NOT_SCANNED: Document.State
    STATE_DELAYED: Document.State
    ID_FIELD_NUMBER: _ClassVar[int]
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    FOLDER_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    BYTE_COUNT_FIELD_NUMBER: _ClassVar[int]
    PAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DEPOSIT_TIME_FIELD_NUMBER: _ClassVar[int]
    DEPOSITOR_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    IS_BY_STAFF_FIELD_NUMBER: _ClassVar[int]
    PROOF_FIELD_NUMBER: _ClassVar[int]
    IS_PERSONAL_FIELD_NUMBER: _ClassVar[int]
    CAN_DELETE_FIELD_NUMBER: _ClassVar[int]
    CAN_READ_FIELD_NUMBER: _ClassVar[int]
    IS_SEEN_ELSEWHERE_FIELD_NUMBER: _ClassVar[int]
    id: str
    set_key: str
    folder: str
    file_name: str
    given_name: str
    type: DocumentType
    byte_count: int
    page_count: int
    state: Document.State
    deposit_time: _timestamp_pb2.Timestamp
    depositor_person_id: str
    is_by_staff: bool
    proof: str
    is_personal: bool
    can_delete: bool
    can_read: bool
    is_seen_elsewhere: bool
    def __init__(self, id: _Optional[str] = ..., set_key: _Optional[str] = ..., folder: _Optional[str] = ..., file_name: _Optional[str] = ..., given_name: _Optional[str] = ..., type: _Optional[_Union[DocumentType, str]] = ..., byte_count: _Optional[int] = ..., page_count: _Optional[int] = ..., state: _Optional[_Union[Document.State, str]] = ..., deposit_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., depositor_person_id: _Optional[str] = ..., is_by_staff: _Optional[bool] = ..., proof: _Optional[str] = ..., is_personal: _Optional[bool] = ..., can_delete: _Optional[bool] = ..., can_read: _Optional[bool] = ..., is_seen_elsewhere: _Optional[bool] = ...) -> None: ...

class Folder(_message.Message):
    __slots__ = ("id", "name", "capacity", "document_count", "state", "state_time", "documents")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Folder.State]
        STATE_OPEN: _ClassVar[Folder.State]
        STATE_SEALED: _ClassVar[Folder.State]
    STATE_UNSPECIFIED: Folder.State
    STATE_OPEN: Folder.State
    STATE_SEALED: Folder.State
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STATE_TIME_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    capacity: int
    document_count: int
    state: Folder.State
    state_time: _timestamp_pb2.Timestamp
    documents: _containers.RepeatedCompositeFieldContainer[Document]
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., capacity: _Optional[int] = ..., document_count: _Optional[int] = ..., state: _Optional[_Union[Folder.State, str]] = ..., state_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., documents: _Optional[_Iterable[_Union[Document, _Mapping]]] = ...) -> None: ...

class FolderSet(_message.Message):
    __slots__ = ("key", "folders", "personal_documents")
    KEY_FIELD_NUMBER: _ClassVar[int]
    FOLDERS_FIELD_NUMBER: _ClassVar[int]
    PERSONAL_DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    key: str
    folders: _containers.RepeatedCompositeFieldContainer[Folder]
    personal_documents: _containers.RepeatedCompositeFieldContainer[Document]
    def __init__(self, key: _Optional[str] = ..., folders: _Optional[_Iterable[_Union[Folder, _Mapping]]] = ..., personal_documents: _Optional[_Iterable[_Union[Document, _Mapping]]] = ...) -> None: ...

class FolderPlan(_message.Message):
    __slots__ = ("set_key", "owner_person_id", "reader_person_ids", "folder_names", "capacity")
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    OWNER_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    READER_PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    FOLDER_NAMES_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    set_key: str
    owner_person_id: str
    reader_person_ids: _containers.RepeatedScalarFieldContainer[str]
    folder_names: _containers.RepeatedScalarFieldContainer[str]
    capacity: int
    def __init__(self, set_key: _Optional[str] = ..., owner_person_id: _Optional[str] = ..., reader_person_ids: _Optional[_Iterable[str]] = ..., folder_names: _Optional[_Iterable[str]] = ..., capacity: _Optional[int] = ...) -> None: ...

class OpenFoldersRequest(_message.Message):
    __slots__ = ("request_id", "plan")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    plan: FolderPlan
    def __init__(self, request_id: _Optional[str] = ..., plan: _Optional[_Union[FolderPlan, _Mapping]] = ...) -> None: ...

class ListFoldersRequest(_message.Message):
    __slots__ = ("set_key", "owner_person_id", "asker_person_id", "is_asker_staff")
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    OWNER_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ASKER_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    IS_ASKER_STAFF_FIELD_NUMBER: _ClassVar[int]
    set_key: str
    owner_person_id: str
    asker_person_id: str
    is_asker_staff: bool
    def __init__(self, set_key: _Optional[str] = ..., owner_person_id: _Optional[str] = ..., asker_person_id: _Optional[str] = ..., is_asker_staff: _Optional[bool] = ...) -> None: ...

class SealFoldersRequest(_message.Message):
    __slots__ = ("request_id", "plan", "seal_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    SEAL_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    plan: FolderPlan
    seal_id: str
    def __init__(self, request_id: _Optional[str] = ..., plan: _Optional[_Union[FolderPlan, _Mapping]] = ..., seal_id: _Optional[str] = ...) -> None: ...

class ConfirmSealRequest(_message.Message):
    __slots__ = ("request_id", "set_key", "seal_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    SEAL_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    set_key: str
    seal_id: str
    def __init__(self, request_id: _Optional[str] = ..., set_key: _Optional[str] = ..., seal_id: _Optional[str] = ...) -> None: ...

class ConfirmSealResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class BreakSealRequest(_message.Message):
    __slots__ = ("request_id", "set_key", "seal_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    SEAL_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    set_key: str
    seal_id: str
    def __init__(self, request_id: _Optional[str] = ..., set_key: _Optional[str] = ..., seal_id: _Optional[str] = ...) -> None: ...

class BreakSealResponse(_message.Message):
    __slots__ = ("is_broken",)
    IS_BROKEN_FIELD_NUMBER: _ClassVar[int]
    is_broken: bool
    def __init__(self, is_broken: _Optional[bool] = ...) -> None: ...

class ListDoubtfulSealsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListDoubtfulSealsResponse(_message.Message):
    __slots__ = ("seals",)
    SEALS_FIELD_NUMBER: _ClassVar[int]
    seals: _containers.RepeatedCompositeFieldContainer[DoubtfulSeal]
    def __init__(self, seals: _Optional[_Iterable[_Union[DoubtfulSeal, _Mapping]]] = ...) -> None: ...

class DoubtfulSeal(_message.Message):
    __slots__ = ("set_key", "seal_id", "seal_time")
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    SEAL_ID_FIELD_NUMBER: _ClassVar[int]
    SEAL_TIME_FIELD_NUMBER: _ClassVar[int]
    set_key: str
    seal_id: str
    seal_time: _timestamp_pb2.Timestamp
    def __init__(self, set_key: _Optional[str] = ..., seal_id: _Optional[str] = ..., seal_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListFolderHistoryRequest(_message.Message):
    __slots__ = ("set_key",)
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    set_key: str
    def __init__(self, set_key: _Optional[str] = ...) -> None: ...

class ListFolderHistoryResponse(_message.Message):
    __slots__ = ("events",)
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[DocumentEvent]
    def __init__(self, events: _Optional[_Iterable[_Union[DocumentEvent, _Mapping]]] = ...) -> None: ...

class DocumentEvent(_message.Message):
    __slots__ = ("event_time", "kind", "file_name", "folder", "actor_person_id", "proof")
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        KIND_UNSPECIFIED: _ClassVar[DocumentEvent.Kind]
        KIND_DEPOSITED: _ClassVar[DocumentEvent.Kind]
        KIND_DELETED: _ClassVar[DocumentEvent.Kind]
        KIND_INFECTED: _ClassVar[DocumentEvent.Kind]
        KIND_READ: _ClassVar[DocumentEvent.Kind]
    KIND_UNSPECIFIED: DocumentEvent.Kind
    KIND_DEPOSITED: DocumentEvent.Kind
    KIND_DELETED: DocumentEvent.Kind
    KIND_INFECTED: DocumentEvent.Kind
    KIND_READ: DocumentEvent.Kind
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    FOLDER_FIELD_NUMBER: _ClassVar[int]
    ACTOR_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PROOF_FIELD_NUMBER: _ClassVar[int]
    event_time: _timestamp_pb2.Timestamp
    kind: DocumentEvent.Kind
    file_name: str
    folder: str
    actor_person_id: str
    proof: str
    def __init__(self, event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., kind: _Optional[_Union[DocumentEvent.Kind, str]] = ..., file_name: _Optional[str] = ..., folder: _Optional[str] = ..., actor_person_id: _Optional[str] = ..., proof: _Optional[str] = ...) -> None: ...

class UploadDocumentRequest(_message.Message):
    __slots__ = ("request_id", "set_key", "folder", "file_name", "proof", "is_personal", "content", "sha256")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    FOLDER_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    PROOF_FIELD_NUMBER: _ClassVar[int]
    IS_PERSONAL_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    set_key: str
    folder: str
    file_name: str
    proof: str
    is_personal: bool
    content: bytes
    sha256: bytes
    def __init__(self, request_id: _Optional[str] = ..., set_key: _Optional[str] = ..., folder: _Optional[str] = ..., file_name: _Optional[str] = ..., proof: _Optional[str] = ..., is_personal: _Optional[bool] = ..., content: _Optional[bytes] = ..., sha256: _Optional[bytes] = ...) -> None: ...

class DeleteDocumentRequest(_message.Message):
    __slots__ = ("request_id", "id", "set_key")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    id: str
    set_key: str
    def __init__(self, request_id: _Optional[str] = ..., id: _Optional[str] = ..., set_key: _Optional[str] = ...) -> None: ...

class DownloadDocumentRequest(_message.Message):
    __slots__ = ("id", "set_key")
    ID_FIELD_NUMBER: _ClassVar[int]
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    id: str
    set_key: str
    def __init__(self, id: _Optional[str] = ..., set_key: _Optional[str] = ...) -> None: ...

class DownloadDocumentResponse(_message.Message):
    __slots__ = ("document", "content")
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    document: Document
    content: bytes
    def __init__(self, document: _Optional[_Union[Document, _Mapping]] = ..., content: _Optional[bytes] = ...) -> None: ...

class GetPagePictureRequest(_message.Message):
    __slots__ = ("id", "set_key", "page")
    ID_FIELD_NUMBER: _ClassVar[int]
    SET_KEY_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    id: str
    set_key: str
    page: int
    def __init__(self, id: _Optional[str] = ..., set_key: _Optional[str] = ..., page: _Optional[int] = ...) -> None: ...

class PagePicture(_message.Message):
    __slots__ = ("jpeg", "width", "height", "document")
    JPEG_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    jpeg: bytes
    width: int
    height: int
    document: Document
    def __init__(self, jpeg: _Optional[bytes] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., document: _Optional[_Union[Document, _Mapping]] = ...) -> None: ...
