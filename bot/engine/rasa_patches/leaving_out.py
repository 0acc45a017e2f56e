"""Imports Rasa without TensorFlow and 69 other packages.

Why: no component of ours needs them. 18 s and 640 MB less at start, and fewer packages that could
have a vulnerability (locks/engine-overrides.txt keeps them out of the lock file). Rasa imports
every built-in component, so an importer answers for modules of it that need TensorFlow,
matplotlib or the client of a service that we do not use.

An engine that serves does without more, which is installed, since training or a command needs it:
36 MB and a third of the time that importing takes (docs/decisions.md).
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

from bot.engine.rasa_patches.version import check_rasa_version

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
# By jobs that understand messages. What learns is scikit-learn's and SciPy's; Dask runs a graph
# that we run ourselves; nobody signs in to the engine by a token of its own; spaCy's commands.
NOT_SERVED = frozenset(
    {
        "dask", "jwt", "jwt.algorithms", "jwt.exceptions",
        "rasa.utils.tensorflow.model_data", "sanic_jwt", "scipy", "scipy.sparse",
        "spacy.cli", "spacy.cli.info",
    }
)
# fmt: on
# structlog would import it to draw stack traces, which we do not; it does without it.
ABSENT = "rich"


class LeftOutError(ImportError):
    """A component was used that this engine does not carry."""


class _Placeholder(type):
    """A class that can be named and inherited from, not created."""

    def __call__(cls, *args: Any, **kwargs: Any) -> NoReturn:
        raise LeftOutError(
            f"{cls.__module__}.{cls.__name__} is left out of this engine: remove it from "
            "config.yml, or take its module out of LEFT_OUT in bot/engine/rasa_patches"
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
    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self, is_package=True) if fullname in self._names else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _LeftOutModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: every name is made when it is asked for."""


def leave_out_unused_libraries(*, serving: bool = False) -> None:
    """Answer for the modules of `LEFT_OUT`; call it before Rasa is imported.

    `serving`: this process understands messages and trains nothing.
    """
    check_rasa_version()
    if not any(isinstance(finder, _LeftOutFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _LeftOutFinder(LEFT_OUT | NOT_SERVED if serving else LEFT_OUT))
    if serving:
        sys.modules.setdefault(ABSENT, None)  # type: ignore[arg-type]
