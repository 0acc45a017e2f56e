"""The action server as a supervised process."""

import os
from functools import partial

from actions.app import HEALTH
from actions.reply.handing import Handing
from actions.server import ActionsConfig, serve
from common.database import SchemaError
from common.log_lines import log_lines
from common.loopback import protect
from common.parent_process import follow_parent
from tickets.quota import Quota, Rate


def main() -> None:
    """Serve until told to stop or until the supervisor is gone."""
    log_lines(os.environ["ACTIONS_LOG_LEVEL"])
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
        time_zone=os.environ["ACTIONS_TIME_ZONE"],
        quota=Quota(
            requester=Rate.of(os.environ["ACTIONS_DRAFT_RATE"]),
            address=Rate.of(os.environ["ACTIONS_DRAFT_ADDRESS_RATE"]),
        ),
    )
    try:
        serve(config, partial(protect, secret=os.environ["ACTIONS_SECRET"], open_path=HEALTH))
    except SchemaError as error:
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main()
