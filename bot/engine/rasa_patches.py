"""Everything we change in Rasa Open Source, checked against one version of it.

Each patch says why it is there. Whoever upgrades Rasa goes through them one by one, then changes
`RASA_VERSION`; until then the engine does not start.

`leave_out_unused_libraries` comes before the first import of Rasa, so this module imports Rasa
inside functions only. `patch_rasa` comes after it, in the jobs that understand messages.
"""

import logging
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from types import ModuleType, SimpleNamespace
from typing import Any, NoReturn

logger = logging.getLogger(__name__)

RASA_VERSION = "3.6.21"
ACTION_TIMEOUT_S = 8
# The driver blocks the event loop: one locked database must not stop every user for long.
BUSY_TIMEOUT_S = 0.5
FAILURE_COUNTS_S = 60.0


class RasaVersionError(Exception):
    """Another Rasa is installed than the one that the patches were checked against."""


def check_rasa_version(installed: str | None = None) -> None:
    """Refuse to patch a Rasa that nobody has compared with the patches."""
    installed = installed or version("rasa")
    if installed != RASA_VERSION:
        raise RasaVersionError(
            f"rasa is {installed}, but bot/engine/rasa_patches.py was checked against "
            f"{RASA_VERSION}: install that version (locks/engine.lock), or go through the "
            "patches and change RASA_VERSION"
        )


def patch_rasa() -> None:
    """Apply the patches of a running engine; Rasa can be imported by then."""
    check_rasa_version()
    run_graph_without_dask()
    limit_action_time()
    compile_action_result_check()
    hide_values_in_errors()
    cache_event_types()
    tracker_health.watch()


# --- Import Rasa without TensorFlow and 69 other packages -----------------------------------------
#
# Why: no component of ours needs them. 18 s and 640 MB less at start, and fewer packages that could
# have a vulnerability (locks/engine-overrides.txt keeps them out of the lock). Rasa imports every
# built-in component, so an importer answers for modules of it that need TensorFlow,
# matplotlib or the client of a service that we do not use.
# fmt: off
LEFT_OUT = frozenset(
    {
        "aio_pika", "aio_pika.exceptions", "aiormq", "boto3", "boto3.dynamodb",
        "boto3.dynamodb.conditions", "botocore", "botocore.exceptions", "pymongo",
        "pymongo.collection", "pymongo.errors", "randomname", "structlog_sentry",
        "rasa.core.channels.botframework", "rasa.core.channels.console",
        "rasa.core.channels.facebook", "rasa.core.channels.hangouts",
        "rasa.core.channels.mattermost", "rasa.core.channels.rocketchat",
        "rasa.core.channels.slack", "rasa.core.channels.socketio", "rasa.core.channels.telegram",
        "rasa.core.channels.twilio", "rasa.core.channels.twilio_voice",
        "rasa.core.channels.webexteams", "rasa.core.policies.ted_policy",
        "rasa.core.policies.unexpected_intent_policy", "rasa.nlu.classifiers.diet_classifier",
        "rasa.nlu.featurizers.dense_featurizer.convert_featurizer",
        "rasa.nlu.featurizers.dense_featurizer.lm_featurizer",
        "rasa.nlu.selectors.response_selector", "rasa.utils.plotting",
        "rasa.utils.tensorflow.model_data_utils", "rasa.utils.tensorflow.models",
        "rasa.utils.train_utils",
    }
)
# fmt: on


class LeftOutError(ImportError):
    """A component was used that this engine does not carry."""


class _Placeholder(type):
    """A class that can be named and inherited from, not created."""

    def __call__(cls, *args: Any, **kwargs: Any) -> NoReturn:
        raise LeftOutError(
            f"{cls.__module__}.{cls.__name__} is left out of this engine: remove it from "
            "config.yml, or take its module out of LEFT_OUT in bot/engine/rasa_patches.py"
        )


class _LeftOutModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        # An `except` that names one must go on to the next, not fail itself.
        bases = (Exception,) if self.__name__.endswith((".errors", ".exceptions")) else ()
        members = {"__module__": self.__name__, "name": lambda: name}
        placeholder = _Placeholder(name, bases, members)
        setattr(self, name, placeholder)
        return placeholder


