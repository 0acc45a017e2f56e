"""`python -m bot.supervisor.action_server`: the action server as a supervised process."""

import logging
import os

from actions.server import serve
from bot.lifeline import follow_parent


def main() -> None:
    """Serve until told to stop or until the supervisor is gone."""
    logging.basicConfig(
        level=os.environ["ACTIONS_LOG_LEVEL"],
        format="%(levelname)s %(name)s: %(message)s",
    )
    follow_parent()
    serve(
        os.environ["ACTIONS_DATABASE_URL"],
        int(os.environ["ACTIONS_PORT"]),
        registry_public=os.environ["ACTIONS_REGISTRY_PUBLIC"] == "true",
    )


if __name__ == "__main__":
    main()
