"""Where nobody holds a role, management may act: said only where management is listed."""

from collections.abc import Callable

from common.database import Database
from tests.support.contacts import end_authorization
from tests.support.tracker import Conversation

AGENCY = "Cabinet for Economic Development"
SECURITY, MANAGEMENT = "bramble.jackdaw@example.gov", "pansy.gallinule@example.gov"
EMERGENCY = "may act in an emergency"


def test_management_stands_in_only_where_it_is_listed(
    talk: Callable[..., Conversation], store: Database
) -> None:
    def answer() -> str:
        conversation = talk(user={"id": "u-pat"})
        return str(
            conversation.say(
                f"security contact of {AGENCY}",
                "agency_contact_lookup",
                entities={"role": "security"},
            )["text"]
        )

    assert EMERGENCY not in answer()
    end_authorization(store, SECURITY)
    assert EMERGENCY in answer()
    assert "Pansy Gallinule" in answer()
    end_authorization(store, MANAGEMENT)
    assert EMERGENCY not in answer()
