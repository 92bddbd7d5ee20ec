"""`kill -9` of expenses between commit and answer, then the same request again: the same answer, and nothing twice."""

import grpc
import pytest

from kit.errors import Unavailable, from_rpc_error
from tests.faults.claims import Insistence, examiners, validations
from tests.faults.deployment import Deployment
from tests.faults.interception import Interception

VALIDATE = "/imagin.expenses.v1.ClaimsService/ValidateClaim"
EFFECTS = (
    "SELECT order_number, version, validate_time, recap_digest FROM claims WHERE id = %s",
    "SELECT id FROM kit.audit WHERE aggregate_id = %s::text ORDER BY id",
)


def test_an_answer_that_was_lost_is_given_again_byte_for_byte(deployment: Deployment) -> None:
    (one,) = validations(deployment, examiners(deployment, 1), 1)
    request, claim_id = one.request.SerializeToString(), one.request.id
    address = deployment.addresses["expenses"]
    with Interception.before(address, lambda: deployment.kill("expenses")) as proxy:
        channels = deployment.channels_to(expenses=proxy.address)
        validate = channels.channel("expenses", VALIDATE.split("/")[1]).unary_unary(VALIDATE)
        with pytest.raises(grpc.RpcError) as raised:
            validate(request, metadata=one.metadata)
        assert from_rpc_error(raised.value).message == Unavailable.message
        effects = [deployment.rows("expenses", statement, claim_id) for statement in EFFECTS]
        assert effects[0][0][0], "it was committed before it was killed"

        deployment.start("expenses")
        assert Insistence()(lambda: validate(request, metadata=one.metadata)) == proxy.message != b""
        channels.close()
    assert [deployment.rows("expenses", statement, claim_id) for statement in EFFECTS] == effects
