"""`python -m bot.supervisor.action_server`: the action server as a supervised process."""

import logging
import os

from actions.reply.handing import Handing
from actions.server import ActionsConfig, serve
from bot.lifeline import follow_parent
from tickets.quota import Quota, Rate


def main() -> None:
    """Serve until told to stop or until the supervisor is gone."""
    logging.basicConfig(
        level=os.environ["ACTIONS_LOG_LEVEL"],
        format="%(levelname)s %(name)s: %(message)s",
    )
    follow_parent()
    config = ActionsConfig(
        database_url=os.environ["ACTIONS_DATABASE_URL"],
        port=int(os.environ["ACTIONS_PORT"]),
        sign_in=os.environ["ACTIONS_SIGN_IN"] == "true",
        registry_public=os.environ["ACTIONS_REGISTRY_PUBLIC"] == "true",
        handing=Handing(
            contacts=os.environ["ACTIONS_HANDING_CONTACTS"],
            service_desk=os.environ["ACTIONS_HANDING_SERVICE_DESK"],
            sign_in_required=os.environ["ACTIONS_HANDING_SIGN_IN"] == "true",
        ),
        public_url=os.environ["ACTIONS_PUBLIC_URL"],
        idle_days=int(os.environ["ACTIONS_DRAFT_IDLE_DAYS"]),
        quota=Quota(
            requester=Rate.of(os.environ["ACTIONS_DRAFT_RATE"]),
            address=Rate.of(os.environ["ACTIONS_DRAFT_ADDRESS_RATE"]),
        ),
    )
    serve(config)


if __name__ == "__main__":
    main()
