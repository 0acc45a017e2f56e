"""Base of our trainable pipeline components: how they are created, saved and loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

Self = TypeVar("Self", bound="StoredComponent")


class StoredComponent(GraphComponent):
    """A graph component that keeps what it has learnt in a folder of the model."""

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self.config = config
        self._storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls: type[Self],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """A new component, before training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls: type[Self],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """The component as it was trained."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.read(Path(folder))
        return component

    def persist(self) -> None:
        """Write what was learnt into the model."""
        with self._storage.write_to(self._resource) as folder:
            self.write(Path(folder))

    def read(self, folder: Path) -> None:
        """Take what was learnt from the folder."""
        raise NotImplementedError

    def write(self, folder: Path) -> None:
        """Put what was learnt into the folder."""
        raise NotImplementedError