class _LeftOutFinder(MetaPathFinder, Loader):
    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self, is_package=True) if fullname in LEFT_OUT else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _LeftOutModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: every name is made when it is asked for."""


def leave_out_unused_libraries() -> None:
    """Answer for the modules of `LEFT_OUT`; call it before Rasa is imported."""
    check_rasa_version()
    if not any(isinstance(finder, _LeftOutFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _LeftOutFinder())


# --- Run the model's graph without dask -----------------------------------------------------------
#
# Why: dask's scheduler takes 2 ms a message to order a handful of steps.


def run_in_order(graph: Mapping[str, tuple[Any, ...]], targets: Sequence[str]) -> list[Any]:
    """What `dask.get` returns: a node is a step and the names of what it needs, or an input."""
    results: dict[str, Any] = {}

    def result(name: str) -> Any:
        if name not in graph:
            return name  # as dask does; the step that needs it says what is missing
        if name not in results:
            step, *needs = graph[name]
            results[name] = step(*map(result, needs)) if callable(step) else graph[name]
        return results[name]

    return [result(name) for name in targets]


def run_graph_without_dask() -> None:
    """Rasa's runner looks for `get` in the name `dask` of its own module."""
    import rasa.engine.runner.dask

    rasa.engine.runner.dask.dask = SimpleNamespace(get=run_in_order)


# --- Call the action server -----------------------------------------------------------------------


def limit_action_time() -> None:
    """Give up on the action server in time for an apology.

    Why: Rasa waits for five minutes, and the timeout is no setting.
    """
    import rasa.core.actions.action

    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT_S


def compile_action_result_check() -> None:
    """Check what the action server returns by a validator that is compiled once.

    Why: Rasa builds and compiles the schema at every answer: half of its time for a message.
    """
    from jsonschema import Draft7Validator
    from rasa.core.actions.action import RemoteAction

    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


# --- Store conversations --------------------------------------------------------------------------


def hide_values_in_errors() -> None:
    """Keep what people typed out of SQLAlchemy's errors; give up on a locked file sooner.

    Why: Rasa's tracker store has no setting for either.
    """
    import rasa.core.tracker_store

    original = rasa.core.tracker_store.create_engine_kwargs

    def with_hidden_values(url: Any) -> dict[str, Any]:
        options = {**original(url), "hide_parameters": True}
        if str(url).startswith("sqlite"):
            options["connect_args"] = {"timeout": BUSY_TIMEOUT_S}
        return options

    rasa.core.tracker_store.create_engine_kwargs = with_hidden_values


def cache_event_types() -> None:
    """Find the class of each type of event once.

    Why: Rasa searches all classes for every event of a conversation that it loads.
    """
    from rasa.shared.core.events import Event

    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


class TrackerHealth:
    """Whether conversations can be stored.

    Why: where the store fails, Rasa goes on in memory, and nobody hears of it. A failure counts
    for a minute at most: without users, nothing would ever show that the store is well again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._degraded_until = float("-inf")

    @property
    def degraded(self) -> bool:
        """Whether what users say is being lost."""
        return self._clock() < self._degraded_until

    def watch(self) -> None:
        """Log each failure, without what was said, and notice when it has passed."""
        from rasa.core.tracker_store import FailSafeTrackerStore

        save_or_fall_back = FailSafeTrackerStore.save
        health = self

        def failed(store: Any, error: Exception) -> None:
            health._degraded_until = health._clock() + FAILURE_COUNTS_S
            logger.error("conversations cannot be read or stored (%s)", type(error).__name__)

        async def save(store: Any, tracker: Any) -> None:
            health._degraded_until = float("-inf")
            await save_or_fall_back(store, tracker)

        FailSafeTrackerStore.on_tracker_store_error = failed
        FailSafeTrackerStore.on_tracker_store_retrieve_error = failed
        FailSafeTrackerStore.save = save


tracker_health = TrackerHealth()
