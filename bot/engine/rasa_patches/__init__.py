"""Everything we change in Rasa Open Source, checked against one version of it.

Each patch says why it is there. Whoever upgrades Rasa goes through them one by one, then changes
`RASA_VERSION`; until then the engine does not start.

`leave_out_unused_libraries` comes before the first import of Rasa, so these modules import Rasa
inside functions only. `patch_rasa` comes after it, in the jobs that understand messages.
"""

from bot.engine.rasa_patches.calling_actions import (
    check_action_result_by_hand,
    keep_action_connections,
    leave_domain_out_of_calls,
    limit_action_time,
    send_what_actions_read,
)
from bot.engine.rasa_patches.copying import (
    apply_events_once,
    copy_nothing_for_the_log,
    copy_trackers_as_they_are,
)
from bot.engine.rasa_patches.leaving_out import leave_out_unused_libraries
from bot.engine.rasa_patches.predicting import (
    look_rules_up_in_latest_messages,
    run_graph_without_dask,
)
from bot.engine.rasa_patches.storing import (
    cache_event_types,
    hide_values_in_errors,
    tracker_health,
)
from bot.engine.rasa_patches.version import RasaVersionError, check_rasa_version

__all__ = [
    "RasaVersionError",
    "check_rasa_version",
    "leave_out_unused_libraries",
    "patch_rasa",
    "tracker_health",
]


def patch_rasa() -> None:
    """Apply the patches of a running engine; Rasa can be imported by then."""
    check_rasa_version()
    run_graph_without_dask()
    look_rules_up_in_latest_messages()
    copy_trackers_as_they_are()
    copy_nothing_for_the_log()
    apply_events_once()
    limit_action_time()
    check_action_result_by_hand()
    leave_domain_out_of_calls()
    send_what_actions_read()
    keep_action_connections()
    hide_values_in_errors()
    cache_event_types()
    tracker_health.watch()
