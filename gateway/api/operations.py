"""What the API can do: for each operation its address, the RPC behind it and the activity that gives the right."""

from dataclasses import dataclass
from typing import Final

from google.protobuf.descriptor import MethodDescriptor

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.documents.v1 import documents_pb2, documents_pb2_grpc
from imagin.expenses.v1 import expenses_pb2, expenses_pb2_grpc
from imagin.missions.v1 import missions_pb2, missions_pb2_grpc


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. Parts of the address in braces are fields of the request."""

    method: str
    path: str
    activity: str
    stub: type
    rpc: MethodDescriptor
    # The field of the reply that is a document on paper; the reply itself is JSON when it is empty.
    document: str = ""

    @property
    def name(self) -> str:
        return f"{self.rpc.containing_service.name}.{self.rpc.name}"


def _of(stub: type, service: object, activity: str, *rows: tuple[str, ...]) -> list[Operation]:
    methods = service.methods_by_name  # type: ignore[attr-defined]
    return [Operation(method, path, activity, stub, methods[name], *document) for method, path, name, *document in rows]


_missions = missions_pb2.DESCRIPTOR.services_by_name
_expenses = expenses_pb2.DESCRIPTOR.services_by_name
_auth = auth_pb2.DESCRIPTOR.services_by_name
_documents = documents_pb2.DESCRIPTOR.services_by_name

OPERATIONS: Final = [
    *_of(
        missions_pb2_grpc.MissionsServiceStub,
        _missions["MissionsService"],
        "missions",
        ("GET", "/missions", "ListMissions"),
        ("GET", "/missions/{convocation_id}", "GetMission"),
        ("GET", "/missions/{convocation_id}/convocation.pdf", "GetConvocationDuplicate", "pdf"),
    ),
    *_of(
        missions_pb2_grpc.ReferenceServiceStub,
        _missions["ReferenceService"],
        "",
        ("GET", "/academy", "GetAcademy"),
        ("GET", "/communes", "SearchCommunes"),
    ),
    *_of(
        expenses_pb2_grpc.ClaimsServiceStub,
        _expenses["ClaimsService"],
        "claims",
        ("GET", "/conditions", "GetConditions"),
        ("POST", "/conditions/accept", "AcceptConditions"),
        ("GET", "/claims", "ListClaims"),
        ("GET", "/claims/{id}", "GetClaim"),
        ("PATCH", "/claims/{id}", "UpdateClaim"),
        ("POST", "/claims/{id}/estimate", "EstimateClaim"),
        ("PUT", "/claims/{id}/draft", "SaveDraft"),
        ("DELETE", "/claims/{id}/draft", "DiscardDraft"),
        ("POST", "/claims/{id}/validate", "ValidateClaim"),
        ("POST", "/claims/{id}/unvalidate", "UnvalidateClaim"),
        ("POST", "/claims/{id}/declare-not-done", "DeclareNotDone"),
        ("POST", "/claims/{id}/undo-not-done", "UndoNotDone"),
        ("GET", "/claims/{id}/history", "ListHistory"),
        ("GET", "/claims/{id}/recap.pdf", "GetRecap", "pdf"),
    ),
    *_of(
        expenses_pb2_grpc.JuryServiceStub,
        _expenses["JuryService"],
        "claims",
        ("GET", "/juries", "ListJuries"),
        ("GET", "/juries/{mission_id}", "GetJury"),
        ("PATCH", "/juries/{mission_id}", "RecordJury"),
    ),
    *_of(
        expenses_pb2_grpc.DeskServiceStub,
        _expenses["DeskService"],
        "desk",
        ("GET", "/desk/claims", "ListClaims"),
        ("GET", "/desk/claims/{id}", "GetClaim"),
        ("PATCH", "/desk/claims/{id}", "UpdateClaim"),
        ("POST", "/desk/claims/{id}/estimate", "EstimateClaim"),
        ("PUT", "/desk/claims/{id}/draft", "SaveDraft"),
        ("DELETE", "/desk/claims/{id}/draft", "DiscardDraft"),
        ("POST", "/desk/claims/{id}/validate", "ValidateClaim"),
        ("POST", "/desk/claims/{id}/unvalidate", "UnvalidateClaim"),
        ("POST", "/desk/claims/{id}/undo-not-done", "UndoNotDone"),
        ("POST", "/desk/claims/{id}/compute", "ComputePart"),
        ("GET", "/desk/claims/{id}/group-candidates", "ListGroupCandidates"),
        ("POST", "/desk/claims/{id}/group", "GroupFees"),
        ("POST", "/desk/claims/{id}/ungroup", "UngroupFees"),
        ("POST", "/desk/claims/{id}/decide-travel", "DecideTravel"),
        ("POST", "/desk/claims/{id}/record-post", "RecordPost"),
        ("GET", "/desk/juries/{mission_id}", "GetJury"),
        ("PATCH", "/desk/juries/{mission_id}", "RecordJury"),
        ("POST", "/desk/claims/{id}/accept", "AcceptClaim"),
        ("POST", "/desk/claims/{id}/cancel", "CancelClaim"),
        ("POST", "/desk/claims/{id}/uncancel", "UncancelClaim"),
        ("GET", "/desk/claims/{id}/history", "ListHistory"),
        ("GET", "/desk/claims/{id}/recap.pdf", "GetRecap", "pdf"),
    ),
    *_of(
        missions_pb2_grpc.ConvocationsServiceStub,
        _missions["ConvocationsService"],
        "letters",
        ("GET", "/convocation-groups", "ListConvocationGroups"),
        ("POST", "/letters", "StartLetters"),
        ("POST", "/official-runs", "StartOfficialRun"),
        ("GET", "/jobs", "ListJobs"),
        ("GET", "/jobs/{id}", "GetJob"),
    ),
    *_of(
        auth_pb2_grpc.PeopleServiceStub,
        _auth["PeopleService"],
        "people",
        # Not RevealPerson: what is sealed is looked at on one page, and no program copies the register of it.
        ("GET", "/people", "ListPeople"),
        ("GET", "/people/{id}", "GetPerson"),
        ("POST", "/people/{id}/email", "RecordEmail"),
        ("POST", "/people/{id}/temporary-password", "IssueTemporaryPassword"),
    ),
    *_of(
        auth_pb2_grpc.AccountsServiceStub,
        _auth["AccountsService"],
        "",
        ("POST", "/account/email", "GiveEmail"),
    ),
]

# Those of a file, which is no JSON: it comes as a form and leaves as bytes, from the claim that it is of.
PROOF_OPERATIONS: Final = [
    operation
    for prefix, activity in (("/claims", "claims"), ("/desk/claims", "desk"))
    for operation in _of(
        documents_pb2_grpc.DocumentsServiceStub,
        _documents["DocumentsService"],
        activity,
        ("POST", prefix + "/{claim_id}/proofs", "UploadDocument"),
        ("GET", prefix + "/{claim_id}/proofs/{document_id}", "DownloadDocument"),
        ("DELETE", prefix + "/{claim_id}/proofs/{document_id}", "DeleteDocument"),
        ("GET", prefix + "/{claim_id}/proofs/{document_id}/pages/{page}.jpg", "GetPagePicture"),
    )
]
